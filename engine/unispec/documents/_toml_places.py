"""Where the keys and values of a TOML text stand.

The text is known to be right, since the standard library has read it; it tells no places.
"""

from __future__ import annotations

import re
import tomllib

from unispec.diagnostics import Route
from unispec.documents._entries import Entries, Entry, Style

_BLANK = re.compile(r"[ \t]*+")
_LINES = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_KEY = re.compile(r"""("(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')|[\w-]++""")
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?:"{0,2})|'''
    r"""'''.*?'''(?:'{0,2})|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[^,\]}#\r\n]++""",
    re.DOTALL,
)
_Keys = list[tuple[str, tuple[int, int]]]


def toml_entries(content: str) -> Entries:
    """Find the entry of every route; an item of `[[name]]` has the name as its key."""
    return _Scanner(content).entries


class _Scanner:
    def __init__(self, content: str) -> None:
        self.entries: Entries = {}
        self._content = content
        self._at = 0
        self._items: dict[Route, int] = {}
        table: Route = ()
        while self._next(_LINES):
            if self._next() == "[":
                table = self._header()
            else:
                self._pair(table)
        self.entries[()] = Entry(0, len(content))

    def _next(self, skipped: re.Pattern[str] = _BLANK) -> str:
        """Skip blanks and give the next character, which is empty at the end."""
        found = skipped.match(self._content, self._at)
        self._at = found.end() if found else self._at
        return self._content[self._at : self._at + 1]

    def _header(self) -> Route:
        start = self._at
        brackets = 2 if self._content.startswith("[[", start) else 1
        self._at += brackets
        keys = self._keys()
        self._at += brackets
        route: Route = ()
        for number, (name, place) in enumerate(keys, 1):
            route = (*route, name)
            self.entries.setdefault(route, Entry(start, self._at, place))
            if brackets == 2 and number == len(keys):
                self._items[route] = self._items.get(route, -1) + 1
            if route in self._items:
                route = (*route, self._items[route])
                self.entries.setdefault(route, Entry(start, self._at, place))
        return route

    def _keys(self) -> _Keys:
        keys: _Keys = []
        while True:
            self._next()
            found = _KEY.match(self._content, self._at)
            assert found
            name = next(iter(tomllib.loads(f"{found[0]} = 0"))) if found[1] else found[0]
            keys.append((name, found.span()))
            self._at = found.end()
            if self._next() != ".":
                return keys
            self._at += 1

    def _pair(self, table: Route) -> None:
        keys = self._keys()
        self._at += 1
        route = table
        for name, place in keys[:-1]:
            route = (*route, name)
            self.entries.setdefault(route, Entry(*place, place))
        name, place = keys[-1]
        self._value((*route, name), place)

    def _value(self, route: Route, key: tuple[int, int] | None) -> None:
        opening = self._next()
        start = self._at
        if opening in ("[", "{"):
            self._container(route, opening)
            self.entries[route] = Entry(start, self._at, key)
            return
        found = _SCALAR.match(self._content, start)
        assert found
        self._at = start + len(found[0].rstrip())
        style = {'"': Style.DOUBLE, "'": Style.SINGLE}.get(opening, Style.PLAIN)
        self.entries[route] = Entry(start, self._at, key, style)

    def _container(self, route: Route, opening: str) -> None:
        self._at += 1
        index = 0
        while self._next(_LINES) not in ("]", "}"):
            if opening == "[":
                self._value((*route, index), None)
                index += 1
            else:
                self._pair(route)
            if self._next(_LINES) == ",":
                self._at += 1
        self._at += 1
