"""clashing-parameter: a query parameter that the pagination sets is set nowhere else.

A cursor's own parameter may be: its value opens the first page, where some providers want a `*`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.rules._sources import key_of
from unispec.rules._subject import Subject
from unispec.specs import Pagination

_COUNTING = ("offset", "page")


def clashing_parameter(subject: Subject) -> Iterator[Diagnostic]:
    """Say which query values of lists the pagination writes over, so that they are never sent."""
    for operation, variant in subject.variants:
        pagination = subject.integration.pagination.get(variant.pagination or "")
        if not operation.is_list or pagination is None or variant.request is None:
            continue
        query = variant.request.query.children if variant.request.query else {}
        for name in _set_by(pagination):
            if name in query:
                yield Diagnostic(
                    Code.CLASHING_PARAMETER,
                    f"`{name}` is never sent: the pagination `{pagination.name}` sets it",
                    key_of(query[name].location),
                    "remove it here; callers choose the size of a page with `limit`",
                    Severity.WARNING,
                )


def _set_by(pagination: Pagination) -> Iterator[str]:
    """The parameters that are set on the first page too."""
    if pagination.style in _COUNTING:
        yield pagination.param
    if pagination.limit is not None:
        yield pagination.limit.param
