"""missing-input-field: a call of another operation gives what that operation cannot do without."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part
from unispec.rules._subject import Subject
from unispec.rules._ways import ways
from unispec.specs import ForEach, Operation, OperationName, Related, Tree, Variant

_ID = "id"


def missing_input_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which calls lack the id of a record, or a parameter that is required."""
    needs: dict[OperationName, tuple[str, ...]] = {}
    for _, variant in subject.variants:
        for call in _calls(variant):
            known = subject.integration.operation(call.operation)
            if known is None or not (call.input is None or isinstance(call.input, Tree)):
                continue
            if known.name not in needs:
                needs[known.name] = tuple(_needed(known, subject))
            given = call.input.children if call.input else {}
            for name in needs[known.name]:
                if name not in given:
                    message = f"`{known.name}` needs `{name}`, and this call does not give it"
                    yield Diagnostic(Code.MISSING_INPUT_FIELD, message, _place(call))


def _calls(variant: Variant) -> Iterator[Related | ForEach]:
    yield from variant.related
    if variant.for_each is not None:
        yield variant.for_each


def _needed(operation: Operation, subject: Subject) -> Iterator[str]:
    """Name what every call must give: the id, when all variants read it, and required parameters."""
    understood = ways(operation, subject)
    if not operation.is_list and understood and all(way.reads(_ID) for way in understood):
        yield _ID
    model = subject.models.get(operation.name.resource)
    required = model.parameters(operation.name.operation).get("required") if model else None
    yield from (each for each in (required if isinstance(required, list) else ()) if isinstance(each, str))


def _place(call: Related | ForEach) -> Location:
    """The key `input`, or the name of the operation where there is none."""
    at = call.location
    return Location(at.source, (*at.route[:-1], "input"), Part.KEY) if call.input is not None else at
