"""Where each value of a document stands in its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple, TypeAlias

from unispec.data import Json
from unispec.diagnostics import Inside, Part, Route, Span
from unispec.documents._text import Text


class Style(Enum):
    """How a scalar is written."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


BLOCK = (Style.LITERAL, Style.FOLDED)
"""The styles whose text starts on the line below."""


class Entry(NamedTuple):
    """Offsets of a value and of its key; a sequence's item has no key, a container no style."""

    start: int
    end: int
    key: tuple[int, int] | None = None
    style: Style | None = None


Entries: TypeAlias = dict[Route, Entry]


@dataclass(frozen=True, eq=False)
class Places:
    """The entries of one text, found when first asked for."""

    text: Text
    find: Callable[[], Entries]

    @cached_property
    def entries(self) -> Entries:
        """Every route of the document with its entry."""
        return self.find()

    def known(self, route: Route) -> Route:
        """The nearest route that is written down: the route itself, or a parent of it."""
        while route and route not in self.entries:
            route = route[:-1]
        return route

    @cached_property
    def rows(self) -> dict[int, list[Route]]:
        """By line, from 0, the entries whose key or scalar touches it; of a container, where it starts."""
        found: dict[int, list[Route]] = {}
        for route, entry in self.entries.items():
            for row in self._rows(entry) if route else ():
                found.setdefault(row, []).append(route)
        return found

    def _rows(self, entry: Entry) -> range:
        first = self.text.row(entry.key[0] if entry.key else entry.start)
        if entry.style is not None:
            last = max(entry.start, entry.end - 1)
        else:
            last = entry.key[1] if entry.key else entry.start
        return range(first, self.text.row(last) + 1)

    def span(self, route: Route, part: Part, inside: Inside | None, value: Json) -> Span:
        """The span of a route, or of its nearest known parent; `value` is what the route holds."""
        known = self.known(route)
        entry = self.entries.get(known)
        if entry is None:
            return Span(1, 1, 1, 1)
        blank = entry.start == entry.end
        if entry.key and (part is Part.KEY or known != route or blank):
            return self.text.clip(*entry.key)
        if inside and known == route and isinstance(value, str):
            narrow = _narrow(self.text, entry, value, inside)
            if narrow:
                return narrow
        return _whole(self.text, entry)


def _whole(text: Text, entry: Entry) -> Span:
    if entry.style in BLOCK:
        header = text.row(entry.start)
        for row in range(header + 1, text.row(max(entry.start, entry.end - 1)) + 1):
            line = text.line(row)
            if line.strip():
                start = text.starts[row] + len(line) - len(line.lstrip(" "))
                return text.clip(start, text.starts[row] + len(line.rstrip()))
    return text.clip(entry.start, entry.end)


def _narrow(text: Text, entry: Entry, value: str, inside: Inside) -> Span | None:
    start, end = inside
    if not 0 <= start <= end <= len(value):
        return None
    if entry.style is Style.LITERAL:
        return _narrow_literal(text, entry, value, inside)
    quote = 1 if entry.style in (Style.SINGLE, Style.DOUBLE) else 0
    first = entry.start + quote
    if text.content[first : entry.end - quote] != value:
        return None
    return text.clip(first + start, first + end)


def _narrow_literal(text: Text, entry: Entry, value: str, inside: Inside) -> Span | None:
    start = min(inside[0], len(value.rstrip("\n")))
    row = value.count("\n", 0, start)
    before = value.rfind("\n", 0, start) + 1
    content = value[before:].partition("\n")[0]
    source_row = text.row(entry.start) + 1 + row
    line = text.line(source_row)
    indent = len(line) - len(content)
    if indent < 0 or line[indent:] != content or line[:indent].strip(" "):
        return None
    first = text.starts[source_row] + indent
    end = min(max(inside[1], start), before + len(content))
    return text.clip(first + start - before, first + end - before)
