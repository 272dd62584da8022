"""wrong-argument-type: functions and operators are given what they take; others stop the record."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Kind
from unispec.rules._subject import Subject


def wrong_argument_type(subject: Subject) -> Iterator[Diagnostic]:
    """Say which values a function or an operator does not take."""
    for each in subject.mistakes(Kind.ARGUMENT):
        finding = each.finding
        takes = " or ".join(finding.known)
        if finding.because:
            message = f"`{finding.name}` takes {takes}, but `{finding.because}` may be null"
            remedy: str | None = "ask before: `field ? …`"
            severity = Severity.WARNING
        else:
            message, remedy, severity = (
                f"`{finding.name}` takes {takes}, this is {finding.owner}",
                None,
                Severity.ERROR,
            )
        yield Diagnostic(Code.WRONG_ARGUMENT_TYPE, message, each.location, remedy, severity)
