"""A place in a document while it is read: its value, and the route that leads to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unispec.data import Json, encode
from unispec.diagnostics import Location, Part, Route
from unispec.documents import Document
from unispec.specs._nodes import Node, Snippet, Tree
from unispec.specs._types import Shape

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST = 3660 * 86400.0
_DURATION = re.compile(r"([0-9.]+)(ms|s|m|h|d)")


def seconds(duration: str, most: float = _LONGEST) -> float:
    """Read `7d`, `120s`, … as seconds, `most` at most; raises ValueError for anything else."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise ValueError(f"`{duration}` is not a duration")
    return min(float(match[1]) * _SECONDS[match[2]], most)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in a document while it is read."""

    document: Document
    route: Route
    value: Json

    @classmethod
    def root(cls, document: Document) -> Entry:
        """Start at the top of a document."""
        return cls(document, (), document.data)

    def location(self, part: Part = Part.VALUE) -> Location:
        return self.document.location(self.route, part)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str | int) -> Entry:
        return Entry(self.document, (*self.route, key), self.value[key])

    def get(self, key: str, default: Any = None) -> Any:
        found = self.value.get(key)
        return default if found is None else found

    def children(self) -> Mapping[str, Entry]:
        """The entries of this mapping, those set to null left out."""
        return {name: self.at(name) for name, value in self.value.items() if value is not None}

    def entries(self, key: str) -> Mapping[str, Entry]:
        """The entries of the mapping under a key; empty when there is none."""
        return self.at(key).children() if self.has(key) else {}

    def snippet(self, key: str) -> Snippet | None:
        return self.at(key).as_snippet() if self.has(key) else None

    def as_snippet(self) -> Snippet:
        text = self.value if isinstance(self.value, str) else encode(self.value).decode()
        return Snippet(text, self.location())

    def as_node(self) -> Node:
        """Read a tree of expressions; a null leaf is left out."""
        if not isinstance(self.value, dict):
            return self.as_snippet()
        children = {key: self.at(key).as_node() for key, value in self.value.items() if value is not None}
        return Tree(children, self.location())

    def node(self, key: str) -> Node | None:
        return self.at(key).as_node() if self.has(key) else None

    def tree(self, key: str) -> Tree | None:
        node = self.node(key)
        return node if isinstance(node, Tree) else None


def merged(base: Node | None, change: Entry | None) -> Node | None:
    """Put a map over an inherited one: leaf by leaf, `null` removes."""
    if change is None:
        return base
    if not isinstance(change.value, dict) or not isinstance(base, Tree):
        return change.as_node()
    children = dict(base.children)
    for key, value in change.value.items():
        if value is None:
            children.pop(key, None)
            continue
        node = merged(children.get(key), change.at(key))
        assert node is not None
        children[key] = node
    return Tree(children, base.location)


def shape_at(place: Entry, key: str) -> Shape | None:
    """Read the name of a shape; None when there is none."""
    return Shape(place.value[key], place.at(key).location()) if place.has(key) else None
