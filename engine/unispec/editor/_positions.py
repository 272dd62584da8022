"""How an editor counts: lines, and in them the units of an encoding, against offsets of characters.

Lines end as the protocol has it, with CRLF, LF or CR and nothing else. Positions that are nowhere
become the nearest that are somewhere, for an editor may be ahead of its own text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\n|\r")
_HALF = re.compile("[\ud800-\udfff]")
_UTF16 = "utf-16-le"


class Encoding(Enum):
    """What one unit of a position is."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True)
class Lines:
    """A text by its lines."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]

    def line(self, row: int) -> str:
        """A line, from 0, without its end; empty past the last one."""
        if not 0 <= row < len(self._starts):
            return ""
        end = self._starts[row + 1] if row + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[row] : end].rstrip("\r\n")

    def offset(self, row: int, column: int, encoding: Encoding) -> int:
        """The offset of a position."""
        if row < 0:
            return 0
        if row >= len(self._starts):
            return len(self.text)
        return self._starts[row] + characters(self.line(row), column, encoding)

    def position(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """The line and the column of an offset; between CR and LF is the end of the line."""
        offset = min(max(offset, 0), len(self.text))
        row = bisect_right(self._starts, offset) - 1
        return row, units(self.line(row)[: offset - self._starts[row]], encoding)


def units(text: str, encoding: Encoding) -> int:
    """How many units a text has."""
    if encoding is Encoding.UTF32 or text.isascii():
        return len(text)
    if encoding is Encoding.UTF16:
        return len(text.encode(_UTF16, "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass"))


def characters(line: str, count: int, encoding: Encoding) -> int:
    """How many characters of a line stand before so many units; one that is cut counts as behind."""
    if encoding is Encoding.UTF32 or line.isascii():
        return min(max(count, 0), len(line))
    if encoding is Encoding.UTF16:
        return _of_utf16(line.encode(_UTF16, "surrogatepass"), max(count, 0))
    return _of_utf8(line.encode("utf-8", "surrogatepass"), max(count, 0))


def whole(text: str) -> str:
    """Join halves of characters that stand beside each other, as two edits may leave them."""
    if not _HALF.search(text):
        return text
    return text.encode(_UTF16, "surrogatepass").decode(_UTF16, "surrogatepass")


def _of_utf16(data: bytes, count: int) -> int:
    cut = min(2 * count, len(data))
    is_inside = 0 < cut < len(data) and data[cut - 1] & 0xFC == 0xD8 and data[cut + 1] & 0xFC == 0xDC
    return len(data[: cut - 2 if is_inside else cut].decode(_UTF16, "surrogatepass"))


def _of_utf8(data: bytes, count: int) -> int:
    cut = min(count, len(data))
    while cut < len(data) and data[cut] & 0xC0 == 0x80:
        cut -= 1
    return len(data[:cut].decode("utf-8", "surrogatepass"))
