"""missing-snapshot: what a case gives is written down, where a root keeps such files."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Part, Severity
from unispec.rules._subject import Subject


def missing_snapshot(subject: Subject) -> Iterator[Diagnostic]:
    """Say which cases have no snapshot."""
    recorded = subject.recorded
    if recorded is None or recorded.snapshots is None:
        return
    for case in recorded.cases:
        if case.document is not None and case.path not in recorded.snapshots:
            yield Diagnostic(
                Code.MISSING_SNAPSHOT,
                f"the case `{case.name}` has no snapshot",
                case.document.location(("operation",), Part.KEY),
                f"keep what it gives as `snapshots/{subject.integration.name}/{case.path}.json`",
                Severity.NOTE,
            )
