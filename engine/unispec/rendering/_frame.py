"""A diagnostic as a frame: what is wrong, the line with carets under it, related places, the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from unispec.diagnostics import Diagnostic, Location, Severity, without_secrets
from unispec.rendering._cells import excerpt, visible

_BOLD = "1"
_RULER = "1;34"
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_NARROWEST = 20


def frame(diagnostic: Diagnostic, *, colour: bool = False, width: int = 100, wraps: bool = False) -> str:
    """Draw a diagnostic, without a newline at its end; `width` is that of the terminal, in columns.

    Source lines are cut to it and help is wrapped; places are never cut. With `wraps` messages are
    wrapped too; without, each keeps to its line, where other programs look for it. Whatever a terminal
    would act on is escaped, in source lines and in words.
    """
    places = [each.location for each in diagnostic.related]
    if diagnostic.location:
        places.append(diagnostic.location)
    numbers = [str(place.span.line) for place in places]
    gutter = max([2, *(len(number) for number in numbers)])
    return "\n".join(_Frame(diagnostic, colour, wraps, max(width, _NARROWEST), gutter).lines())


def _lines(text: str, width: int, *, indent: str = "") -> list[str]:
    """Wrap a text at its spaces; words that are longer than a line stay whole."""
    return wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


@dataclass(frozen=True, slots=True)
class _Frame:
    diagnostic: Diagnostic
    colour: bool
    wraps: bool
    width: int
    gutter: int

    def lines(self) -> Iterator[str]:
        diagnostic = self.diagnostic
        yield from self._head()
        if diagnostic.location:
            yield from self._place("-->", diagnostic.location, _COLOURS[diagnostic.severity])
        for related in diagnostic.related:
            yield from self._place(":::", related.location, _RULER, visible(related.message))
        if diagnostic.record:
            yield f"{self._ruler('---')} {visible(str(diagnostic.record))}"
        if diagnostic.help:
            yield from self._help(diagnostic.help)

    def _head(self) -> Iterator[str]:
        name = f"{self.diagnostic.severity.value}[{self.diagnostic.code.value}]"
        text = f"{name}: {visible(self.diagnostic.message)}"
        indent = " " * (self.gutter + len("--> "))
        first, *rest = _lines(text, self.width, indent=indent) if self.wraps else [text]
        colour = _COLOURS[self.diagnostic.severity]
        yield self._paint(name, colour) + self._paint(first.removeprefix(name), _BOLD)
        yield from (self._paint(line, _BOLD) for line in rest)

    def _place(self, arrow: str, location: Location, caret: str, message: str = "") -> Iterator[str]:
        span = location.span
        words = f" {message}" if message else ""
        line = without_secrets(location.source.line_at(location.route, span.line))
        yield f"{self._ruler(arrow)} {visible(str(location))}" + (words if not line else "")
        if not line:
            return
        end = span.end_column if span.end_line == span.line else len(line) + 1
        room = self.width - self.gutter - 3
        shown = excerpt(line, span.column - 1, end - 1, room)
        carets = "^" * (shown.end - shown.start)
        fits = not self.wraps or shown.end + len(words) <= room
        bar = self._ruler(" |")
        yield bar
        yield f"{self._paint(f'{span.line:>{self.gutter}} |', _RULER)} {shown.text}".rstrip()
        yield f"{bar} {' ' * shown.start}{self._paint(carets + words if fits else carets, caret)}"
        for below in () if fits else _lines(message, room):
            yield f"{bar} {self._paint(below, caret)}"

    def _help(self, text: str) -> Iterator[str]:
        lead = f"{self._ruler(' =')} {self._paint('help', _BOLD)}: "
        blank = " " * (self.gutter + len(" = help: "))
        for paragraph in text.splitlines():
            for line in _lines(visible(paragraph), max(_NARROWEST, self.width - len(blank))):
                yield lead + line
                lead = blank

    def _ruler(self, mark: str) -> str:
        return " " * self.gutter + self._paint(mark, _RULER)

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text
