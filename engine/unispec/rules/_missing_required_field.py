"""missing-required-field: a map sets what its unified model requires."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part
from unispec.documents import Document
from unispec.rules._shape import Shape
from unispec.rules._subject import Subject
from unispec.specs import Tree, Variant


def missing_required_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which required fields a map never sets; a map that is one expression is not looked into."""
    for operation, variant in subject.variants:
        if not isinstance(variant.map, Tree):
            continue
        model = operation.name.resource
        for path, owner in _missing(variant.map, subject.model(model), ()):
            yield Diagnostic(
                Code.MISSING_REQUIRED_FIELD,
                f"`{'.'.join(path)}` is never set, which `{model}` requires",
                _place(variant, path, owner),
            )


def _missing(tree: Tree, shape: Shape, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Tree]]:
    for name in shape.required():
        if name not in tree.children:
            yield (*path, name), tree
    for name, child in tree.children.items():
        below = shape.at(name)
        if isinstance(child, Tree) and below is not None:
            yield from _missing(child, below, (*path, name))


def _place(variant: Variant, path: tuple[str, ...], owner: Tree) -> Location:
    """The place where the variant removes the field, or else the map that lacks it."""
    source, route = variant.location.source, (*variant.location.route, "map", *path)
    if isinstance(source, Document) and _is_removed(source, route):
        return source.location(route, Part.KEY)
    at = owner.location
    return Location(at.source, at.route, Part.KEY)


def _is_removed(source: Document, route: tuple[str | int, ...]) -> bool:
    try:
        return source.value(route) is None
    except KeyError:
        return False
