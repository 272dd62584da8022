"""What an editor may do about a finding: take what was meant, do what its help says, or allow it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lsprotocol import types

from unispec.diagnostics import Code, Diagnostic, Location, Part, is_negotiable
from unispec.documents import Document
from unispec.editor._buffers import Buffer
from unispec.editor._positions import units
from unispec.editor._publishing import Shown
from unispec.editor._remedies import Remedy, quoted, remedy, schema_meant

_MEANT = re.compile(r"did you mean `([^`]+)`\?")
_NAMED = re.compile(r"`([^`]+)`")
_REASON = "reason"


@dataclass(frozen=True, slots=True)
class Fixes:
    """Fixes of the findings in one buffer."""

    buffer: Buffer
    shown: Shown

    def at(self, found: Iterable[Diagnostic], place: types.Range) -> Iterator[types.CodeAction]:
        """Everything that can be done about the findings that touch a range."""
        for each in found:
            if each.location is not None and _touch(self.shown.range(each.location), place):
                yield from self._meant(each, each.location)
                yield from self._done(each, each.location)
                yield from self._allowed(each, each.location)

    def _meant(self, found: Diagnostic, location: Location) -> Iterator[types.CodeAction]:
        """Put the name that was meant in the place of the one that the message is about."""
        meant = _MEANT.search(found.help or "")
        if meant is None:
            return
        place = self.shown.range(location)
        line = self.buffer.lines.line(place.start.line)
        span = location.span
        written = line[span.column - 1 : span.end_column - 1]
        for name in _NAMED.findall(found.message):
            start = written.find(name)
            if start >= 0 and name != meant[1]:
                first = self._position(place.start.line, span.column - 1 + start)
                last = self._position(place.start.line, span.column - 1 + start + len(name))
                edit = types.TextEdit(types.Range(first, last), meant[1])
                yield self._action(f"Change to `{meant[1]}`", found, [edit], is_preferred=True)
                return

    def _done(self, found: Diagnostic, location: Location) -> Iterator[types.CodeAction]:
        """Do what the help says."""
        schema = schema_meant(found)
        if schema is not None:
            edit = types.TextEdit(self.shown.range(location), schema)
            yield self._action(f"Lead to `{schema}`", found, [edit], is_preferred=True)
        source = location.source
        if not isinstance(source, Document) or location.part is not Part.VALUE:
            return
        text = source.value(location.route) if source.style(location.route) is not None else None
        if not isinstance(text, str):
            return
        start, end = location.inside or (0, len(text))
        remedied = remedy(found, text[start:end])
        if remedied is not None:
            place = replace(location, inside=(start, end - remedied.end))
            edits = self._around(remedied, place, source, text)
            if edits:
                yield self._action(remedied.title, found, edits, is_preferred=True)

    def _around(self, remedied: Remedy, place: Location, source: Document, text: str) -> list[types.TextEdit]:
        """Write around a piece of a scalar; one in quotes, or that needs them, is written anew."""
        start, end = place.inside or (0, len(text))
        written = quoted(
            f"{text[:start]}{remedied.before}{text[start:end]}{remedied.after}{text[end:]}",
            source.style(place.route),
        )
        if written == "":
            return []
        if written is not None:
            return [types.TextEdit(self.shown.range(replace(place, inside=None)), written)]
        at = self.shown.range(place)
        first, last = types.Range(at.start, at.start), types.Range(at.end, at.end)
        pieces = ((first, remedied.before), (last, remedied.after))
        return [types.TextEdit(where, piece) for where, piece in pieces if piece]

    def _allowed(self, found: Diagnostic, location: Location) -> Iterator[types.CodeAction]:
        """Write a comment above the entry that allows the finding."""
        source = location.source
        if not is_negotiable(found.code) or found.code is Code.UNNEEDED_SILENCE:
            return
        if not isinstance(source, Document) or not location.file.endswith(".yaml"):
            return
        places = source.owner(location.route).places
        entry = places.entries.get(places.known(location.route))
        if entry is None:
            return
        row = places.text.row(entry.key[0] if entry.key else entry.start)
        line = self.buffer.lines.line(row)
        indent = line[: len(line) - len(line.lstrip(" "))]
        text = f"{indent}# unispec: allow {found.code.value}: {_REASON}\n"
        start = types.Position(row, 0)
        edit = types.TextEdit(types.Range(start, start), text)
        yield self._action(f"Allow `{found.code.value}` here", found, [edit], is_preferred=False)

    def _position(self, row: int, column: int) -> types.Position:
        line = self.buffer.lines.line(row)
        return types.Position(row, units(line[:column], self.shown.encoding))

    def _action(
        self, title: str, found: Diagnostic, edits: list[types.TextEdit], *, is_preferred: bool
    ) -> types.CodeAction:
        return types.CodeAction(
            title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self.shown.diagnostic(found, self.buffer.root)] if self.buffer.root else None,
            edit=types.WorkspaceEdit({self.buffer.uri: edits}),
            is_preferred=is_preferred or None,
        )


def _touch(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
