"""What the schemas say of a value, read on our own: the mistakes must not rest on what they test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

TEXT = frozenset({"string"})
NUMBER = frozenset({"number", "integer"})


@dataclass(frozen=True, slots=True)
class Shape:
    """A value that follows one of some schemas, each with the documents of its references."""

    parts: tuple[tuple[Schema, Schema], ...]

    @classmethod
    def of(cls, schema: Schema, documents: Schema) -> Shape:
        """Follow references and alternatives to plain schemas."""
        return cls(tuple(_plain(schema, documents)))

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that the value may have; empty when nothing is said."""
        return frozenset(name for schema, _ in self.parts for name in _types(schema))

    @property
    def solid(self) -> frozenset[str]:
        """The types without null."""
        return self.types - {"null"}

    @property
    def words(self) -> frozenset[str] | None:
        """The closed list of strings that the value is one of; None where any string may stand."""
        found: set[str] = set()
        for schema, _ in self.parts:
            if "enum" in schema:
                found.update(word for word in schema["enum"] if isinstance(word, str))
            elif "string" in _types(schema):
                return None
        return frozenset(found) if self.solid == TEXT else None

    @property
    def is_date(self) -> bool:
        """Whether every string of it is a date and time."""
        texts = [schema for schema, _ in self.parts if "string" in _types(schema)]
        return bool(texts) and all(schema.get("format") == "date-time" for schema in texts)

    @property
    def names(self) -> frozenset[str]:
        """The fields of the object, or of the objects in the array."""
        return frozenset(name for schema, _ in self._objects() for name in schema.get("properties", ()))

    @property
    def required(self) -> frozenset[str]:
        """The fields that every form of the object has."""
        found = [frozenset(schema.get("required", ())) for schema, _ in self.parts if "properties" in schema]
        return frozenset.intersection(*found) if found else frozenset()

    @property
    def items(self) -> Shape:
        """What stands in the array."""
        found = [
            each
            for schema, documents in self.parts
            if "items" in schema
            for each in _plain(schema["items"], documents)
        ]
        return Shape(tuple(found))

    def at(self, name: str) -> Shape | None:
        """The shape of a field; None when there is none of that name."""
        found = [
            each
            for schema, documents in self._objects()
            if name in schema.get("properties", {})
            for each in _plain(schema["properties"][name], documents)
        ]
        return Shape(tuple(found)) if found else None

    def follow(self, path: tuple[str, ...]) -> Shape | None:
        """The shape at the end of a path."""
        found: Shape | None = self
        for step in path:
            found = found.at(step) if found else None
        return found

    def is_sure(self, path: tuple[str, ...]) -> bool:
        """Whether every value has something at the path that is not null."""
        found: Shape | None = self
        for step in path:
            if found is None or "null" in found.types or step not in found.required:
                return False
            found = found.at(step)
        return found is not None and "null" not in found.types

    def _objects(self) -> Iterator[tuple[Schema, Schema]]:
        for schema, documents in self.parts:
            yield schema, documents
            if "items" in schema:
                yield from _plain(schema["items"], documents)


def _types(schema: Schema) -> tuple[str, ...]:
    found = schema.get("type", ())
    return (found,) if isinstance(found, str) else tuple(found)


def _plain(schema: Schema, documents: Schema) -> Iterator[tuple[Schema, Schema]]:
    while "$ref" in schema:
        name, _, pointer = schema["$ref"].partition("#")
        schema = documents[name]
        for step in filter(None, pointer.split("/")):
            schema = schema[step]
    branches = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    for branch in branches:
        yield from _plain(branch, documents)
    if not branches:
        yield schema, documents


def absolute(value: Any, name: str) -> Any:
    """Say in each reference of a schema to which document it leads."""
    if isinstance(value, list):
        return [absolute(each, name) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{name}{each}" if key == "$ref" and str(each).startswith("#") else absolute(each, name)
        for key, each in value.items()
    }


def simple_paths(shape: Shape, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every path through objects alone, arrays not entered."""
    if "array" in shape.types:
        return
    for name in sorted(shape.names):
        below = shape.at(name)
        assert below is not None
        yield (*before, name)
        yield from simple_paths(below, (*before, name))
