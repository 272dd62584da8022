"""Records on the output stream: JSON, one record a line, or a table."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import click

from unispec.data import Json, encode, pretty

FORMATS = ("json", "ndjson", "table")
_WIDEST = 48
_COLUMNS = 8


def write_answer(answer: dict[str, Json], form: str) -> None:
    """Write a whole answer."""
    if form == "json":
        click.echo(pretty(answer))
        return
    result = answer["result"]
    records = result if isinstance(result, list) else [result]
    if form == "ndjson":
        write_lines(records)
    else:
        write_table(records)


def write_lines(records: Iterable[Json]) -> None:
    """Write one record a line."""
    for record in records:
        sys.stdout.buffer.write(encode(record) + b"\n")
    sys.stdout.buffer.flush()


def write_table(records: list[dict[str, Any]]) -> None:
    """Write the fields of records that are filled most often, as many as fit."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    columns = _columns(records)
    table = Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
    for record in records:
        table.add_row(*(Text(_cell(record.get(name)), overflow="ellipsis", no_wrap=True) for name in columns))
    width = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=width, highlight=False).print(table)


def _columns(records: list[dict[str, Any]]) -> list[str]:
    seen: dict[str, int] = {}
    for record in records:
        for name, value in record.items():
            if name != "remote_data":
                seen[name] = seen.get(name, 0) + bool(_cell(value))
    common = sorted(seen, key=lambda name: -seen[name])[:_COLUMNS]
    return [name for name in seen if name in common]


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, (_cell(each) for each in value)))[:_WIDEST]
    if isinstance(value, dict):
        for name in ("title", "name", "label", "url", "email", "id"):
            if name in value:
                return _cell(value[name])
        person = value.get("person")
        return _cell(person) if person else ", ".join(filter(None, map(_cell, value.values())))[:_WIDEST]
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
