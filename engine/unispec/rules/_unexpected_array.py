"""unexpected-array: what must be a single value is not read of several."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Kind
from unispec.rules._subject import Subject


def unexpected_array(subject: Subject) -> Iterator[Diagnostic]:
    """Say where an array may come out though a single value is wanted."""
    for each in subject.mistakes(Kind.SEVERAL):
        message = f"`{each.finding.name}` takes a single value, but this may be an array"
        remedy = "choose one, as in `list[0].field`, or write `$join(…)` or `$count(…)`"
        yield Diagnostic(Code.UNEXPECTED_ARRAY, message, each.location, remedy, Severity.WARNING)
