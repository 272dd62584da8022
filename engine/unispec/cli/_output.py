"""Records on the output stream: JSON, one record a line, or a table."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from rich.cells import cell_len, set_cell_size

from unispec.data import Json, encode, pretty

FORMATS = ("json", "ndjson", "table")
_WIDEST = 36
_GAP = "  "
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00(?:\.0+)?)?(Z|[+-]\d\d:\d\d)")
_STEERING = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2(?:\x80[\x8e\x8f\xa8-\xae]|\x81[\xa6-\xa9])|\xef\xbb\xbf")
"""In UTF-8: DEL, the C1 controls, marks of direction, separators of lines, the byte order mark."""
_NAMES = ("title", "name", "label", "email", "url", "id")


def write_answer(answer: dict[str, Json], form: str) -> None:
    """Write a whole answer."""
    result = answer["result"]
    records = result if isinstance(result, list) else [result]
    if form == "json":
        write(pretty(answer).encode())
    elif form == "ndjson":
        write_lines(records)
    else:
        write_table(records)


def write_lines(records: Iterable[Json]) -> None:
    """Write one record a line."""
    for record in records:
        write(encode(record))


def write(line: bytes) -> None:
    """Write a line of data, which is UTF-8 whatever the terminal speaks.

    Letters that steer a terminal, or turn the direction of a text, are escaped as JSON does it.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(_STEERING.sub(_escaped, line) + b"\n")
    sys.stdout.buffer.flush()


def _escaped(match: re.Match[bytes]) -> bytes:
    return f"\\u{ord(match[0].decode()):04x}".encode()


def write_table(
    records: list[dict[str, Any]], *, leave_out: tuple[str, ...] = (), widest: int = _WIDEST
) -> None:
    """Write as many fields as fit, those that are filled most often, for people to read."""
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    rows = [{name: _cell(value) for name, value in record.items()} for record in records]
    for line in _table(rows, _columns(rows, {"remote_data", *leave_out}, width, widest)):
        sys.stdout.write(line.rstrip() + "\n")


def _table(rows: list[dict[str, str]], columns: dict[str, int]) -> Iterator[str]:
    if not columns:
        yield f"no fields to show in {len(rows)} records" if rows else "no records"
        return
    yield _GAP.join(set_cell_size(name, size) for name, size in columns.items())
    yield _GAP.join("─" * size for size in columns.values())
    for row in rows:
        yield _GAP.join(fitted(row.get(name, ""), size) for name, size in columns.items())


def fitted(text: str, width: int) -> str:
    """Give a text exactly `width` terminal columns, cut with an ellipsis where it is longer."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def _columns(rows: list[dict[str, str]], hidden: set[str], width: int, widest: int) -> dict[str, int]:
    """Choose columns with their sizes: the fullest first, shown in the order of the records."""
    filled: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for row in rows:
        for name, text in row.items():
            filled[name] = filled.get(name, 0) + bool(text)
            sizes[name] = min(widest, max(sizes.get(name, cell_len(name)), cell_len(text)))
    chosen: set[str] = set()
    room = width
    for name in sorted(filled, key=lambda name: -filled[name]):
        if filled[name] and name not in hidden and sizes[name] <= room:
            chosen.add(name)
            room -= sizes[name] + len(_GAP)
    return {name: size for name, size in sizes.items() if name in chosen}


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, map(_cell, value)))
    if isinstance(value, dict):
        named = next((value[name] for name in _NAMES if value.get(name)), None)
        if named is not None or value.get("person"):
            return _cell(named or value["person"])
        return ", ".join(filter(None, map(_cell, value.values())))
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return _TIME.sub(r"\1 \2\3", text)
