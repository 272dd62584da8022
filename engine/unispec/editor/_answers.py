"""What is known at the cursor, in the words of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from unispec.diagnostics import Code, Diagnostic
from unispec.documents import MAX_BYTES, Parsed, parse_json, parse_yaml
from unispec.editor._buffers import Buffer, Point
from unispec.editor._publishing import Shown
from unispec.editor._symbols import symbols
from unispec.editor.insight import Completion, Edited, Known, completions, definitions, hover
from unispec.rendering import page

_KINDS = {
    "field": types.CompletionItemKind.Field,
    "unified": types.CompletionItemKind.Property,
    "function": types.CompletionItemKind.Function,
    "variable": types.CompletionItemKind.Variable,
    "key": types.CompletionItemKind.Keyword,
    "value": types.CompletionItemKind.EnumMember,
    "operation": types.CompletionItemKind.Method,
    "pagination": types.CompletionItemKind.Module,
}
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an open file of a root, and what is known of the root."""

    buffer: Buffer
    path: Path
    root: Path
    known: Known
    shown: Shown

    def completions(self, at: Point) -> list[types.CompletionItem]:
        """What could stand here."""
        found = completions(self.known, self._edited, self._offset(at))
        return [self._item(index, each) for index, each in enumerate(found)]

    def hover(self, at: Point, diagnostics: Sequence[Diagnostic]) -> types.Hover | None:
        """What stands here, and the page of what was found here."""
        found = hover(self.known, self._edited, self._offset(at))
        texts = [found.text] if found is not None else []
        place = self._range(found.start, found.end) if found is not None else None
        texts += [page(code).markdown for code in self._codes(at, diagnostics)]
        if not texts:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(texts))
        return types.Hover(content, place)

    def definitions(self, at: Point) -> list[types.Location]:
        """Where it is said what stands here."""
        found = definitions(self.known, self._edited, self._offset(at))
        return [self.shown.place(each, self.root) for each in found]

    @property
    def _edited(self) -> Edited:
        return Edited(self.path, self.root, self.buffer.text.removeprefix(_MARK))

    @property
    def _shift(self) -> int:
        return 1 if self.buffer.text.startswith(_MARK) else 0

    def _offset(self, at: Point) -> int:
        return max(0, self.buffer.lines.offset(*at, self.shown.encoding) - self._shift)

    def _range(self, start: int, end: int) -> types.Range:
        first, last = (
            self.buffer.lines.position(each + self._shift, self.shown.encoding) for each in (start, end)
        )
        return types.Range(types.Position(*first), types.Position(*last))

    def _item(self, index: int, found: Completion) -> types.CompletionItem:
        documentation = None
        if found.documentation:
            documentation = types.MarkupContent(types.MarkupKind.Markdown, found.documentation)
        return types.CompletionItem(
            found.label,
            kind=_KINDS[found.kind],
            detail=found.detail or None,
            documentation=documentation,
            filter_text=found.text,
            sort_text=f"{index:05}",
            text_edit=types.TextEdit(self._range(found.start, found.end), found.text),
        )

    def _codes(self, at: Point, diagnostics: Sequence[Diagnostic]) -> list[Code]:
        here = [
            each.code
            for each in diagnostics
            if each.location is not None and _holds(self.shown.range(each.location), at)
        ]
        return list(dict.fromkeys(here))


def outline(buffer: Buffer, shown: Shown) -> list[types.DocumentSymbol]:
    """The outline of a text, if it can be read."""
    document = _parsed(buffer).document
    return symbols(document, buffer.lines, shown.encoding) if document is not None else []


def is_within_limits(buffer: Buffer) -> bool:
    """Whether a text is one of those that are read at all."""
    return len(buffer.text) <= MAX_BYTES


def _parsed(buffer: Buffer) -> Parsed:
    suffix = buffer.path.suffix if buffer.path is not None else ""
    parse = {".yaml": parse_yaml, ".json": parse_json}.get(suffix)
    if parse is None:
        return Parsed(None)
    return parse(buffer.uri, buffer.text.encode("utf-8", "surrogatepass"))


def _holds(place: types.Range, at: Point) -> bool:
    start, end = place.start, place.end
    return (start.line, start.character) <= at <= (end.line, end.character)
