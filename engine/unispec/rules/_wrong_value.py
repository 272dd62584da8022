"""wrong-value: an operation has one source of records, a request or fixed records."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part
from unispec.documents import Document
from unispec.rules._subject import Subject


def wrong_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which operations and variants have both a request and fixed records."""
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


def _has_both(place: Location) -> bool:
    if not isinstance(place.source, Document):
        return False
    written = place.source.value(place.route)
    return isinstance(written, dict) and all(written.get(key) is not None for key in ("request", "static"))
