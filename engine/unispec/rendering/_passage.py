"""A place in a file with remarks under its parts, for those who explain rather than complain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

from unispec.diagnostics import Location, Related, without_secrets
from unispec.rendering._cells import excerpt, visible

_RULER = "1;34"
_REMARK = "1;36"
_NARROWEST = 20
_MOST_LINES = 15


def passage(
    location: Location,
    remarks: Iterable[Related] = (),
    *,
    until: Location | None = None,
    colour: bool = False,
    width: int = 100,
) -> str:
    """Draw the lines of a place, each with the remarks that begin in it, without a newline at the end.

    `until` is a place in the last line, where there are several. Remarks on other places follow with
    theirs, in the order given.
    """
    remarks = tuple(remarks)
    last = max((until or location).span.line, location.span.line)
    numbers = [each.location.span.line for each in remarks] + [last]
    gutter = max(2, *(len(str(number)) for number in numbers))
    return "\n".join(_Passage(colour, max(width, _NARROWEST), gutter).lines(location, last, remarks))


@dataclass(frozen=True, slots=True)
class _Passage:
    colour: bool
    width: int
    gutter: int

    def lines(self, location: Location, end: int, remarks: tuple[Related, ...]) -> Iterator[str]:
        begin = location.span.line
        last = min(end, begin + _MOST_LINES - 1)
        shown = [number for number in range(begin, last + 1) if _line(location, number).strip()]
        here = [each for each in remarks if each.location.file == location.file]
        here = [each for each in here if each.location.span.line in shown]
        yield self._head("-->", location)
        for number in shown or [begin]:
            yield from self._numbered(location, number, [r for r in here if r.location.span.line == number])
        if last < end:
            yield self._ruler(" |") + " …"
        elsewhere = [each for each in remarks if not any(each is one for one in here)]
        for _, group in groupby(elsewhere, _line_of):
            together = list(group)
            yield self._head(":::", together[0].location)
            yield from self._numbered(together[0].location, together[0].location.span.line, together)
        yield self._ruler(" |")

    def _head(self, arrow: str, location: Location) -> str:
        line = f"{self._ruler(arrow)} {visible(str(location))}"
        return f"{line}\n{self._ruler(' |')}"

    def _numbered(self, location: Location, number: int, remarks: list[Related]) -> Iterator[str]:
        line = _line(location, number)
        room = self.width - self.gutter - 3
        lead = self._paint(f"{number:>{self.gutter}} |", _RULER)
        fits = len(visible(line)) <= room
        if line and (fits or not remarks):
            yield f"{lead} {excerpt(line, 0, 0, room).text}".rstrip()
        for each in sorted(remarks, key=lambda remark: remark.location.span.column):
            span = each.location.span
            end = span.end_column if span.end_line == span.line else len(line) + 1
            part = excerpt(line, span.column - 1, end - 1, room)
            if line and not fits:
                yield f"{lead} {part.text}".rstrip()
            yield from self._remark(each.message, part.start, part.end, room)

    def _remark(self, message: str, start: int, end: int, room: int) -> Iterator[str]:
        bar = self._ruler(" |")
        carets = f"{' ' * start}{self._paint('^' * (end - start), _REMARK)}"
        text = visible(message)
        if end + 1 + len(text) <= room:
            yield f"{bar} {carets} {self._paint(text, _REMARK)}"
            return
        yield f"{bar} {carets}"
        for line in wrap(text, max(_NARROWEST, room - start), break_on_hyphens=False):
            yield f"{bar} {' ' * min(start, room - _NARROWEST)}{self._paint(line, _REMARK)}"

    def _ruler(self, mark: str) -> str:
        return " " * self.gutter + self._paint(mark, _RULER)

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


def _line_of(remark: Related) -> tuple[str, int]:
    return remark.location.file, remark.location.span.line


def _line(location: Location, number: int) -> str:
    return without_secrets(location.source.line_at(location.route, number))
