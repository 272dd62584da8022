"""missing-key: an operation must say where its records come from."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.rules._subject import Subject


def missing_key(subject: Subject) -> Iterator[Diagnostic]:
    """Say which operations and variants have no source of records, or do not find them in the answer."""
    for operation, variant in subject.variants:
        if variant.request is None and variant.static is None:
            yield Diagnostic(
                Code.MISSING_KEY,
                f"`{operation.name}` has neither `request` nor `static`",
                variant.location,
                "`request` says what to send, `static` lists fixed records",
            )
        elif variant.request is not None and variant.records is None:
            yield Diagnostic(
                Code.MISSING_KEY,
                f"`records` is missing in `{operation.name}`",
                variant.location,
                "`records: $` takes the whole body",
            )
