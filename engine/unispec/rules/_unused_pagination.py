"""unused-pagination: a pagination that no list names misleads its readers."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.rules._subject import Subject


def unused_pagination(subject: Subject) -> Iterator[Diagnostic]:
    """Say which paginations no operation names."""
    used = {variant.pagination for _, variant in subject.variants}
    for name, pagination in subject.integration.pagination.items():
        if name not in used:
            message = f"no operation uses the pagination `{name}`"
            yield Diagnostic(Code.UNUSED_PAGINATION, message, pagination.location, severity=Severity.WARNING)
