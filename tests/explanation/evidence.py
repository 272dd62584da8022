"""What tests say of an explanation, computed in other ways than the explanation is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from unispec.data import Json
from unispec.explanation import Explanation, Leaf, Mapped, Watched, leaves_of, map_of
from unispec.language import Reading
from unispec.specs import Catalogue, OperationName, catalogue_root
from unispec.testing import Case, replay

CATALOGUE = Catalogue.bundled()
_BRANCHES = re.compile(r"\?|\band\b|\bor\b|\bfunction\b")


def played(integration: str, case: Case, catalogue: Catalogue = CATALOGUE) -> Watched:
    """Play a case, watched."""
    watched = Watched(catalogue.integration(integration), catalogue.models, case.operation)
    replay(watched.program, case)
    return watched


def watched(name: OperationName, changes: Mapping[str, Any], integration: str = "calendly") -> Watched:
    """Compile an operation of a changed integration."""
    catalogue = CATALOGUE.overridden(integration, changes)
    return Watched(catalogue.integration(integration), catalogue.models, name)


def given(watched: Watched, record: Json, **variables: Json) -> Mapped:
    """A record as the first plan of an operation is given it."""
    names = {"input": {}, "connection": {}, "vars": watched.program.vars, "related": {}, **variables}
    return Mapped(watched.plans[0], record, names)


def assembled(explanation: Explanation) -> Json:
    """Put the values of all leaves together into one record."""
    record: dict[str, Json] = {}
    for leaf in explanation.leaves:
        if leaf.is_absent:
            continue
        if not leaf.path:
            return leaf.value
        here = record
        for step in leaf.path[:-1]:
            here = here.setdefault(step, {})
        here[leaf.path[-1]] = leaf.value
    return record


def in_order_of_keys(value: Json) -> Json:
    """Sort the keys of a record, for a map that was laid over another has them in its own order."""
    return {key: in_order_of_keys(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


@cache
def _tree(path: Path) -> yaml.Node | None:
    return yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)


def written_at(path: Path, route: tuple[str | int, ...]) -> tuple[int, int]:
    """Find line and column of a value by PyYAML alone; of a block, those of its first word."""
    node = _tree(path)
    for step in route:
        if isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if key.value == step)
        else:
            assert isinstance(node, yaml.SequenceNode)
            assert isinstance(step, int)
            node = node.value[step]
    assert node is not None
    mark = node.start_mark
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        lines = path.read_text("utf-8").splitlines()
        row = next(row for row in range(mark.line + 1, len(lines)) if lines[row].strip())
        return row + 1, len(lines[row]) - len(lines[row].lstrip()) + 1
    return mark.line + 1, mark.column + 1


def leaves_written(path: Path, operation: str, variant: int) -> dict[tuple[str, ...], tuple[int, int]]:
    """Give line and column of every leaf of a map, read from the file by PyYAML alone."""
    data = yaml.safe_load(path.read_text("utf-8"))
    maps: list[tuple[str | int, ...]] = [("map",), ("operations", operation, "map")]
    maps.append(("operations", operation, "variants", variant, "map"))
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for route in maps:
        for leaf, value in _leaves(_below(data, route), ()):
            if value is None:
                found = {each: at for each, at in found.items() if each[: len(leaf)] != leaf}
            else:
                found[leaf] = written_at(path, (*route, *leaf))
    return found


def _below(data: Any, route: tuple[str | int, ...]) -> Any:
    for step in route:
        try:
            data = data[step]
        except (KeyError, IndexError):
            return {}
    return data


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _leaves(below, (*path, name))
    else:
        yield path, value


def resource_file(integration: str, resource: str) -> Path:
    return catalogue_root() / "integrations" / integration / f"{resource}.yaml"


def paths(reading: Reading, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the ends of what may be read."""
    if reading.whole or (path and not reading.fields):
        yield path
    else:
        for name, below in reading.fields.items():
            yield from paths(below, (*path, name))


def may_read(watched: Watched, mapped: Mapped, leaf: Leaf) -> tuple[set[str], set[str]]:
    """What a leaf may read of its record, and altogether, as names."""
    snippet = dict(leaves_of(map_of(mapped.plan.variant)))[leaf.path]
    told = watched.program.compile(snippet).reads
    record = {".".join(path) or "$" for path in paths(told.input)}
    others = {
        ".".join((f"${name}", *path))
        for name, reading in told.variables.items()
        for path in (paths(reading) if reading.fields and not reading.whole else [()])
    }
    return record, record | others


def is_unconditional(leaf: Leaf) -> bool:
    """Whether nothing in a leaf itself decides what is read."""
    return not _BRANCHES.search(leaf.expression)


def covers(may: set[str], name: str) -> bool:
    """Whether a field may be read, or one below it, which asks whether it is there."""
    return name in may or any(each.startswith(f"{name}.") for each in may)
