"""unknown-operation: `related` and `for_each` name operations of the same integration."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, suggestion
from unispec.rules._subject import Subject
from unispec.specs import OperationName, Variant


def unknown_operation(subject: Subject) -> Iterator[Diagnostic]:
    """Say which operations are named but not there."""
    resources = subject.integration.resources.values()
    known = [str(each.name) for resource in resources for each in resource.operations.values()]
    for _, variant in subject.variants:
        for name, location in _named(variant):
            if str(name) not in known:
                message = f"there is no operation `{name}`"
                help_ = suggestion(str(name), known, noun="operations")
                yield Diagnostic(Code.UNKNOWN_OPERATION, message, location, help_)


def _named(variant: Variant) -> Iterator[tuple[OperationName, Location]]:
    for related in variant.related:
        yield related.operation, related.location
    if variant.for_each is not None:
        yield variant.for_each.operation, variant.for_each.location
