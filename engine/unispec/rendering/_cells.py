"""Text that is safe to show: nothing in it moves a cursor, and its width is known.

Each character of a source line keeps its place, so that carets can be put under a range of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

_CUT = "…"


def visible(text: str) -> str:
    """Escape what a terminal would act on or not show: controls, line ends, direction marks."""
    return "".join(_shown(character) for character in text)


def portable(text: str) -> str:
    """Escape lone surrogates, such as the odd bytes of a file's name, which no UTF-8 can hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return character if character.isprintable() else ascii(character)[1:-1]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a source line, and the columns of a terminal where the marked range starts and ends."""

    text: str
    start: int
    end: int


def excerpt(line: str, start: int, end: int, width: int) -> Excerpt:
    """Show a line within `width` columns; `start` and `end` count its characters from 0."""
    cells, widths = _measured(line)
    start = min(start, len(cells))
    end = min(max(end, start), len(cells))
    first, last = _window(widths, start, end, width)
    before = _CUT if first else ""
    after = _CUT if last < len(cells) else ""
    column = len(before) + sum(widths[first:start])
    marked = max(1, sum(widths[start : min(end, last)]))
    return Excerpt(before + "".join(cells[first:last]) + after, column, column + marked)


@lru_cache(maxsize=1)
def _measured(line: str) -> tuple[list[str], list[int]]:
    """Give each character as it is shown, and its width; a long line often has many findings."""
    cells = [_shown(character) for character in line]
    return cells, [cell_len(cell) for cell in cells]


def _window(widths: list[int], start: int, end: int, width: int) -> tuple[int, int]:
    """Choose the characters to show: all of them, or a run around the range with room for two cuts."""
    if sum(widths) <= width:
        return 0, len(widths)
    room = max(1, width - 2)
    first = last = start
    used = 0
    while last < end and used + widths[last] <= room:
        used += widths[last]
        last += 1
    lead = (room - used) // 2
    while first and widths[first - 1] <= lead:
        first -= 1
        lead -= widths[first]
        used += widths[first]
    while last < len(widths) and used + widths[last] <= room:
        used += widths[last]
        last += 1
    while first and used + widths[first - 1] <= room:
        first -= 1
        used += widths[first]
    return first, last
