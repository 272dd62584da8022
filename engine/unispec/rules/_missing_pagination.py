"""missing-pagination: a list says how it is paged, also when it is not."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, suggestion
from unispec.rules._subject import Subject


def missing_pagination(subject: Subject) -> Iterator[Diagnostic]:
    """Say which lists do not say how they are paged, which the engine refuses to run."""
    for operation, variant in subject.variants:
        if not operation.is_list or variant.request is None or variant.pagination is not None:
            continue
        known = suggestion("", [*subject.integration.pagination, "none"], noun="`pagination` is one of")
        yield Diagnostic(
            Code.MISSING_PAGINATION,
            f"`{operation.name}` does not say how it is paged",
            variant.location,
            known,
        )
