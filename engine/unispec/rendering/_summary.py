"""How much was found, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from unispec.diagnostics import Diagnostic, Severity


def severities(diagnostics: Iterable[Diagnostic]) -> dict[Severity, int]:
    """Count problems by severity; each severity is there, the worst first."""
    counts = Counter(each.severity for each in diagnostics)
    return {severity: counts[severity] for severity in Severity}


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Count problems by severity, and the files they stand in; "no problems" when there are none."""
    found = tuple(diagnostics)
    if not found:
        return "no problems"
    parts = [_counted(number, each.value) for each, number in severities(found).items() if number]
    files = {each.location.file for each in found if each.location}
    where = f" in {_counted(len(files), 'file')}" if files else ""
    return ", ".join(parts) + where


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
