"""unknown-pagination: a list names a pagination of the integration, or `none`."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, suggestion
from unispec.rules._subject import Subject


def unknown_pagination(subject: Subject) -> Iterator[Diagnostic]:
    """Say which paginations are named but not there."""
    known = [*subject.integration.pagination, "none"]
    for _, variant in subject.variants:
        if variant.pagination is not None and variant.pagination not in known:
            yield Diagnostic(
                Code.UNKNOWN_PAGINATION,
                f"there is no pagination `{variant.pagination}`",
                variant.pagination_location,
                suggestion(variant.pagination, known),
            )
