"""Where a problem stands: a symbolic route into a document.

Whoever finds a problem names keys and indices, never lines. The route becomes a line and a column
when somebody looks at `Location.span`, which asks the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeAlias

Route: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root of a document; `()` is the document itself."""

Inside: TypeAlias = tuple[int, int]
"""A range of characters inside the text of a scalar, the end excluded."""


class Part(Enum):
    """Which half of a mapping's entry is meant."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Span:
    """A range of characters in a file: lines and columns from 1, the end column excluded."""

    line: int
    column: int
    end_line: int
    end_column: int


class Source(Protocol):
    """A text that locations point into; `documents.Document` is one."""

    def name_at(self, route: Route) -> str:
        """Name the file that a route comes from, as people know it."""

    def span(self, route: Route, part: Part, inside: Inside | None) -> Span:
        """Turn a route into a range; the nearest known parent when the route leads nowhere."""

    def line_at(self, route: Route, number: int) -> str:
        """Give a line of the route's file, from 1, without its newline; empty past the end."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document: a route, a part of the entry, and a range inside its scalar."""

    source: Source
    route: Route = ()
    part: Part = Part.VALUE
    inside: Inside | None = None

    @property
    def file(self) -> str:
        """The file's name, as people know it."""
        return self.source.name_at(self.route)

    @property
    def span(self) -> Span:
        """Where the place stands in the file now."""
        return self.source.span(self.route, self.part, self.inside)

    def __str__(self) -> str:
        span = self.span
        return f"{self.file}:{span.line}:{span.column}"

    def __repr__(self) -> str:
        return f"<Location {self}>"

    def __copy__(self) -> Location:
        return self

    def __deepcopy__(self, memo: object) -> Location:
        return self

    def __reduce__(self) -> tuple[type[Location], tuple[Source, Route, Part, Inside | None]]:
        """Leave the document behind: a pickle holds the place as it stands, and its line."""
        span = self.span
        source = Kept(self.file, span, self.source.line_at(self.route, span.line))
        return Location, (source, self.route, self.part, self.inside)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a location remembers of its document when it is sent to another process."""

    file: str
    at: Span
    line: str

    def name_at(self, route: Route) -> str:  # noqa: ARG002
        """Name the file."""
        return self.file

    def span(self, route: Route, part: Part, inside: Inside | None) -> Span:  # noqa: ARG002
        """Give the place as it stood."""
        return self.at

    def line_at(self, route: Route, number: int) -> str:  # noqa: ARG002
        """Give the line of the place; others are not known."""
        return self.line if number == self.at.line else ""
