"""unread-parameter: callers would like to use every parameter of a unified model.

One that no expression reads is refused when it is given, so nothing is wrong; but perhaps something
was forgotten. Read is what the engine finds when it computes which parameters an operation supports.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.rules._subject import Subject
from unispec.rules._ways import ways
from unispec.specs import Operation

_SHOWN = 12


def unread_parameter(subject: Subject) -> Iterator[Diagnostic]:
    """Say which parameters of its unified model an operation leaves unread; fixed records read none."""
    for operation in dict.fromkeys(operation.name for operation, _ in subject.variants):
        model = subject.models.get(operation.resource)
        found = subject.integration.operation(operation)
        if model is None or found is None or any(each.static is not None for each in found.variants):
            continue
        understood = ways(found, subject)
        if understood is not None:
            known = model.parameters(operation.operation).get("properties", {})
            unread = [f"`{name}`" for name in known if not any(way.reads(name) for way in understood)]
            if unread:
                yield _problem(found, unread)


def _problem(operation: Operation, unread: list[str]) -> Diagnostic:
    more = f" and {len(unread) - _SHOWN} more" if len(unread) > _SHOWN else ""
    return Diagnostic(
        Code.UNREAD_PARAMETER,
        f"`{operation.name}` reads nothing of {', '.join(unread[:_SHOWN])}{more}",
        operation.location,
        "if the provider has nothing like it, allow this with a comment that says so",
        Severity.NOTE,
    )
