"""Sources of little languages as they were written: alone, or as the leaves of a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from unispec.diagnostics import Location


@dataclass(frozen=True, slots=True)
class Snippet:
    """A JSONata expression or a Jinja template as it was written."""

    source: str
    location: Location


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree whose leaves are snippets; `location` is where it starts."""

    children: Mapping[str, Node]
    location: Location

    def leaves(self) -> Iterator[Snippet]:
        """Every snippet, in the order of writing."""
        for child in self.children.values():
            if isinstance(child, Tree):
                yield from child.leaves()
            else:
                yield child


Node: TypeAlias = Snippet | Tree
