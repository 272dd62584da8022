"""unknown-record: `record`, `answer` and `answers` name shapes of `provider.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, suggestion
from unispec.rules._subject import Subject
from unispec.specs import Shape


def unknown_record(subject: Subject) -> Iterator[Diagnostic]:
    """Say which shapes are named but not described."""
    for name, place in _named(subject):
        if name not in subject.records:
            remedy = suggestion(name, subject.records, noun="records")
            if subject.integration.provider is None:
                remedy = "the integration has no `provider.schema.json`"
            message = f"there is no record `{name}` in `provider.schema.json`"
            yield Diagnostic(Code.UNKNOWN_RECORD, message, place, remedy)


def _named(subject: Subject) -> Iterator[tuple[str, Location | None]]:
    integration = subject.integration
    shapes: list[Shape | None] = [integration.answers.body, integration.answers.error]
    if integration.connection is not None:
        shapes.append(integration.connection.answer)
    for _, variant in subject.variants:
        shapes.append(variant.answer)
        if variant.record is not None:
            yield variant.record, variant.record_location
    yield from ((each.name, each.location) for each in shapes if each is not None)
