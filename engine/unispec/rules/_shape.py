"""What a JSON Schema tells of the fields of a value; an unknown or open schema tells nothing.

References are followed inside their document and between unified models, alternatives are joined,
and arrays are looked through. Whatever is not understood makes a shape open, so that a rule stays
silent rather than raise a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from unispec.data import Json

Part: TypeAlias = tuple[Any, Any]
"""A schema, and the document in which its references are read."""

_DEEPEST = 12
_MOST = 1000
_UNIONS = ("oneOf", "anyOf", "allOf")
_OPENING = ("patternProperties", "unevaluatedProperties", "propertyNames", "dependentSchemas", "if")
_SCALARS = ("string", "number", "integer", "boolean", "null")
_NO_NAMES: Mapping[str, Shape] = {}


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a value: its fields by name; `title` is what people call it."""

    title: str = ""
    parts: tuple[Part, ...] = ()
    others: Mapping[str, Json] = field(default_factory=dict, repr=False, compare=False)
    extra: Mapping[str, Shape] = field(default_factory=lambda: _NO_NAMES)

    def at(self, name: str) -> Shape | None:
        """Give the shape of a field; None when the value surely has no such field."""
        if name in self.extra:
            return self.extra[name]
        objects = self._objects()
        found = tuple((_names(each)[name], each[1]) for each in objects if each and name in _names(each))
        if found:
            return Shape(f"{self.title}.{name}", found, self.others)
        return Shape() if not objects or None in objects else None

    def names(self) -> frozenset[str]:
        """The names of the fields that are known."""
        known = (name for each in self._objects() for name in _names(each))
        return frozenset(known) | frozenset(self.extra)

    def required(self) -> tuple[str, ...]:
        """The fields that a value cannot be without; none for a choice of schemas or an array."""
        if len(self.parts) != 1:
            return ()
        schema, document = self.parts[0]
        for _ in range(_DEEPEST):
            if not isinstance(schema, dict) or "$ref" not in schema:
                break
            schema, document = _followed(schema["$ref"], document, self.others)
        if not isinstance(schema, dict) or "properties" not in schema:
            return ()
        return tuple(schema.get("required", ()))

    def _objects(self) -> list[Part | None]:
        """The schemas of an object that the value may follow; None among them stands for any other."""
        return list(_expanded(self.parts, self.others))


OPEN = Shape()
"""A value of which nothing is known."""


def _names(part: Part | None) -> Mapping[str, Any]:
    properties = part[0].get("properties") if part else None
    return properties if isinstance(properties, dict) else {}


def _expanded(parts: tuple[Part, ...], others: Mapping[str, Json]) -> Iterator[Part | None]:
    """Follow each schema once, however many ways lead to it; too many of them tell nothing."""
    seen: set[tuple[int, int]] = set()
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        schema, document = part
        if not isinstance(schema, dict) or not schema:
            yield from () if schema is False else (None,)
            continue
        if (id(schema), id(document)) in seen:
            continue
        if len(seen) == _MOST:
            yield None
            return
        seen.add((id(schema), id(document)))
        below = list(_below(schema, document, others))
        waiting.extend(reversed(below))
        if "properties" in schema or "additionalProperties" in schema:
            yield part
        if _is_open(schema, bool(below)):
            yield None


def _below(schema: Mapping[str, Any], document: Any, others: Mapping[str, Json]) -> Iterator[Part]:
    if "$ref" in schema:
        yield _followed(schema["$ref"], document, others)
    for union in _UNIONS:
        branches = schema.get(union)
        for branch in branches if isinstance(branches, list) else ():
            yield branch, document
    if "items" in schema:
        yield schema["items"], document


def _is_open(schema: Mapping[str, Any], has_below: bool) -> bool:
    """Tell whether an object may have fields that are not listed."""
    if schema.get("additionalProperties", False) is not False or any(key in schema for key in _OPENING):
        return True
    if _names((schema, None)) or has_below or "additionalProperties" in schema:
        return False
    kinds = schema.get("type")
    if kinds is not None:
        return not all(kind in _SCALARS for kind in (kinds if isinstance(kinds, list) else [kinds]))
    return not any(key in schema for key in ("enum", "const", "required", "not"))


def _followed(reference: Any, document: Any, others: Mapping[str, Json]) -> Part:
    name, _, pointer = str(reference).partition("#")
    target = document if not name else others.get(name, True)
    found: Any = target
    for step in filter(None, pointer.split("/")):
        key = step.replace("~1", "/").replace("~0", "~")
        found = found.get(key, True) if isinstance(found, dict) else True
    return found, target
