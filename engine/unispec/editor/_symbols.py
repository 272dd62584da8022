"""The outline of a file: its resource with operations and fields, what an integration or a model names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lsprotocol import types

from unispec.data import Json
from unispec.diagnostics import Route
from unispec.documents import Document
from unispec.editor._positions import Encoding, Lines

_SYMBOL = types.SymbolKind
_GROUPS = {
    "operations": _SYMBOL.Method,
    "related": _SYMBOL.Object,
    "map": _SYMBOL.Field,
    "pagination": _SYMBOL.Object,
    "functions": _SYMBOL.Function,
    "auth": _SYMBOL.Object,
    "connection": _SYMBOL.Field,
    "answers": _SYMBOL.Struct,
    "$defs": _SYMBOL.Struct,
    "properties": _SYMBOL.Field,
}
_NAMES = {"resource": _SYMBOL.Module, "integration": _SYMBOL.Module, "operation": _SYMBOL.Method}
_TREES = frozenset({"map", "connection"})
_DEEPEST = 20


def symbols(document: Document, lines: Lines, encoding: Encoding) -> list[types.DocumentSymbol]:
    """Draw the outline of a document that was read from these lines."""
    if not isinstance(document.data, dict):
        return []
    draw = _drawing(document, lines, encoding)
    found: list[types.DocumentSymbol] = []
    for key, value in document.data.items():
        if key in _NAMES and isinstance(value, str):
            found.append(draw((key,), _NAMES[key], value, []))
        elif key in _GROUPS and isinstance(value, dict):
            below = list(_below(document.data, (key,), draw, _GROUPS[key]))
            found.append(draw((key,), _SYMBOL.Namespace, key, below))
    return found


_Draw = Callable[[Route, types.SymbolKind, str, list[types.DocumentSymbol]], types.DocumentSymbol]


def _below(data: Json, route: Route, draw: _Draw, kind: types.SymbolKind) -> Iterator[types.DocumentSymbol]:
    value = data
    for step in route:
        value = value[step]
    for name, inner in value.items():
        place = (*route, name)
        is_open = route[0] in _TREES and isinstance(inner, dict) and len(route) < _DEEPEST
        yield draw(place, kind, name, list(_below(data, place, draw, kind)) if is_open else [])


def _drawing(document: Document, lines: Lines, encoding: Encoding) -> _Draw:
    shift = 1 if lines.text.startswith("\ufeff") else 0

    def position(offset: int) -> types.Position:
        return types.Position(*lines.position(offset + shift, encoding))

    def draw(
        route: Route, kind: types.SymbolKind, name: str, children: list[types.DocumentSymbol]
    ) -> types.DocumentSymbol:
        entry = document.places.entries[route]
        key = entry.key or (entry.start, entry.end)
        end = max(entry.start + len(document.places.text.content[entry.start : entry.end].rstrip()), key[1])
        whole = types.Range(position(key[0]), position(end))
        chosen = types.Range(position(key[0]), position(key[1]))
        return types.DocumentSymbol(name or "…", kind, whole, chosen, children=children)

    return draw
