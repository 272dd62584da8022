"""The schemas behind a type: what somebody wrote of a field, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unispec.inference._fields import Extended
from unispec.inference._schema import Part, SchemaFields, Schemas
from unispec.inference._types import Object, Type

_DEEPEST = 24


def schemas_of(found: Type, name: str) -> Iterator[Part]:
    """The schemas that describe a field of a value, and what they refer to, each with its document."""
    for atom in found:
        fields = atom.fields if isinstance(atom, Object) else None
        while isinstance(fields, Extended):
            fields = fields.base
        if isinstance(fields, SchemaFields):
            for schema, document in fields.parts:
                yield from _chain(fields.schemas, _property(schema, name), document)


def _chain(schemas: Schemas, schema: Any, document: Any) -> Iterator[Part]:
    """A schema, and what it refers to."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, dict):
            return
        yield schema, document
        if not isinstance(schema.get("$ref"), str):
            return
        schema, document = schemas.followed(schema["$ref"], document)


def _property(schema: Mapping[str, Any], name: str) -> Any:
    found = schema.get("properties")
    return found.get(name) if isinstance(found, dict) else None
