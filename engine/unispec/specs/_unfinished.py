"""Files that are still being written: what has not the right shape is taken out, what misses is made up.

Only who helps with writing asks for this; what is wrong with a file is told by the stages of a check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import islice
from typing import Any

from unispec.data import Json
from unispec.documents import Document
from unispec.specs._extent import extent_problems
from unispec.specs._integration_reader import read_integration
from unispec.specs._meta_places import meta_schema_at
from unispec.specs._resource_reader import read_resource
from unispec.specs._shape import ShapeError, has_shape, shape_errors
from unispec.specs._types import Integration, Resource

_ROUNDS = 24
_MOST = 50
_TEXTS = ("x", "x/y", "x/y.list", "https://x", "1d")


def unfinished_resource(document: Document, name: str) -> Resource | None:
    """Read what can be read of a resource file; None when that is nothing."""
    data = _shaped("resource", document.data, name)
    if data is None:
        return None
    data["operations"] = {key: each or {} for key, each in data["operations"].items()}
    found = read_resource(replace(document, data=data))
    return None if any(extent_problems(found, document)) else found


def unfinished_integration(
    document: Document, name: str, resources: Mapping[str, Resource], provider: Json
) -> Integration | None:
    """Read what can be read of an integration file; None when that is nothing."""
    data = _shaped("integration", document.data, name)
    if data is None:
        return None
    found = read_integration(replace(document, data=data), {}, provider)
    return None if any(extent_problems(found, document)) else replace(found, resources=resources)


def _shaped(kind: str, data: Json, name: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {**deepcopy(data), kind: name} if isinstance(data, dict) else {kind: name}
    for _ in range(_ROUNDS):
        if has_shape(kind, found):
            return found
        for error in list(islice(shape_errors(kind, found), _MOST)):
            _mended(error, found, kind)
    return None


def _mended(error: ShapeError, data: Json, kind: str) -> None:
    """Change data in place so that one error is gone, maybe for another."""
    owner = _at(data, error.route)
    match error.keyword:
        case "required" if isinstance(owner, dict):
            key = error.said["property"]
            owner[key] = _made_up(meta_schema_at(kind, (*error.route, key)))
        case "minProperties" if isinstance(owner, dict):
            owner["x"] = _made_up(meta_schema_at(kind, (*error.route, "x")))
        case "additionalProperties" if isinstance(owner, dict):
            for key in error.said["unexpected"]:
                owner.pop(key, None)
        case "propertyNames" if isinstance(owner, dict):
            owner.pop(error.said["error"].instance, None)
        case _:
            _taken_out(data, error.route)


def _taken_out(data: Json, route: tuple[str | int, ...]) -> None:
    """Remove what stands at a route; an item leaves an empty mapping, so that others keep their places."""
    owner = _at(data, route[:-1]) if route else None
    if isinstance(owner, dict):
        owner.pop(route[-1], None)
    elif isinstance(owner, list) and isinstance(route[-1], int) and route[-1] < len(owner):
        if owner[route[-1]] == {}:
            owner.clear()
        else:
            owner[route[-1]] = {}


def _at(data: Json, route: tuple[str | int, ...]) -> Json:
    for step in route:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _made_up(schema: Mapping[str, Any]) -> Json:
    """Give some value that a schema of ours may accept."""
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        return {}
    if kind == "integer":
        return schema.get("minimum", 1)
    if kind != "string":
        return []
    return next((text for text in _TEXTS if re.search(schema.get("pattern", ""), text)), _TEXTS[0])
