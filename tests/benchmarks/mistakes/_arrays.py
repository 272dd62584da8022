"""One where many are wanted, and many where one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.benchmarks.mistakes._forms import arrays, ends, objects, simple_path
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import Shape

_PATH = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")
_STRUCTURES = {"object", "array"}


def _dropped_brackets(*, around_object: bool) -> Maker:
    """Drop the brackets of an array that is made of one expression."""

    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf in project.leaves:
            for array in arrays(leaf) if leaf.role in ("map", "function") else ():
                inner = leaf.source[array.start + 1 : array.end]
                if array.has_commas or array.before == "in" or around_object != inner.startswith("{"):
                    continue
                is_field = leaf.source[: array.start].rstrip().endswith(":")
                places = {array.start, *(ends(inner, array.start) if _PATH.fullmatch(inner) else ())}
                places |= set() if is_field else {0}
                story = "the brackets are dropped"
                yield leaf.replace(array.start, array.end + 1, inner, story, at=sorted(places))

    return make


def bracketed_scalar(project: Project, dice: Random) -> Iterator[Change]:
    """A list of one where a single value is wanted."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        is_scalar = target is not None and target.types and not target.types & _STRUCTURES
        if is_scalar and "\n" not in leaf.source:
            yield leaf.rewrite(f"[{leaf.source}]", [0, 1], f"{leaf.name}: brackets around `{leaf.source}`")


def bracketed_object(project: Project, dice: Random) -> Iterator[Change]:
    """A list of one where a single object is wanted."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        if target is None:
            continue
        if target.types == {"object"}:
            yield leaf.rewrite(f"[{leaf.source}]", [0, 1], f"{leaf.name}: brackets around `{leaf.source}`")
        for made in objects(leaf):
            for field in made.fields if made.call is None else ():
                shape: Shape | None = target.items.at(field.key.text[1:-1])
                if shape is not None and shape.types == {"object"}:
                    new = f"[{leaf.source[field.start : field.end]}]"
                    places = (field.start, field.start + 1, field.key.start)
                    story = f"brackets around {field.key.text}"
                    yield leaf.replace(field.start, field.end, new, story, at=places)


def forgotten_index(project: Project, dice: Random) -> Iterator[Change]:
    """A path through an array that no longer takes its first item."""
    for leaf in project.leaves:
        at = leaf.source.find("[0]")
        if at >= 0 and leaf.role == "map":
            start = max(leaf.source.rfind(mark, 0, at) for mark in " (") + 1
            yield leaf.replace(at, at + 3, "", "`[0]` is dropped", at=(0, start, at + 1))


def bare_array(project: Project, dice: Random) -> Iterator[Change]:
    """An array of the record where a single value is wanted."""
    for leaf in project.map_leaves:
        target, records = project.target(leaf), project.records(leaf)
        if target is None or len(records) != 1 or target.types & _STRUCTURES or not simple_path(leaf):
            continue
        names = [name for name in sorted(records[0].names) if "array" in _types(records[0].at(name))]
        if names:
            new = dice.choice(names)
            below = sorted(_names(records[0].at(new)))
            new = f"{new}.{dice.choice(below)}" if below else new
            yield leaf.rewrite(new, ends(new), f"{leaf.name}: `{leaf.source}` becomes `{new}`")


def _types(shape: Shape | None) -> frozenset[str]:
    return shape.types if shape else frozenset()


def _names(shape: Shape | None) -> frozenset[str]:
    return shape.names if shape else frozenset()


KINDS: dict[str, Maker] = {
    "collapsing-array": _dropped_brackets(around_object=False),
    "object-for-array": _dropped_brackets(around_object=True),
    "bracketed-scalar": bracketed_scalar,
    "bracketed-object": bracketed_object,
    "forgotten-index": forgotten_index,
    "path-through-array": bare_array,
}
