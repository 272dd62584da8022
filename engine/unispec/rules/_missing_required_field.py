"""missing-required-field: a map sets what its unified model requires."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part
from unispec.documents import Document
from unispec.inference import Absent, Kind, Object, Type, field_of
from unispec.rules._sources import key_of
from unispec.rules._subject import Subject
from unispec.specs import Tree, Variant


def missing_required_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which required fields a map, or an object in an expression, never sets."""
    for operation, variant in subject.variants:
        if not isinstance(variant.map, Tree):
            continue
        model = operation.name.resource
        for path, owner in _missing(variant.map, subject.model(model), ()):
            message = f"`{'.'.join(path)}` is never set, which `{model}` requires"
            yield Diagnostic(Code.MISSING_REQUIRED_FIELD, message, _place(variant, path, owner))
    for each in subject.mistakes(Kind.UNSET):
        message = f"`{each.finding.name}` is never set, which `{each.finding.owner}` requires"
        yield Diagnostic(Code.MISSING_REQUIRED_FIELD, message, each.location)


def _missing(tree: Tree, model: Type, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Tree]]:
    for name in _required(model):
        if name not in tree.children:
            yield (*path, name), tree
    for name, child in tree.children.items():
        below = field_of(model, name)
        if isinstance(child, Tree) and below is not None:
            yield from _missing(child, below, (*path, name))


def _required(model: Type) -> tuple[str, ...]:
    """The fields that a value cannot be without; none for a choice of schemas."""
    atoms = model.without(Absent).atoms
    if len(atoms) != 1 or not isinstance(atoms[0], Object):
        return ()
    return tuple(sorted(atoms[0].fields.required()))


def _place(variant: Variant, path: tuple[str, ...], owner: Tree) -> Location:
    """The place where the variant or its resource removes the field, or else the map that lacks it."""
    source, route = variant.location.source, variant.location.route
    for length in range(len(route), -1, -1):
        removed = (*route[:length], "map", *path)
        if isinstance(source, Document) and _is_removed(source, removed):
            return source.location(removed, Part.KEY)
    return key_of(owner.location)


def _is_removed(source: Document, route: tuple[str | int, ...]) -> bool:
    try:
        return source.value(route) is None
    except KeyError:
        return False
