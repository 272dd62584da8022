"""unknown-model: a resource follows a unified model of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, suggestion
from unispec.rules._subject import Subject


def unknown_model(subject: Subject) -> Iterator[Diagnostic]:
    """Say which resources follow no unified model."""
    for resource in subject.integration.resources.values():
        if resource.name not in subject.models:
            yield Diagnostic(
                Code.UNKNOWN_MODEL,
                f"there is no unified model `{resource.name}`",
                Location(resource.location.source, (*resource.location.route, "resource")),
                suggestion(resource.name, subject.models, noun="models"),
            )
