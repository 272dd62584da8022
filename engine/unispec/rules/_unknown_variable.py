"""unknown-variable: expressions and templates read only names that they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unispec.diagnostics import Code, Diagnostic, Location, suggestion
from unispec.inference import Kind, Owner
from unispec.language import Reading
from unispec.rules._names import bound, unbound
from unispec.rules._sources import VARIABLES, Expression, Text, template_word, within
from unispec.rules._subject import Subject
from unispec.specs import Integration


def unknown_variable(subject: Subject) -> Iterator[Diagnostic]:
    """Say which variables, and which names below those that are known, do not exist."""
    for each in subject.expressions:
        yield from _in_expression(each, subject.integration)
    for mistake in subject.mistakes(Kind.FIELD):
        finding = mistake.finding
        if finding.whose is Owner.GIVEN:
            yield _stranger(finding.owner, finding.name, frozenset(finding.known), mistake.location)
    for text in subject.texts:
        yield from _in_text(text, subject.integration)
    yield from _in_identity(subject.integration)


def _in_expression(each: Expression, integration: Integration) -> Iterator[Diagnostic]:
    known = [f"${name}" for name in VARIABLES[each.role] | bound(each)]
    for name in unbound(each, integration):
        if name.is_called:
            continue
        wrong = f"${name.mention.name}"
        yield Diagnostic(
            Code.UNKNOWN_VARIABLE,
            f"there is no variable `{wrong}` here",
            within(each.snippet, name.mention),
            suggestion(wrong, known, noun="variables"),
        )


def _in_text(text: Text, integration: Integration) -> Iterator[Diagnostic]:
    for name in text.reads:
        mention = template_word(text.snippet.source, (name,))
        if name not in text.names and mention is not None:
            yield Diagnostic(
                Code.UNKNOWN_VARIABLE,
                f"there is no variable `{name}` here",
                within(text.snippet, mention),
                suggestion(name, text.names, noun="variables"),
            )
    for path, members in _strangers(text.reads, _members(integration)):
        mention = template_word(text.snippet.source, path)
        if mention is not None and path[0] in text.names:
            yield _stranger(path[0], path[1], members, within(text.snippet, mention))


def _in_identity(integration: Integration) -> Iterator[Diagnostic]:
    spec = integration.connection
    known = frozenset(spec.map.children) if spec is not None else frozenset()
    for name in spec.identity if spec is not None else ():
        if name.source not in known:
            yield _stranger("connection", name.source, known, name.location)


def _members(integration: Integration) -> dict[str, frozenset[str]]:
    """The names below the variables whose content the integration itself fixes."""
    found = {"vars": frozenset(integration.vars)}
    if integration.connection is not None:
        found["connection"] = frozenset(integration.connection.map.children)
    return found


def _strangers(
    read: Mapping[str, Reading], members: Mapping[str, frozenset[str]]
) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    for variable, known in members.items():
        if variable in read:
            for name in read[variable].fields:
                if name not in known:
                    yield (variable, name), known


def _stranger(variable: str, name: str, members: frozenset[str], place: Location) -> Diagnostic:
    message = f"`{variable}` has no `{name}`"
    return Diagnostic(Code.UNKNOWN_VARIABLE, message, place, suggestion(name, members))
