"""What is different between two JSON values, value by value, as few differences as possible.

Records of a list are the same when they have the same `id`, pairs such as query parameters when they have
the same name. Other lists are compared in order, and what was put in between moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum

from unispec.data import Json, encode

_ALIGNED = 400
"""Longer lists than this are compared place by place."""
_LONGEST = 72


class Absent(Enum):
    """What stands for a value that is not there, which `null` is not."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is another one now; `path` is such as `pages[0].result[1].status`."""

    path: str
    was: Json | Absent = field(repr=False)
    now: Json | Absent = field(repr=False)

    def __str__(self) -> str:
        path = self.path or "everything"
        if self.was is ABSENT:
            return f"+ {path}: {shown(self.now)}"
        if self.now is ABSENT:
            return f"- {path}: {shown(self.was)}"
        return f"{path}: {shown(self.was)} -> {shown(self.now)}"


def changes(was: Json, now: Json, path: str = "") -> Iterator[Change]:
    """Tell what is different, in the order of the values as they are now."""
    if isinstance(was, dict) and isinstance(now, dict):
        yield from _of_fields(was, now, path)
    elif isinstance(was, list) and isinstance(now, list):
        yield from _of_items(was, now, path)
    elif type(was) is not type(now) or was != now:
        yield Change(path, was, now)


def shown(value: Json) -> str:
    """Write a value on a line, cut where it is long."""
    text = encode(value).decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _of_fields(was: Mapping[str, Json], now: Mapping[str, Json], path: str) -> Iterator[Change]:
    for name, value in was.items():
        if name not in now:
            yield Change(_field(path, name), value, ABSENT)
    for name, value in now.items():
        if name in was:
            yield from changes(was[name], value, _field(path, name))
        else:
            yield Change(_field(path, name), ABSENT, value)


def _of_items(was: list[Json], now: list[Json], path: str) -> Iterator[Change]:
    if was == now and encode(was) == encode(now):
        return
    before, after = _named(was), _named(now)
    if before is not None and after is not None:
        yield from _of_named(before, after, path)
        return
    for old, new in _pairs(was, now):
        if new is None:
            assert old is not None
            yield Change(f"{path}[{old}]", was[old], ABSENT)
        elif old is None:
            yield Change(f"{path}[{new}]", ABSENT, now[new])
        else:
            yield from changes(was[old], now[new], f"{path}[{new}]")


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list, under its place or its name."""

    path: str
    value: Json


def _named(items: list[Json]) -> dict[str, _Item] | None:
    """Give items by what they are called; None when some have no name, or two have the same."""
    found: dict[str, _Item] = {}
    for index, each in enumerate(items):
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            found["id " + each["id"]] = _Item(f"[{index}]", each)
        elif isinstance(each, list) and len(each) == 2 and all(isinstance(part, str) for part in each):
            found["pair " + each[0]] = _Item(_field("", each[0]), each[1])
    return found if len(found) == len(items) else None


def _of_named(before: Mapping[str, _Item], after: Mapping[str, _Item], path: str) -> Iterator[Change]:
    for name, item in before.items():
        if name not in after:
            yield Change(path + _joint(item.path), item.value, ABSENT)
    for name, item in after.items():
        if name in before:
            yield from changes(before[name].value, item.value, path + _joint(item.path))
        else:
            yield Change(path + _joint(item.path), ABSENT, item.value)
    kept = [name for name in before if name in after]
    moved = [name for name in after if name in before]
    if kept != moved:
        yield Change(f"{path} (order)", [*map(_title, kept)], [*map(_title, moved)])


def _title(name: str) -> str:
    return name.partition(" ")[2]


def _joint(path: str) -> str:
    return path if path.startswith("[") else f".{path}"


def _pairs(was: Sequence[Json], now: Sequence[Json]) -> Iterator[tuple[int | None, int | None]]:
    """Say which items belong together; None stands for one that is not there."""
    if max(len(was), len(now)) > _ALIGNED:
        blocks = [("replace", 0, len(was), 0, len(now))]
    else:
        blocks = list(SequenceMatcher(None, [*map(encode, was)], [*map(encode, now)], False).get_opcodes())
    for kind, start, end, begin, finish in blocks:
        if kind == "equal":
            continue
        for index in range(max(end - start, finish - begin)):
            old, new = start + index, begin + index
            yield old if old < end else None, new if new < finish else None


def _field(path: str, name: str) -> str:
    plain = name.replace("_", "").replace("-", "")
    step = name if plain.isascii() and plain.isalnum() else encode(name).decode()
    return f"{path}.{step}" if path else step
