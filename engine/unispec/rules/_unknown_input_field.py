"""unknown-input-field: what is read of `input`, and passed on as it, is a parameter of the operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unispec.diagnostics import Code, Diagnostic, Location, suggestion
from unispec.inference import Kind, Owner, Type, field_of, names_of, title_of
from unispec.language import Reading
from unispec.rules._sources import Role, Text, template_word, within
from unispec.rules._subject import Subject
from unispec.rules._trees import strangers
from unispec.rules._unknown_source_field import of_scalar
from unispec.specs import Node, OperationName, Tree, Variant


def unknown_input_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which parameters are read or passed but not known to the operation."""
    for each in subject.mistakes(Kind.FIELD):
        finding = each.finding
        if finding.whose is Owner.INPUT and not each.is_quoted_word:
            yield _problem(finding.name, finding.owner, finding.known, each.location)
    for each in subject.mistakes(Kind.SCALAR):
        if each.role is Role.REQUEST:
            yield Diagnostic(Code.UNKNOWN_INPUT_FIELD, of_scalar(each.finding), each.location)
    for text in subject.texts:
        yield from _in_text(text)
    for _, variant in subject.variants:
        for name, given in _passed(variant):
            yield from _keys(name, given, subject)
    for operation, variant in subject.variants:
        yield from _windows(variant, operation.name, subject)


def _in_text(text: Text) -> Iterator[Diagnostic]:
    for path, owner in _strangers(text.reads["input"], text.inputs) if "input" in text.reads else ():
        mention = template_word(text.snippet.source, ("input", *path))
        if mention is not None:
            yield _problem(path[-1], title_of(owner), names_of(owner), within(text.snippet, mention))


def _strangers(
    reading: Reading, inputs: tuple[Type, ...], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Type]]:
    """Find the fields that none of the inputs has."""
    for name, below in reading.fields.items():
        inner = tuple(found for found in (field_of(each, name) for each in inputs) if found is not None)
        if inner:
            yield from _strangers(below, inner, (*path, name))
        elif all(names_of(each) for each in inputs):
            yield (*path, name), inputs[0]


def _problem(name: str, owner: str, known: Iterable[str], place: Location) -> Diagnostic:
    kind = "parameter" if owner.count(".") == 1 else "field"
    remedy = suggestion(name, known, noun=f"{kind}s")
    return Diagnostic(Code.UNKNOWN_INPUT_FIELD, f"`{name}` is not a {kind} of `{owner}`", place, remedy)


def _passed(variant: Variant) -> Iterator[tuple[OperationName, Node | None]]:
    for related in variant.related:
        yield related.operation, related.input
    if variant.for_each is not None:
        yield variant.for_each.operation, variant.for_each.input


def _keys(name: OperationName, given: Node | None, subject: Subject) -> Iterator[Diagnostic]:
    """Check the names under which another operation is passed its input."""
    if not isinstance(given, Tree) or subject.integration.operation(name) is None:
        return
    for key in strangers(given, subject.parameters(name)):
        yield _problem(key.name, title_of(key.owner), names_of(key.owner), key.location)


def _windows(variant: Variant, name: OperationName, subject: Subject) -> Iterator[Diagnostic]:
    """Check the two parameters of a range that is split."""
    if variant.windows is None:
        return
    at, taken = variant.location, subject.parameters(name)
    for key, parameter in (("from", variant.windows.start), ("to", variant.windows.end)):
        if field_of(taken, parameter) is None:
            place = Location(at.source, (*at.route, "windows", key))
            yield _problem(parameter, str(name), names_of(taken), place)
