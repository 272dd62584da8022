"""wrong-value: an operation has one source of records, and no page asks for more than there can be."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part
from unispec.documents import Document
from unispec.rules._subject import Subject


def wrong_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which operations have both a request and fixed records, and which pages are too large."""
    yield from _large_pages(subject)
    for operation, variant in subject.variants:
        if variant.static is None:
            continue
        for place in (operation.location, variant.location):
            if _has_both(place):
                yield Diagnostic(
                    Code.WRONG_VALUE,
                    f"`{operation.name}` has both `request` and `static`",
                    Location(place.source, (*place.route, "static"), Part.KEY),
                    "keep one: `request` says what to send, `static` lists fixed records",
                )


def _large_pages(subject: Subject) -> Iterator[Diagnostic]:
    for pagination in subject.integration.pagination.values():
        size, at = pagination.limit, pagination.location
        if size is not None and size.default > size.max:
            yield Diagnostic(
                Code.WRONG_VALUE,
                f"`default` is {size.default}, more than the `max` of {size.max}",
                Location(at.source, (*at.route, "limit", "default")),
                "the provider would refuse the page, or cut it",
            )


def _has_both(place: Location) -> bool:
    if not isinstance(place.source, Document):
        return False
    written = place.source.value(place.route)
    return isinstance(written, dict) and all(written.get(key) is not None for key in ("request", "static"))
