"""A document: data, and for each route into it the place it was written."""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.diagnostics import Inside, Location, Part, Route, Span
from unispec.documents._comments import Comment, comments
from unispec.documents._entries import Places, Style
from unispec.documents._text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """The data of a file, or of files laid over each other; a source of locations.

    `data` belongs to the document: change a copy, never the data itself.
    """

    name: str
    data: Json
    places: Places
    layers: tuple[Document, Document] | None = None

    def value(self, route: Route) -> Json:
        """Follow a route into the data; raises `KeyError` where it leads nowhere."""
        value = self.data
        for step in route:
            known = isinstance(value, dict) if isinstance(step, str) else isinstance(value, list)
            try:
                value = value[step] if known else _nowhere(route)
            except IndexError:
                _nowhere(route)
        return value

    def location(self, route: Route = (), part: Part = Part.VALUE, inside: Inside | None = None) -> Location:
        """The place of a route, for a diagnostic."""
        return Location(self, route, part, inside)

    def style(self, route: Route) -> Style | None:
        """How the scalar at a route is written; None for a container, or where it is not known."""
        entry = self.owner(route).places.entries.get(route)
        return entry.style if entry else None

    def name_at(self, route: Route) -> str:
        """Name the file that a route comes from; data that no file holds is named with the route."""
        owner = self.owner(route)
        if route and not owner.places.text.content:
            return f"{owner.name} at {'.'.join(map(str, route))}"
        return owner.name

    def span(self, route: Route, part: Part, inside: Inside | None) -> Span:
        """Turn a route into a range of its file; the nearest known parent when it leads nowhere."""
        owner = self.owner(route)
        try:
            value = owner.value(route) if inside else None
        except KeyError:
            value = None
        return owner.places.span(route, part, inside, value)

    def line_at(self, route: Route, number: int) -> str:
        """Give a line of the route's file, from 1; empty past the end."""
        return self.owner(route).places.text.line(number - 1)

    def comments(self) -> tuple[Comment, ...]:
        """Find the comments of the file; of layers, ask each one for its own."""
        return tuple(comments(self.places.text, self.places.entries))

    def owner(self, route: Route) -> Document:
        """Tell which layer a route comes from: a document of one file."""
        document = self
        while document.layers:
            base, upper = document.layers
            document = upper if _is_upper(base.data, upper.data, route) else base
        return document


def from_data(name: str, data: Json) -> Document:
    """Make a document of data that no file holds; each of its places is line 1, column 1."""
    return Document(name, data, Places(Text(name, ""), dict))


def _nowhere(route: Route) -> Json:
    raise KeyError(route)


def _is_upper(base: Json, upper: Json, route: Route) -> bool:
    """Whether a route of merged data comes from the upper layer: what it replaced, added or removed."""
    if upper is None:
        return False
    for step in route:
        if not (isinstance(base, dict) and isinstance(upper, dict)):
            return True
        if step not in upper:
            return False
        upper = upper[step]
        base = base.get(step)
    return not (isinstance(base, dict) and isinstance(upper, dict))
