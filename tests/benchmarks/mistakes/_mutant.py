"""A mistake: one file as it would stand after an author made it, and where a reader would point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from tests.benchmarks.mistakes._project import Project


class Place(NamedTuple):
    """A line and a column of the changed file, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed file; `moved` is the path under which it stands then, when it is another one.

    `places` are where a finding counts as exact: as a rule one, and never more than an author would
    take for the same place.
    """

    kind: str
    file: str
    text: str
    places: tuple[Place, ...]
    story: str
    moved: str | None = None

    @property
    def path(self) -> str:
        """The path of the changed file."""
        return self.moved or self.file


@dataclass(frozen=True, slots=True)
class Change:
    """A mistake before it has its kind: what the file becomes, and offsets in its new text."""

    file: str
    text: str
    offsets: tuple[int, ...]
    story: str
    moved: str | None = None

    def mutant(self, kind: str) -> Mutant:
        """Name the kind, and turn offsets into lines and columns."""
        places = tuple(dict.fromkeys(place(self.text, offset) for offset in self.offsets))
        return Mutant(kind, self.file, self.text, places, self.story, self.moved)


Maker: TypeAlias = Callable[["Project", Random], Iterator[Change]]
"""Makes a mistake at every place where it can be made; the dice choose its form, never its place."""


def place(text: str, offset: int) -> Place:
    """Turn an offset into a line and a column."""
    start = text.rfind("\n", 0, offset) + 1
    return Place(text.count("\n", 0, offset) + 1, offset - start + 1)


def edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Replace ranges of a text, given in any order; they must not overlap."""
    last = len(text) + 1
    for start, end, new in sorted(edits, reverse=True):
        assert start <= end <= last, "edits overlap"
        text, last = text[:start] + new + text[end:], start
    return text
