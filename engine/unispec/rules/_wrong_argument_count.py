"""wrong-argument-count: functions are called with as many values as they take."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.inference import Kind
from unispec.rules._subject import Subject


def wrong_argument_count(subject: Subject) -> Iterator[Diagnostic]:
    """Say which calls have too few values or too many."""
    for each in subject.mistakes(Kind.COUNT):
        finding = each.finding
        takes = " to ".join(finding.known)
        noun = "value" if takes == "1" else "values"
        message = f"`${finding.name}` takes {takes} {noun}, this gives {finding.owner}"
        yield Diagnostic(Code.WRONG_ARGUMENT_COUNT, message, each.location)
