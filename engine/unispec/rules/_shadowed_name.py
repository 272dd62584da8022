"""shadowed-name: a name means one thing.

A parameter may have the name of a built-in function that its body does not call: there is no better
name for a sum than `$sum`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Severity
from unispec.inference import BUILT_IN
from unispec.language import Mention, mentions
from unispec.language.nodes import Bind, Call, Lambda, Syntax
from unispec.rules._forms import forms, forms_of
from unispec.rules._sources import VARIABLES, Expression, Role, key_of, within
from unispec.rules._subject import Subject

_ANSWERED = frozenset({"status", "headers"})
"""Given where answers are read alone, so that a function may take a status of its own."""


def shadowed_name(subject: Subject) -> Iterator[Diagnostic]:
    """Say which functions and variables hide another that has the same name."""
    functions = subject.integration.functions
    for name, snippet in functions.items():
        kind = _kind(name, frozenset(), Role.FUNCTION)
        if kind is not None:
            yield _problem(f"the function `{name}` hides {kind} `${name}`", key_of(snippet.location))
    for each in subject.expressions:
        for mention in _hidden(each, frozenset(functions)):
            kind = _kind(mention.name, frozenset(functions), each.role)
            yield _problem(f"`${mention.name}` hides {kind} of that name", within(each.snippet, mention))


def _hidden(each: Expression, functions: frozenset[str]) -> Iterator[Mention]:
    source = each.snippet.source
    for form in forms(source):
        if isinstance(form, Bind) and _kind(form.name, functions, each.role):
            yield Mention(form.name, form.start, form.start + 1 + len(form.name))
        elif isinstance(form, Lambda):
            for name in _parameters(source, form):
                is_harmless = name.name in BUILT_IN - functions and not _is_called(name.name, form.body)
                if _kind(name.name, functions, each.role) and not is_harmless:
                    yield name


def _parameters(source: str, form: Lambda) -> Iterator[Mention]:
    head = source[form.start : form.body.start]
    for each in mentions(head)[: len(form.parameters)]:
        yield Mention(each.name, each.start + form.start, each.end + form.start)


def _is_called(name: str, body: Syntax) -> bool:
    return any(isinstance(form, Call) and form.name == name for form in forms_of(body))


def _kind(name: str, functions: frozenset[str], role: Role) -> str | None:
    """Say what a name means already; None when it is free."""
    given = VARIABLES[role] - _ANSWERED if role is Role.FUNCTION else VARIABLES[role]
    if name in given:
        return "the variable"
    if name in functions:
        return "the function"
    return "the built-in function" if name in BUILT_IN else None


def _problem(message: str, place: Location) -> Diagnostic:
    return Diagnostic(Code.SHADOWED_NAME, message, place, "give it a name of its own", Severity.WARNING)
