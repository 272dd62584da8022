"""unknown-input-field: what is read of `input`, and passed on as it, is a parameter of the operation."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part, suggestion
from unispec.rules._shape import Shape
from unispec.rules._sources import (
    Expression,
    Role,
    Text,
    Unknown,
    field_word,
    is_of_new_value,
    template_word,
    unknowns,
    within,
)
from unispec.rules._subject import Subject
from unispec.specs import Node, OperationName, Tree, Variant


def unknown_input_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which parameters are read or passed but not known to the operation."""
    for each in subject.expressions:
        yield from _in_expression(each)
    for text in subject.texts:
        yield from _in_text(text)
    for _, variant in subject.variants:
        for name, given in _passed(variant):
            yield from _keys(name, given, subject)
    for operation, variant in subject.variants:
        yield from _windows(variant, subject.parameters(operation.name))


def _in_expression(each: Expression) -> Iterator[Diagnostic]:
    if each.reads is None:
        return
    inputs = tuple(use.input for use in each.uses)
    found: list[Unknown] = []
    if each.role is Role.REQUEST and not each.is_quoted_word:
        found.extend(unknowns(each.reads.input, inputs))
    if "input" in each.reads.variables:
        found.extend(unknowns(each.reads.variables["input"], inputs))
    source = each.snippet.source
    for unknown in found:
        mention = field_word(source, unknown.path)
        if mention is not None and not is_of_new_value(source, mention):
            yield _problem(unknown, within(each.snippet, mention))


def _in_text(text: Text) -> Iterator[Diagnostic]:
    if "input" not in text.reads:
        return
    for unknown in unknowns(text.reads["input"], text.inputs):
        mention = template_word(text.snippet.source, ("input", *unknown.path))
        if mention is not None:
            yield _problem(unknown, within(text.snippet, mention))


def _problem(unknown: Unknown, place: Location) -> Diagnostic:
    owner = unknown.owners[0].title
    kind = "parameter" if len(unknown.path) == 1 else "field"
    remedy = suggestion(unknown.name, unknown.known, noun=f"{kind}s")
    message = f"`{unknown.name}` is not a {kind} of `{owner}`"
    return Diagnostic(Code.UNKNOWN_INPUT_FIELD, message, place, remedy)


def _passed(variant: Variant) -> Iterator[tuple[OperationName, Node | None]]:
    for related in variant.related:
        yield related.operation, related.input
    if variant.for_each is not None:
        yield variant.for_each.operation, variant.for_each.input


def _keys(name: OperationName, given: Node | None, subject: Subject) -> Iterator[Diagnostic]:
    """Check the names under which another operation is passed its input."""
    if not isinstance(given, Tree) or subject.integration.operation(name) is None:
        return
    shape = subject.parameters(name)
    for key, child in given.children.items():
        if shape.at(key) is None:
            at = child.location
            yield _problem(Unknown((key,), (shape,)), Location(at.source, at.route, Part.KEY))


def _windows(variant: Variant, shape: Shape) -> Iterator[Diagnostic]:
    """Check the two parameters of a range that is split."""
    if variant.windows is None:
        return
    at = variant.location
    for key, name in (("from", variant.windows.start), ("to", variant.windows.end)):
        if shape.at(name) is None:
            yield _problem(Unknown((name,), (shape,)), Location(at.source, (*at.route, "windows", key)))
