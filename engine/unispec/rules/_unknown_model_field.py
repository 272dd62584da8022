"""unknown-model-field: a map sets, and reads of related records, only fields that their models have."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part, suggestion
from unispec.rules._shape import Shape
from unispec.rules._sources import Expression, field_word, is_of_new_value, unknowns, within
from unispec.rules._subject import Subject
from unispec.specs import Tree


def unknown_model_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which keys of a map the model does not have; a key may set objects in a list, too."""
    for operation, variant in subject.variants:
        if isinstance(variant.map, Tree):
            yield from _unknown(variant.map, subject.model(operation.name.resource))
    for each in subject.expressions:
        yield from _of_related(each)


def _unknown(tree: Tree, shape: Shape) -> Iterator[Diagnostic]:
    for name, child in tree.children.items():
        below = shape.at(name)
        if below is None:
            at = child.location
            yield _problem(name, shape, Location(at.source, at.route, Part.KEY))
        elif isinstance(child, Tree):
            yield from _unknown(child, below)


def _of_related(each: Expression) -> Iterator[Diagnostic]:
    reads = each.reads.variables.get("related") if each.reads else None
    source = each.snippet.source
    for unknown in unknowns(reads, tuple(use.related for use in each.uses)) if reads else ():
        mention = field_word(source, unknown.path)
        if len(unknown.path) == 1 or mention is None or is_of_new_value(source, mention):
            continue
        yield _problem(unknown.name, unknown.owners[0], within(each.snippet, mention))


def _problem(name: str, shape: Shape, place: Location) -> Diagnostic:
    return Diagnostic(
        Code.UNKNOWN_MODEL_FIELD,
        f"`{name}` is not a field of `{shape.title}`",
        place,
        suggestion(name, shape.names(), noun="fields"),
    )
