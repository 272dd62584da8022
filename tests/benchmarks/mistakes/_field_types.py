"""Values of a type that the unified field does not take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import TypeAlias

from tests.benchmarks.mistakes._forms import ends, simple_path
from tests.benchmarks.mistakes._mutant import Change, Maker, edited
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import NUMBER, TEXT, Shape, simple_paths
from tests.benchmarks.mistakes._spec import Leaf

_BOOLEAN = frozenset({"boolean"})
_STRUCTURES = frozenset({"object", "array"})

Fits: TypeAlias = Callable[[Shape, Shape], bool]


def _from(does_belong: Fits) -> Maker:
    """Replace a leaf by a path of the record, where target and source are a pair of the wanted sort."""

    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf in project.map_leaves:
            target, records = project.target(leaf), project.records(leaf)
            if target is None or len(records) != 1 or not target.types:
                continue
            paths = [
                path
                for path in simple_paths(records[0])
                if (shape := records[0].follow(path)) and shape.solid and does_belong(target, shape)
            ]
            if paths:
                new = ".".join(dice.choice(paths))
                yield leaf.rewrite(new, ends(new), f"{leaf.name}: `{leaf.source}` becomes `{new}`")

    return make


def wrong_literal(project: Project, dice: Random) -> Iterator[Change]:
    """A constant of another type."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        if target is None or not target.types:
            continue
        wrong = {'"yes"': "string", "1": "integer", "true": "boolean"}
        if "number" in target.types:
            del wrong["1"]
        new = dice.choice([text for text, kind in wrong.items() if kind not in target.types])
        yield leaf.rewrite(new, [0], f"{leaf.name}: `{leaf.source}` becomes `{new}`")


def text_of_number(project: Project, dice: Random) -> Iterator[Change]:
    """A number or a truth value is turned into a text."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        if target is not None and target.types and target.types <= (NUMBER | _BOOLEAN):
            source = leaf.source.replace("\n", " ")
            new = dice.choice([f"$string({source})", f'"" & ({source})'])
            yield leaf.rewrite(new, [0], f"{leaf.name}: `{leaf.source}` becomes `{new}`")


def swapped_leaves(project: Project, dice: Random) -> Iterator[Change]:
    """The sources of two fields change places, and at least one of them does not fit there."""
    plain = [leaf for leaf in project.map_leaves if simple_path(leaf) and len(leaf.records) == 1]
    for leaf in plain:
        others = [
            other
            for other in plain
            if other.spec is leaf.spec and other.records == leaf.records and _clashes(project, leaf, other)
        ]
        if others:
            yield _swapped(project, leaf, dice.choice(others))


def _swapped(project: Project, leaf: Leaf, other: Leaf) -> Change:
    spec = leaf.spec
    one, two = sorted((leaf, other), key=lambda each: spec.entries[each.route].start)
    first, second = spec.entries[one.route], spec.entries[two.route]
    text = edited(spec.text, [(first.start, first.end, two.source), (second.start, second.end, one.source)])
    starts = {
        one.route: first.start,
        two.route: second.start + len(two.source) - len(one.source),
    }
    wrong = [*ends(other.source, starts[leaf.route])]
    wrong += ends(leaf.source, starts[other.route]) if _clashes(project, other, leaf) else ()
    return Change(spec.name, text, tuple(wrong), f"{one.name} and {two.name} change their sources")


def _clashes(project: Project, leaf: Leaf, other: Leaf) -> bool:
    """Whether a leaf does not take what the other one reads."""
    target, shape = project.target(leaf), project.source(other, simple_path(other) or ())
    return target is not None and shape is not None and not _accepts(target, shape)


def _accepts(target: Shape, source: Shape) -> bool:
    wanted = target.types | ({"integer"} if "number" in target.types else frozenset())
    if not target.types or not source.solid or wanted & source.solid:
        return not (target.is_date and source.solid == TEXT and not source.is_date)
    return False


KINDS: dict[str, Maker] = {
    "number-from-text": _from(lambda to, of: to.types <= NUMBER and of.solid == TEXT),
    "text-from-number": _from(lambda to, of: to.types == TEXT and of.solid <= NUMBER),
    "boolean-from-other": _from(lambda to, of: to.types == _BOOLEAN and not of.solid & _BOOLEAN),
    "other-from-boolean": _from(lambda to, of: not to.types & _BOOLEAN and of.solid == _BOOLEAN),
    "date-from-text": _from(lambda to, of: to.is_date and of.solid == TEXT and not of.is_date),
    "scalar-from-structure": _from(lambda to, of: not to.types & _STRUCTURES and of.solid <= _STRUCTURES),
    "structure-from-scalar": _from(lambda to, of: to.types <= _STRUCTURES and not of.solid & _STRUCTURES),
    "wrong-literal": wrong_literal,
    "text-of-number": text_of_number,
    "swapped-leaves": swapped_leaves,
}
