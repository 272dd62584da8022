"""small-page: a pagination asks for as much as the provider gives at once."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Severity
from unispec.rules._subject import Subject


def small_page(subject: Subject) -> Iterator[Diagnostic]:
    """Say which paginations ask for less than a full page when the caller says nothing."""
    for pagination in subject.integration.pagination.values():
        size, at = pagination.limit, pagination.location
        if size is None or size.default >= size.max:
            continue
        yield Diagnostic(
            Code.SMALL_PAGE,
            f"`{pagination.name}` asks for {size.default} records, the provider gives {size.max}",
            Location(at.source, (*at.route, "limit", "default")),
            "without `default` the greatest page is asked for",
            Severity.WARNING,
        )
