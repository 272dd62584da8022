"""A part of a unified model's JSON Schema, with everything that holds of it gathered.

References, `allOf` and choices are looked through. Whatever a schema says that is not understood here
says nothing about fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from unispec.data import Json
from unispec.models import Model

_MOST = 32
"""No more schemas than this are gathered for one part."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One schema that is about a value, and the document of its references; a choice need not hold."""

    schema: Mapping[str, Any]
    document: Any
    is_sure: bool


@dataclass(frozen=True)
class ModelPart:
    """What a model says about one value."""

    pieces: tuple[_Piece, ...] = ()
    siblings: Mapping[str, Json] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, model: Model) -> ModelPart:
        """The part that is a whole record."""
        return cls._at(model.schema, model.schema, model.siblings)

    @classmethod
    def parameter(cls, model: Model, operation: str, name: str) -> ModelPart | None:
        """The part that is about a parameter; None when the model does not know it."""
        taken = cls._at(model.parameters(operation), model.schema, model.siblings)
        return taken.properties.get(name)

    @classmethod
    def _at(cls, schema: Any, document: Any, siblings: Mapping[str, Json]) -> ModelPart:
        found: dict[int, _Piece] = {}
        waiting = [(schema, document, True)]
        while waiting and len(found) < _MOST:
            each, home, is_sure = waiting.pop()
            if not isinstance(each, Mapping) or id(each) in found:
                continue
            found[id(each)] = _Piece(each, home, is_sure)
            below = list(_below(each, home, siblings, is_sure))
            waiting += reversed(below)
        return cls(tuple(found.values()), siblings)

    @property
    def key(self) -> tuple[int, ...]:
        """What tells it from other parts, so that a model that contains itself is noticed."""
        return tuple(id(piece.schema) for piece in self.pieces)

    @cached_property
    def properties(self) -> Mapping[str, ModelPart]:
        """The fields of an object, in the order of writing."""
        found: dict[str, ModelPart] = {}
        for piece in self.pieces:
            properties = piece.schema.get("properties")
            for name, schema in properties.items() if isinstance(properties, Mapping) else ():
                part = self._at(schema, piece.document, self.siblings)
                known = found.get(name)
                found[name] = ModelPart((*known.pieces, *part.pieces), self.siblings) if known else part
        return found

    @property
    def required(self) -> frozenset[str]:
        """The fields that an object cannot be without."""
        named = [piece.schema.get("required") for piece in self.pieces if piece.is_sure]
        return frozenset(each for names in named if isinstance(names, list) for each in names)

    @cached_property
    def items(self) -> ModelPart | None:
        """What a list holds; None when it is no list or says nothing of its items."""
        for piece in self.pieces:
            if isinstance(piece.schema.get("items"), Mapping):
                return self._at(piece.schema["items"], piece.document, self.siblings)
        return None

    @cached_property
    def values(self) -> tuple[Json, ...]:
        """The closed list of values, of which a list's items are some; empty when it is open."""
        for piece in self.pieces:
            listed = piece.schema.get("enum", [piece.schema["const"]] if "const" in piece.schema else None)
            if isinstance(listed, list):
                return tuple(listed)
        inside = self.items
        return inside.values if inside is not None else ()

    @property
    def description(self) -> str:
        """What the model says about it, nearest first."""
        said = (piece.schema.get("description") for piece in self.pieces)
        return next((each for each in said if isinstance(each, str)), "")

    @property
    def type(self) -> str:
        """Its type in a word or two: `date-time`, `list of string`."""
        inside = self.items
        if inside is not None:
            return f"list of {inside.type}"
        words: dict[str, None] = {}
        for piece in self.pieces:
            kinds = piece.schema.get("type")
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                if isinstance(kind, str):
                    form = piece.schema.get("format") if kind == "string" else None
                    words["list" if kind == "array" else str(form or kind)] = None
        return " or ".join(words) or ("object" if self.properties else "any")


def _below(
    schema: Mapping[str, Any], document: Any, siblings: Mapping[str, Json], is_sure: bool
) -> Iterator[tuple[Any, Any, bool]]:
    """The schemas that a schema points to, which are about the same value."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield (*_followed(reference, document, siblings), is_sure)
    for key, holds in (("allOf", is_sure), ("oneOf", False), ("anyOf", False)):
        branches = schema.get(key)
        for branch in branches if isinstance(branches, list) else ():
            yield branch, document, holds


def _followed(reference: str, document: Any, siblings: Mapping[str, Json]) -> tuple[Any, Any]:
    name, _, pointer = reference.partition("#")
    home = siblings.get(name) if name else document
    schema: Any = home
    for step in filter(None, pointer.split("/")):
        key = step.replace("~1", "/").replace("~0", "~")
        schema = schema.get(key) if isinstance(schema, Mapping) else None
    return schema, home


def operations_of(model: Model) -> tuple[str, ...]:
    """The operations whose parameters a model tells, in the order of writing."""
    definitions = model.schema.get("$defs")
    names = definitions if isinstance(definitions, Mapping) else ()
    ending = "_parameters"
    return tuple(name.removesuffix(ending) for name in names if name.endswith(ending))


def parameters_of(model: Model, operation: str) -> tuple[str, ...]:
    """The parameters that a model knows for an operation."""
    known = model.parameters(operation).get("properties")
    return tuple(known) if isinstance(known, Mapping) else ()
