"""Keys and values that the format of a spec does not have."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._spec import Spec
from tests.benchmarks.mistakes._typos import typo
from unispec.diagnostics import Route

_FREE = ("query", "header", "headers", "input", "map", "vars", "functions", "pagination", "related", "static")
"""Below these an author chooses the keys."""
_NEEDED = {"resource", "operations", "path", "records", "operation", "as", "from", "to", "max", "integration"}
_NEEDED |= {"spec_version", "base_url", "style", "next", "param", "request", "unit", "value", "header"}
_EVERYWHERE = ("summary", "docs", "records", "record", "scopes", "when", "pagination")
"""These have a meaning at more than one level."""
_WORDS = ("style", "unit", "per", "budget")


def _format_keys(project: Project) -> Iterator[tuple[Spec, Route]]:
    """The keys that the format sets."""
    for spec in project.specs:
        for route in spec.keys:
            above = route[:-1]
            is_operation = above == ("operations",)
            if not isinstance(route[-1], str) or is_operation or (above and above[-1] in _FREE):
                continue
            if "map" not in above and "static" not in above and "input" not in above and "vars" not in above:
                yield spec, route


def misspelt_format_key(project: Project, dice: Random) -> Iterator[Change]:
    """A key of the format, misspelt."""
    for spec, route in _format_keys(project):
        yield spec.rename(route, typo(str(route[-1]), dice, project.vocabulary))


def misplaced_key(project: Project, dice: Random) -> Iterator[Change]:
    """A key of the format one level too high, where it has no meaning."""
    for spec, route in _format_keys(project):
        above = route[:-1]
        if not above or route[-1] in _EVERYWHERE or not isinstance(above[-1], str):
            continue
        is_alone = len(spec.value(above)) == 1 or not spec.is_block(above) or not spec.is_block(route)
        if is_alone or isinstance(spec.value(route), dict) or route[-1] in spec.value(above[:-1]):
            continue
        (start, end), last = spec.lines(route), spec.lines(above)[1]
        outer = spec.column(above)
        text = spec.text[start:end][spec.column(route) - outer :]
        changed = spec.text[:start] + spec.text[end:last] + text + spec.text[last:]
        if text.count("\n") == 1:
            place = last - (end - start) + outer
            places = (place, place + len(str(route[-1])) + len(": "))
            yield Change(spec.name, changed, places, f"`{route[-1]}` stands beside `{above[-1]}`")


def missing_format_key(project: Project, dice: Random) -> Iterator[Change]:
    """A key that the format requires; what it was a part of is the place: its key, or its first line."""
    for spec, route in _format_keys(project):
        is_needed = route[-1] in _NEEDED and not (route[-1] == "request" and "variants" in route)
        if is_needed and spec.is_block(route) and len(spec.value(route[:-1])) > 1:
            start, end = spec.lines(route)
            yield spec.change(start, end, "", f"`{route[-1]}` is left out", at=tuple(_owner(spec, route)))


def _owner(spec: Spec, route: Route) -> Iterator[int]:
    """Where the first key is that is left beside an entry, and the key of what holds them."""
    (start, end), above = spec.lines(route), route[:-1]
    first = min(spec.key(each)[0] for each in spec.keys if each[:-1] == above and each != route)
    yield first - (end - start) if first > start else first
    if not above:
        yield 0
    elif spec.entries[above].key:
        yield spec.key(above)[0]
    elif spec.entries[above[:-1]].key:
        yield spec.key(above[:-1])[0]


def wrong_yaml_type(project: Project, dice: Random) -> Iterator[Change]:
    """A value of another kind than the format says."""
    for spec, route in _format_keys(project):
        if isinstance(route[-1], str) and spec.is_block(route):
            value, entry = spec.value(route), spec.entries[route]
            end = entry.end if entry.style is not None or spec.text[entry.start] in "[{" else None
            if end is not None and "\n" not in spec.text[entry.start : end]:
                new = _other_kind(value, dice)
                yield spec.change(entry.start, end, new, f"`{route[-1]}` becomes {new}")


def _other_kind(value: Any, dice: Random) -> str:
    if isinstance(value, bool):
        return dice.choice(["maybe", "[]", "'true'"])
    if isinstance(value, int):
        return dice.choice([f"'{value}'", "many", "[1]"])
    if isinstance(value, str):
        return dice.choice(["[a, b]", "{a: b}"])
    return dice.choice(["text", "7"])


def wrong_word(project: Project, dice: Random) -> Iterator[Change]:
    """A word that is not among those of the format."""
    for spec, route in _format_keys(project):
        if route[-1] in _WORDS:
            for _ in range(4):
                value = str(spec.value(route))
                new = typo(value, dice, project.vocabulary) if value.isalpha() else f"{value[:-1]}x"
                yield spec.scalar(route, new)


def wrong_number(project: Project, dice: Random) -> Iterator[Change]:
    """A number outside of what the format allows."""
    for spec, route in _format_keys(project):
        value = spec.value(route)
        if isinstance(value, int) and not isinstance(value, bool) and route[-1] != "start":
            for new in ("0", "-1", f"{value}.5"):
                yield spec.scalar(route, new)
        elif isinstance(value, list) and value and all(isinstance(each, int) for each in value):
            item = spec.entries[(*route, 0)]
            yield spec.change(item.start, item.end, dice.choice(["99", "1000", "4.5"]), "no such status")


KINDS: dict[str, Maker] = {
    "misspelt-format-key": misspelt_format_key,
    "misplaced-key": misplaced_key,
    "missing-format-key": missing_format_key,
    "wrong-yaml-type": wrong_yaml_type,
    "wrong-word": wrong_word,
    "wrong-number": wrong_number,
}
