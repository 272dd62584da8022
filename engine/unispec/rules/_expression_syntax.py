"""expression-syntax: every expression must compile."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.rules._sources import failed_at
from unispec.rules._subject import Subject


def expression_syntax(subject: Subject) -> Iterator[Diagnostic]:
    """Say which expressions do not compile."""
    for each in subject.expressions:
        error = each.problem
        if error is None or not (error.code or error.is_limit):
            continue
        yield Diagnostic(
            Code.EXPRESSION_SYNTAX, error.problem, failed_at(each.snippet, error.start, error.end)
        )
