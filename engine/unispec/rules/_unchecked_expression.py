"""unchecked-expression: types are worked out for every expression, within bounds."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.rules._subject import Subject


def unchecked_expression(subject: Subject) -> Iterator[Diagnostic]:
    """Say which expressions would have taken too long, so that nothing is said of their types."""
    for snippet in subject.unchecked:
        yield Diagnostic(
            Code.UNCHECKED_EXPRESSION,
            "the types in this expression are not checked, it would take too long",
            snippet.location,
            "write it in smaller pieces, with fewer functions that call each other",
            Severity.NOTE,
        )
