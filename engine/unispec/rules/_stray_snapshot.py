"""stray-snapshot: a snapshot is what a case gives."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity, suggestion
from unispec.rules._subject import Subject


def stray_snapshot(subject: Subject) -> Iterator[Diagnostic]:
    """Say which snapshots no case gives."""
    recorded = subject.recorded
    if recorded is None or recorded.snapshots is None:
        return
    paths = {case.path for case in recorded.cases}
    for path, location in recorded.snapshots.items():
        if path not in paths:
            without = paths - recorded.snapshots.keys()
            remedy = suggestion(path, without, noun="cases without a snapshot") if without else "remove it"
            message = f"no case is called `{path}`"
            yield Diagnostic(Code.STRAY_SNAPSHOT, message, location, remedy, Severity.WARNING)
