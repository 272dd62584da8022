"""Data and entries, built from the parts of a text in the order they come, without recursion."""

from __future__ import annotations

from dataclasses import dataclass, field

from unispec.data import Json
from unispec.diagnostics import Code, Related, Route
from unispec.documents._entries import Entries, Entry, Style
from unispec.documents._findings import Findings

Range = tuple[int, int]


@dataclass(slots=True)
class _Open:
    container: Json
    route: Route
    start: int
    key: Range | None
    pending: tuple[str, Range] | None = None
    seen: dict[str, Range] = field(default_factory=dict)


class Tree:
    """A document in the making; a key that comes twice in a mapping is reported."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.data: Json = None
        self.entries: Entries = {}
        self.size = 0
        self._open: list[_Open] = []

    @property
    def depth(self) -> int:
        """How many containers are open."""
        return len(self._open)

    @property
    def wants_key(self) -> bool:
        """Whether the next part is a key."""
        return bool(self._open) and isinstance(self._open[-1].container, dict) and not self._open[-1].pending

    def key(self, key: str, place: Range) -> None:
        """Take a key."""
        top = self._open[-1]
        first = top.seen.setdefault(key, place)
        if first is not place:
            related = Related("first written here", self.findings.text.place(*first))
            message = f"the key `{key}` is written twice"
            self.findings.add(Code.DUPLICATE_KEY, message, place, related=(related,))
        top.pending = (key, place)

    def unkeyed(self, place: Range) -> None:
        """Take something reported that stands where a key should."""
        self._open[-1].pending = ("", place)

    def scalar(self, value: Json, style: Style, place: Range) -> None:
        """Take a scalar value."""
        self.size += 1
        route, key = self._put(value)
        self.entries[route] = Entry(*place, key, style)

    def open(self, container: Json, start: int, *, detached: bool = False) -> None:
        """Start a mapping or a sequence; a detached one hangs nowhere in the data."""
        self.size += 1
        route, key = ((), None) if detached else self._put(container)
        self._open.append(_Open(container, route, start, key))

    def close(self, end: int) -> None:
        """End the innermost container."""
        top = self._open.pop()
        self.entries[top.route] = Entry(top.start, end, top.key)

    def _put(self, value: Json) -> tuple[Route, Range | None]:
        if not self._open:
            self.data = value
            return (), None
        top = self._open[-1]
        if top.pending:
            key, place = top.pending
            top.pending = None
            top.container[key] = value
            return (*top.route, key), place
        top.container.append(value)
        return (*top.route, len(top.container) - 1), None
