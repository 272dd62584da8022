"""unbounded-related: a paged list does not call once more for each record of every page, unasked."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part, Severity
from unispec.rules._subject import Subject
from unispec.specs import Operation, Related, Variant

_UNPAGED = (None, "none")


def unbounded_related(subject: Subject) -> Iterator[Diagnostic]:
    """Say which related calls are made for every record of a list that has pages."""
    for operation, variant in subject.variants:
        if not _is_paged(operation, variant):
            continue
        for related in variant.related:
            if not _is_bounded(related):
                at = related.location
                yield Diagnostic(
                    Code.UNBOUNDED_RELATED,
                    f"`{operation.name}` calls `{related.operation}` for each record of every page",
                    Location(at.source, at.route[:-1], Part.KEY),
                    "a condition `when`, a `limit` or `per: page` bounds it",
                    Severity.WARNING,
                )


def _is_paged(operation: Operation, variant: Variant) -> bool:
    return operation.is_list and variant.request is not None and variant.pagination not in _UNPAGED


def _is_bounded(related: Related) -> bool:
    return related.per_page or related.when is not None or related.limit is not None
