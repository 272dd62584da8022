"""Unified fields that are misspelt, left out or set to something that may be absent."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.benchmarks.mistakes._forms import ends, objects, simple_path
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import simple_paths
from tests.benchmarks.mistakes._spec import Leaf, Spec
from tests.benchmarks.mistakes._typos import typo
from unispec.diagnostics import Route


def _misspelt(*, is_nested: bool) -> Maker:
    def make(project: Project, dice: Random) -> Iterator[Change]:
        for spec in project.resources:
            for route in spec.keys:
                if "map" in route[:-1] and is_nested == (route[-2] != "map"):
                    yield spec.rename(route, typo(str(route[-1]), dice, project.vocabulary))

    return make


def misspelt_made_key(project: Project, dice: Random) -> Iterator[Change]:
    """A key of an object that an expression makes for the record."""
    for leaf in project.leaves:
        if leaf.role not in ("map", "function"):
            continue
        for made in objects(leaf):
            for field in made.fields if made.call is None else ():
                new = f'"{typo(field.key.text[1:-1], dice, project.vocabulary)}"'
                yield leaf.replace(field.key.start, field.key.end, new, f"{field.key.text} becomes {new}")


def dropped_required_field(project: Project, dice: Random) -> Iterator[Change]:
    """A field that the model requires is left out of a map."""
    for leaf in _required(project):
        spec, above = leaf.spec, leaf.route[:-1]
        if len(spec.value(above)) > 1 and not _is_inherited(spec, leaf):
            start, end = spec.lines(leaf.route)
            key = spec.key(above)[0]
            first = next(route for route in spec.keys if route[:-1] == above and route != leaf.route)
            moved = spec.key(first)[0]
            moved -= (end - start) if moved > start else 0
            yield spec.change(start, end, "", f"{leaf.name} is left out", at=(key, moved))


def null_for_required(project: Project, dice: Random) -> Iterator[Change]:
    """A field that the model requires is removed."""
    for leaf in _required(project):
        spec, entry = leaf.spec, leaf.spec.entries[leaf.route]
        end = spec.lines(leaf.route)[1] - 1
        key = spec.key(leaf.route)[0]
        yield spec.change(entry.start, end, "null", f"{leaf.name} becomes null", at=(key, entry.start))


def optional_for_required(project: Project, dice: Random) -> Iterator[Change]:
    """A field that the model requires is read from one that may be absent or null."""
    for leaf in _required(project):
        target, records = project.target(leaf), project.records(leaf)
        if target is None or len(records) != 1:
            continue
        unsure = [
            path
            for path in simple_paths(records[0])
            if not records[0].is_sure(path)
            and (shape := records[0].follow(path))
            and shape.solid == target.solid
            and shape.is_date == target.is_date
        ]
        if unsure and (simple_path(leaf) or leaf.source == "$id(uri)"):
            path = ".".join(dice.choice(unsure))
            new = path if simple_path(leaf) else f"$id({path})"
            places = ends(path) if simple_path(leaf) else (0, *ends(path, len("$id(")))
            yield leaf.rewrite(
                new, places, f"{leaf.name}: `{leaf.source}` becomes `{new}`, which may be absent"
            )


def dropped_made_key(project: Project, dice: Random) -> Iterator[Change]:
    """A key that the model requires of an object in a list is left out."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        required = target.items.required if target else frozenset()
        for made in objects(leaf):
            for index, field in enumerate(made.fields):
                if field.key.text[1:-1] not in required or made.call or _is_within(leaf, made.start):
                    continue
                end = made.fields[index + 1].key.start if index + 1 < len(made.fields) else field.end
                yield leaf.replace(
                    field.key.start, end, "", f"{field.key.text} is left out", at=(0, made.start)
                )


def _is_within(leaf: Leaf, start: int) -> bool:
    """Whether an object is a part of another one."""
    return any(made.start < start < made.end for made in objects(leaf))


def _required(project: Project) -> Iterator[Leaf]:
    for leaf in project.map_leaves:
        model = project.model(leaf.spec.resource or "")
        above = model.follow(leaf.path[:-1])
        if leaf.operations and leaf.path and above and leaf.path[-1] in above.required:
            yield leaf


def _is_inherited(spec: Spec, leaf: Leaf) -> bool:
    """Whether the resource's own map has the field, too."""
    route: Route = ("map", *leaf.path)
    return leaf.route != route and route in spec.entries


KINDS: dict[str, Maker] = {
    "misspelt-map-key": _misspelt(is_nested=False),
    "misspelt-nested-key": _misspelt(is_nested=True),
    "misspelt-made-key": misspelt_made_key,
    "dropped-required-field": dropped_required_field,
    "null-for-required": null_for_required,
    "optional-for-required": optional_for_required,
    "dropped-made-key": dropped_made_key,
}
