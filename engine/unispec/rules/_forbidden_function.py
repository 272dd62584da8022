"""forbidden-function: an expression depends on its data alone."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.rules._sources import failed_at
from unispec.rules._subject import Subject


def forbidden_function(subject: Subject) -> Iterator[Diagnostic]:
    """Say which expressions call a function that expressions do not have."""
    for each in subject.expressions:
        error = each.problem
        if error is None or error.code or error.is_limit:
            continue
        yield Diagnostic(
            Code.FORBIDDEN_FUNCTION, error.problem, failed_at(each.snippet, error.start, error.end)
        )
