"""The records in a response body, found and never guessed."""

from __future__ import annotations

from unispec.data import InvalidJson, Json, encode
from unispec.diagnostics import Code, Diagnostic, MappingError, TransportError
from unispec.flow._plan import Plan


def records_of(plan: Plan, body: Json, variables: dict[str, Json]) -> list[Json]:
    """Give the records of a body; raises `MappingError` when the path leads nowhere."""
    value = plan.records(body, variables) if plan.records is not None else body
    if value is None:
        message = f"`records` finds nothing in the response ({_described(body)})"
        raise MappingError(
            Diagnostic(Code.MISSING_RECORDS, message, plan.records_location, "an empty list would be `[]`")
        )
    return value if isinstance(value, list) else [value]


def fingerprint(records: list[Json]) -> int:
    """Give a number that is the same for the same records; raises `TransportError` past the depth limit."""
    try:
        return hash(encode(records))
    except InvalidJson:
        message = "the records are nested too deeply"
        raise TransportError(Diagnostic(Code.BODY_TOO_DEEP, message)) from None


def _described(body: Json) -> str:
    if isinstance(body, dict):
        keys = ", ".join(f"`{key}`" for key in list(body)[:8])
        return f"its keys: {keys}" if keys else "an empty object"
    return {list: "a list", type(None): "an empty body"}.get(type(body), "a single value")
