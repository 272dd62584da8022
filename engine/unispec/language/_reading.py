"""What an expression or template reads: a tree of field names.

From it the engine computes which parameters an operation supports and which provider fields a
map uses; nobody declares them twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Reading] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of one value: the whole of it, or some of its fields.

    A field that is only tested for existence is present with an empty reading.
    """

    whole: bool = False
    fields: Mapping[str, Reading] = field(default_factory=lambda: _NOTHING)

    def at(self, name: str) -> Reading | None:
        """Tell what is read below a field, or None when the field is not read."""
        if name in self.fields:
            return self.fields[name]
        return Reading(whole=True) if self.whole else None

    def __bool__(self) -> bool:
        return self.whole or bool(self.fields)


@dataclass(frozen=True, slots=True)
class Reads:
    """What an expression reads of its input, and of each variable that it does not bind itself."""

    input: Reading
    variables: Mapping[str, Reading]


def union(a: Reading, b: Reading) -> Reading:
    """Join two readings of the same value."""
    fields = dict(a.fields)
    for name, below in b.fields.items():
        fields[name] = union(fields[name], below) if name in fields else below
    return Reading(a.whole or b.whole, MappingProxyType(fields) if fields else _NOTHING)


def reading(tree: Any) -> Reading:
    """Turn jlens's tree into a reading: True is the whole value, a dict its fields."""
    if tree is True:
        return Reading(whole=True)
    return Reading(fields=MappingProxyType({name: reading(below) for name, below in tree.items()}))


def at_path(path: tuple[str, ...]) -> Reading:
    """The reading of exactly one path, whole at its end."""
    below = Reading(whole=True)
    for name in reversed(path):
        below = Reading(fields=MappingProxyType({name: below}))
    return below
