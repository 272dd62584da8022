"""The characters of a file, and how an offset becomes a line and a column."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from unispec.diagnostics import Inside, Location, Part, Route, Span

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, eq=False)
class Text:
    """The text of a file without its byte order mark; a source whose `inside` counts in the whole text."""

    name: str
    content: str

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line's first character."""
        return [0, *(found.end() for found in _LINE_END.finditer(self.content))]

    def row(self, offset: int) -> int:
        """The line of an offset, from 0."""
        return bisect_right(self.starts, offset) - 1

    def line(self, row: int) -> str:
        """A line, from 0, without its end; empty past the end."""
        if not 0 <= row < len(self.starts):
            return ""
        last = row + 1 == len(self.starts)
        end = len(self.content) if last else self.starts[row + 1]
        return self.content[self.starts[row] : end].rstrip("\r\n")

    def clip(self, start: int, end: int) -> Span:
        """The range as a span that stays on its first line."""
        row = self.row(start)
        column = start - self.starts[row]
        stop = end - self.starts[row]
        line = self.line(row)
        if stop > len(line):
            stop = len(line.rstrip())
        return Span(row + 1, column + 1, row + 1, max(column, stop) + 1)

    def place(self, start: int, end: int) -> Location:
        """A location of characters of the text."""
        return Location(self, (), Part.VALUE, (start, end))

    def name_at(self, route: Route) -> str:  # noqa: ARG002 - one file, whatever the route
        """Name the file."""
        return self.name

    def span(self, route: Route, part: Part, inside: Inside | None) -> Span:  # noqa: ARG002 - as above
        """Turn a range of the whole text into a span; without one, the first character."""
        return self.clip(*inside) if inside else Span(1, 1, 1, 1)

    def line_at(self, route: Route, number: int) -> str:  # noqa: ARG002 - as above
        """Give a line, from 1."""
        return self.line(number - 1)
