"""What the JSON Schemas of the format say of a place in a file: which keys there are, and which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from unispec.data import Json
from unispec.diagnostics import Route
from unispec.specs import meta_schema_at

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class MetaKey:
    """A key that may stand in a mapping."""

    name: str
    description: str
    is_required: bool
    holds: str


def description_at(kind: str, route: Route) -> str:
    """What the format says of a place, in words."""
    return str(meta_schema_at(kind, route).get("description", ""))


def takes_keys(kind: str, route: Route) -> bool:
    """Whether a mapping may stand at a place."""
    types = meta_schema_at(kind, route).get("type")
    return types is None or "object" in ([types] if isinstance(types, str) else types)


def keys_at(kind: str, route: Route, present: Json) -> Iterator[MetaKey]:
    """The keys that a mapping may have besides those that it has, required ones first."""
    schema = meta_schema_at(kind, route)
    given = present if isinstance(present, dict) else {}
    required, forbidden = _conditions(schema, given)
    properties = schema.get("properties", _NOTHING)
    names = sorted(properties, key=lambda name: name not in required)
    for name in names:
        if name not in given and name not in forbidden:
            below = meta_schema_at(kind, (*route, name))
            yield MetaKey(name, str(below.get("description", "")), name in required, _holds(below))


def values_at(kind: str, route: Route) -> tuple[tuple[Json, str], ...]:
    """The closed list of values of a place, each with what it means; empty where the place is open."""
    schema = meta_schema_at(kind, route)
    if schema.get("type") == "boolean":
        return ((True, ""), (False, ""))
    values = tuple(schema.get("enum", ()))
    notes = schema.get("enumDescriptions", ())
    return tuple(zip_longest(values, notes[: len(values)], fillvalue=""))


def _conditions(schema: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The keys that are required, and those that have no meaning beside what is given."""
    required, forbidden = set(schema.get("required", ())), set()
    for each in schema.get("allOf", ()):
        asked = each.get("if", _NOTHING).get("properties", _NOTHING)
        if asked and all(given.get(name) == wanted.get("const") for name, wanted in asked.items()):
            then = each.get("then", _NOTHING)
            required |= set(then.get("required", ()))
            said = then.get("properties", _NOTHING).items()
            forbidden |= {name for name, below in said if below == {"not": {}}}
    return required, forbidden


def _holds(schema: Mapping[str, Any]) -> str:
    types = schema.get("type", "")
    kinds = [types] if isinstance(types, str) else [each for each in types if each != "null"]
    if kinds == ["object"]:
        return "mapping"
    return "list" if kinds == ["array"] else "scalar"
