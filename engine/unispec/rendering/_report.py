"""Diagnostics as one JSON document, in the form that `report.schema.json` pins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from unispec.data import Json, pretty
from unispec.diagnostics import Diagnostic, Location
from unispec.rendering._cells import portable
from unispec.rendering._pages import address
from unispec.rendering._summary import severities

VERSION = 1


def report(diagnostics: Iterable[Diagnostic]) -> str:
    """Write findings as JSON, with a summary; paths are those that people see, with `/`."""
    found = tuple(diagnostics)
    counted = {f"{severity.value}s": number for severity, number in severities(found).items()}
    return pretty({"version": VERSION, "summary": counted, "diagnostics": [finding(each) for each in found]})


def finding(diagnostic: Diagnostic) -> dict[str, Json]:
    """Give one finding as data; all its five keys of place are None where there is none."""
    return {
        "code": diagnostic.code.value,
        "severity": diagnostic.severity.value,
        "message": portable(diagnostic.message),
        "help": portable(diagnostic.help) if diagnostic.help else None,
        **place(diagnostic.location),
        "related": [
            {"message": portable(each.message), **place(each.location)} for each in diagnostic.related
        ],
        "docs": address(diagnostic.code),
    }


def place(location: Location | None) -> dict[str, Json]:
    """Give a place as data; every key is None for no place."""
    span = location.span if location else None
    return {
        "file": portable(PurePath(location.file).as_posix()) if location else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }
