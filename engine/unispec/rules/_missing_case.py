"""missing-case: each operation has a case that proves it; an integration without any has not begun."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.documents import Document
from unispec.rules._recorded import Recorded
from unispec.rules._subject import Subject
from unispec.specs import Operation


def missing_case(subject: Subject) -> Iterator[Diagnostic]:
    """Say which operations of a root have no case there, where others have."""
    recorded = subject.recorded
    if recorded is None or not recorded.cases:
        return
    for name in dict.fromkeys(operation.name for operation, _ in subject.variants):
        found = subject.integration.operation(name)
        if found is not None and _is_own(found, recorded) and not _is_recorded(found, recorded):
            yield Diagnostic(
                Code.MISSING_CASE,
                f"`{name}` has no case",
                found.location,
                f"record one as `cases/{name.resource}/<name>.yaml`",
                Severity.NOTE,
            )


def _is_own(operation: Operation, recorded: Recorded) -> bool:
    source = operation.location.source
    return isinstance(source, Document) and source.owner(operation.location.route) in recorded.documents


def _is_recorded(operation: Operation, recorded: Recorded) -> bool:
    cases = [case for case in recorded.cases if case.resource == operation.name.resource]
    return any(case.operation in (None, operation.name.operation) for case in cases)
