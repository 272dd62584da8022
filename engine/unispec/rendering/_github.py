"""Diagnostics as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from unispec.diagnostics import Diagnostic, Location, Severity
from unispec.rendering._cells import visible
from unispec.rendering._checkout import Checkout
from unispec.rendering._summary import severities, summary

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_SHOWN = 10


def workflow_commands(diagnostics: Iterable[Diagnostic], checkout: Checkout) -> str:
    """Write one command a line for findings, and a last line for people that counts them.

    GitHub takes at most ten of each kind from a step; the last line says so when there are more.
    """
    found = tuple(diagnostics)
    last = summary(found)
    if max(severities(found).values()) > _SHOWN:
        last += f"; GitHub annotates the first {_SHOWN} of each severity, this log holds them all"
    return "\n".join([*(_command(each, checkout) for each in found), last])


def _command(diagnostic: Diagnostic, checkout: Checkout) -> str:
    place = _place(diagnostic.location, checkout) if diagnostic.location else {}
    properties = {**place, "title": f"unispec: {diagnostic.code.value}"}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {written}::{_data(_words(diagnostic))}"


def _words(diagnostic: Diagnostic) -> str:
    help_lines = diagnostic.help.splitlines() if diagnostic.help else []
    related = [f"{each.location}: {each.message}" for each in diagnostic.related]
    return "\n".join(visible(line) for line in [diagnostic.message, *help_lines, *related])


def _place(location: Location, checkout: Checkout) -> dict[str, str]:
    """Name file, lines and columns; GitHub takes columns only when they are of one line."""
    span = location.span
    place = {"file": visible(checkout.path(location.file)), "line": str(span.line)}
    if span.line == span.end_line:
        place["col"] = str(span.column)
    place["endLine"] = str(span.end_line)
    if span.line == span.end_line:
        place["endColumn"] = str(span.end_column)
    return place


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
