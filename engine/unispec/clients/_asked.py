"""What a caller passes has the type that it must have, or is refused by name."""

from __future__ import annotations

from collections.abc import Mapping

from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.specs import OperationName


def a_text(value: object, name: str) -> None:
    """Refuse what is not a text; raises `InputError`."""
    if not isinstance(value, str):
        _refuse(name, "a text")


def a_mapping(value: object, name: str) -> None:
    """Refuse what is neither a mapping nor left out; raises `InputError`."""
    if value is not None and not isinstance(value, Mapping):
        _refuse(name, "a mapping")


def a_boolean(value: object, name: str) -> None:
    """Refuse what is not true or false; raises `InputError`."""
    if not isinstance(value, bool):
        _refuse(name, "true or false")


def operation_name(resource: str, operation: str) -> OperationName:
    """Name an operation; raises `InputError`."""
    a_text(resource, "resource")
    a_text(operation, "operation")
    return OperationName(resource, operation)


def _refuse(name: str, kind: str) -> None:
    raise InputError(Diagnostic(Code.INVALID_PARAMETER, f"`{name}` must be {kind}"))
