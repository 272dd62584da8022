"""A text that is being written, made readable, and where in its data the cursor stands.

A mark is put at the cursor. While the text cannot be read so, it is mended: a colon or a quote is
added, brackets are closed, lines that do not read are left out. The mark comes back in the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from unispec.data import Json
from unispec.diagnostics import Part, Route
from unispec.documents import Document, Parsed, Style, parse_yaml

LONGEST = 100_000
"""The longest text, in characters, in which there is help."""

_MARK = "qzcursorzq"
_ROUNDS = 12
_BUDGET = 200_000
"""So many characters are read to find out which lines keep a text from being read."""
_KEY_LINE = re.compile(r" *(?:- +)*[\w.-]*")
_BEFORE_VALUE = re.compile(r"\s*(?:- +)*(?:[^\s:#'\"{\[][^:\n]*:\s+)?")
_WORD = re.compile(r"[\w.-]*")
_BRACKETS = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Draft:
    """The readable form of a text, and the key or scalar of it in which the cursor stands.

    `document` has the mark in it, and so has a `route` that ends with the key; `text` has not, and
    `offset` counts in it.
    """

    document: Document
    route: Route
    part: Part
    text: str
    offset: int
    mark: str

    @property
    def meant(self) -> Route:
        """The route without the mark."""
        return (*self.route[:-1], self.text) if self.part is Part.KEY else self.route

    @property
    def style(self) -> Style | None:
        """How the scalar is written; None for a key."""
        return self.document.style(self.route) if self.part is Part.VALUE else None


Accepts = Callable[[Draft], bool]


def draft(name: str, content: str, offset: int, accepts: Accepts = lambda _: True) -> Draft | None:
    """Make a text readable; None when that cannot be done, or the cursor is in no key and no scalar.

    `accepts` says whether a way of reading the place of the cursor makes sense.
    """
    if len(content) > LONGEST or not 0 <= offset <= len(content):
        return None
    mark = _MARK
    while mark in content:
        mark += "q"
    ways = list(dict.fromkeys(_ways(content[:offset], content[offset:], mark)))
    for way in ways:
        found = _read(name, way, mark)
        if found is not None and accepts(found):
            return found
    turns = iter(range(_BUDGET // max(1, len(content))))
    for way in [*ways, *(replace(each, text=_cut(each.text, mark)) for each in ways)]:
        mended = _mended(name, way.text, mark, turns)
        found = _read(name, replace(way, text=mended), mark) if mended is not None else None
        if found is not None and accepts(found):
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Way:
    """A text that may have been meant; as a key when a colon was added."""

    text: str
    is_key: bool = False


def _ways(before: str, after: str, mark: str) -> Iterator[_Way]:
    """The texts that may have been meant, the likeliest first."""
    start = before.rfind("\n") + 1
    head, (tail, rest) = before[start:], _line(after)
    if _KEY_LINE.fullmatch(head) and _WORD.fullmatch(tail.rstrip()):
        word = _WORD.match(tail)
        end = word.end() if word else 0
        yield _Way(f"{before}{mark}{tail[:end]}:{tail[end:]}{rest}", is_key=True)
    yield _Way(before + mark + after)
    begun = _BEFORE_VALUE.match(head)
    at = begun.end() if begun else 0
    value = head[at:]
    for quote in ('"', "'"):
        if value.startswith(quote):
            yield _Way(f"{before}{mark}{tail.rstrip()}{quote}{rest}")
            yield _Way(f"{before}{mark}{quote}{rest}")
    closers = _closers(value)
    if closers:
        yield _Way(f"{before}{mark}{tail.rstrip()}{closers}{rest}")
        yield _Way(f"{before}{mark}{closers}{rest}")
    quoted = json.dumps(value + mark + tail, ensure_ascii=False)
    yield _Way(f"{before[:start]}{head[:at]}{quoted}{rest}")
    yield _Way(f"{before}{mark}:{rest}", is_key=True)


def _line(after: str) -> tuple[str, str]:
    end = re.search(r"\r?\n", after)
    at = end.start() if end else len(after)
    return after[:at], after[at:]


def _closers(value: str) -> str:
    """What closes the brackets that are open at the end of a value."""
    found: list[str] = []
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", "", value)
    for letter in bare if bare[:1] in _BRACKETS else "":
        if letter in _BRACKETS:
            found.append(_BRACKETS[letter])
        elif found and letter == found[-1]:
            found.pop()
    return "".join(reversed(found))


def _cut(text: str, mark: str) -> str:
    """Leave out everything behind the line of the mark."""
    end = text.find("\n", text.index(mark))
    return text if end < 0 else text[: end + 1]


def _parsed(name: str, text: str) -> Parsed:
    return parse_yaml(name, text.encode("utf-8", "replace"))


def _read(name: str, way: _Way, mark: str) -> Draft | None:
    document = _parsed(name, way.text).document
    found = _found(document, mark) if document is not None else None
    return None if found is not None and way.is_key and found.part is Part.VALUE else found


def _mended(name: str, text: str, mark: str, turns: Iterator[int]) -> str | None:
    """Leave out the lines that keep a text from being read; None when the mark's own is among them."""
    for _ in islice(turns, _ROUNDS):
        parsed = _parsed(name, text)
        if parsed.document is not None:
            return text
        lines = text.split("\n")
        own = text.count("\n", 0, text.index(mark))
        wrong = [each.location for each in parsed.diagnostics[:1]]
        wrong += [each.location for found in parsed.diagnostics[:1] for each in found.related]
        rows = [place.span.line - 1 for place in wrong if place is not None]
        row = next((row for row in rows if row != own and row < len(lines) and lines[row].strip()), None)
        if row is None:
            row = next((row for row in range(own - 1, -1, -1) if lines[row].strip()), None)
        if row is None:
            return None
        lines[row] = ""
        text = "\n".join(lines)
    return None


def _found(document: Document, mark: str) -> Draft | None:
    """Find the mark in the data of a document."""
    waiting: list[tuple[Route, Json]] = [((), document.data)]
    while waiting:
        route, value = waiting.pop()
        if isinstance(value, str) and mark in value:
            return _draft(document, route, Part.VALUE, value, mark)
        if isinstance(value, dict):
            for key, below in value.items():
                if mark in key:
                    return _draft(document, (*route, key), Part.KEY, key, mark)
                waiting.append(((*route, key), below))
        elif isinstance(value, list):
            waiting += [((*route, index), below) for index, below in enumerate(value)]
    return None


def _draft(document: Document, route: Route, part: Part, text: str, mark: str) -> Draft:
    return Draft(document, route, part, text.replace(mark, "", 1), text.index(mark), mark)
