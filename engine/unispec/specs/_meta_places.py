"""What the JSON Schemas of the format say of one place in a file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from unispec.data import Json
from unispec.diagnostics import Route
from unispec.specs._meta_schemas import meta_schema

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def meta_schema_at(kind: str, route: Route) -> Mapping[str, Any]:
    """Give the schema of a place, references followed; empty where the format says nothing.

    What stands beside a reference wins over what the reference leads to.
    """
    meta = meta_schema(kind)
    found = _followed(meta, meta)
    for step in route:
        below = found.get("properties", _NOTHING).get(step) if isinstance(step, str) else found.get("items")
        if below is None and isinstance(step, str):
            below = found.get("additionalProperties")
        if not isinstance(below, dict):
            return _NOTHING
        found = _followed(below, meta)
    return found


def _followed(schema: Mapping[str, Any], meta: Json) -> Mapping[str, Any]:
    found = dict(schema)
    while "$ref" in found:
        target = meta["definitions"][found.pop("$ref").rpartition("/")[2]]
        found = {**target, **found}
    return found
