"""impossible-value: a value that is compared with, or looked up, can come."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity, suggestion
from unispec.inference import Kind
from unispec.rules._subject import Subject


def impossible_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which texts and numbers are waited for but never come."""
    for each in subject.mistakes(Kind.IMPOSSIBLE):
        finding = each.finding
        if finding.owner:
            message = f"`{finding.name}` is never a value of `{finding.owner}`"
            remedy: str | None = suggestion(finding.name, finding.known, noun="values")
        else:
            message = f"`{finding.name}` never equals {finding.because}"
            remedy = None
        yield Diagnostic(Code.IMPOSSIBLE_VALUE, message, each.location, remedy, Severity.WARNING)
