"""unknown-record: `record` names a shape of `provider.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, suggestion
from unispec.rules._subject import Subject


def unknown_record(subject: Subject) -> Iterator[Diagnostic]:
    """Say which records are named but not described."""
    for _, variant in subject.variants:
        name = variant.record
        if name is None or name in subject.records:
            continue
        remedy = suggestion(name, subject.records, noun="records")
        if subject.integration.provider is None:
            remedy = "the integration has no `provider.schema.json`"
        message = f"there is no record `{name}` in `provider.schema.json`"
        yield Diagnostic(Code.UNKNOWN_RECORD, message, variant.record_location, remedy)
