"""What the help of a finding says to write around a piece of an expression, as something that can be done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unispec.diagnostics import Code, Diagnostic
from unispec.documents import Style
from unispec.language import ExpressionError, nodes, syntax

_WRAPPED = frozenset({Code.MISMATCHED_TYPE, Code.COLLAPSING_ARRAY, Code.WRONG_ARGUMENT_TYPE})
_WRITE = re.compile(r"(?:write|put it in brackets:|leave null out:) `([^`?\"]+)`")
_ASK = re.compile(r"ask before: `([^`?…]+) \? [^`]+`")
_NAMES = re.compile(r"`([^`]+)`")
_SCHEMA = re.compile(r"write `[^`]*\$schema=([^`]+)`")
_CLOSED = (nodes.Path, nodes.Name, nodes.Variable, nodes.Call, nodes.Array, nodes.Filtered, nodes.Block)
_PLAIN = re.compile(r"[$\w][\w$.() &]*")
_GAP = "…"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is written before and after a piece; `end` counts the letters at its end that stay behind."""

    title: str
    before: str
    after: str
    end: int = 0


def remedy(found: Diagnostic, piece: str) -> Remedy | None:
    """Find what can be written around the piece that a finding is about."""
    if found.code is Code.QUOTED_WORD:
        return Remedy(f"Write '\"{piece}\"'", '"', '"')
    if found.code is Code.FORGOTTEN_VALUE:
        return _words(found, piece)
    if found.code in _WRAPPED:
        return _asked(found.help or "") or _around(found.help or "", piece)
    return None


def schema_meant(found: Diagnostic) -> str | None:
    """Give the schema that a modeline should name."""
    said = _SCHEMA.match(found.help or "") if found.code is Code.WRONG_MODELINE else None
    return said[1] if said else None


def quoted(text: str, style: Style | None) -> str | None:
    """Write a scalar in its style, or in quotes; None for a block, empty for what fits on no line."""
    if style not in (Style.PLAIN, Style.SINGLE, Style.DOUBLE):
        return None
    if "\n" in text:
        return ""
    if style is Style.DOUBLE and '"' not in text:
        return f'"{text}"' if "\\" not in text else ""
    if style is Style.PLAIN and _PLAIN.fullmatch(text):
        return text
    return f"'{text.replace(chr(39), chr(39) * 2)}'"


def _asked(said: str) -> Remedy | None:
    asked = _ASK.fullmatch(said)
    return Remedy(f"Ask before: `{asked[1]} ? …`", f"({asked[1]} ? ", ")") if asked else None


def _around(said: str, piece: str) -> Remedy | None:
    write = _WRITE.fullmatch(said)
    if write is None:
        return None
    gap = _GAP if write[1].count(_GAP) == 1 else piece
    before, there, after = write[1].partition(gap)
    if not there or (not before and not _is_closed(piece)):
        return None
    return Remedy(f"Write `{before}{_GAP}{after}`", before, after)


def _is_closed(piece: str) -> bool:
    """Whether what follows a piece is about the whole of it."""
    try:
        return isinstance(syntax(piece), _CLOSED)
    except ExpressionError:
        return False


def _words(found: Diagnostic, piece: str) -> Remedy | None:
    """Give the words that a table lacks, each with null for somebody to replace."""
    words = _NAMES.findall(found.message.rpartition(" of ")[0])
    if not piece.endswith("}") or not words or any('"' in word or "\\" in word for word in words):
        return None
    entries = ", ".join(f'"{word}": null' for word in words)
    comma = ", " if piece[1:-1].strip() else ""
    return Remedy("Add the words that are missing", "", comma + entries, end=1)
