"""JSON Schemas as types, worked out field by field when somebody looks.

Whatever is not understood makes a type unknown, so that nobody raises a false alarm about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from unispec.data import Json
from unispec.inference._fields import of_json
from unispec.inference._types import (
    UNKNOWN,
    Absent,
    Array,
    Atom,
    Boolean,
    Cause,
    Later,
    Null,
    Number,
    Object,
    Origin,
    Owner,
    String,
    Type,
    Unknown,
    Why,
    joined,
    union,
)

Part: TypeAlias = tuple[Mapping[str, Any], Any]
"""A schema, and the document in which its references are read."""

_Key: TypeAlias = tuple[int, int, str, int]

_DEEPEST = 24
_MOST = 64
_OPENING = frozenset({"patternProperties", "unevaluatedProperties", "dependentSchemas", "propertyNames"})
_DOUBTFUL = frozenset({"if", "not", "$dynamicRef", "unevaluatedItems", "contains", "prefixItems"})


@dataclass(frozen=True, slots=True)
class Schemas:
    """Turns schemas into types; `others` are documents that references may name."""

    owner: Owner
    others: Mapping[str, Json] = field(default_factory=dict, repr=False, compare=False, hash=False)
    _known: dict[_Key, tuple[Part, Type]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def type(self, schema: Any, document: Any, title: str, depth: int = 0) -> Type:
        """Give the type of the values that a schema accepts; `title` is what people call one."""
        key = id(schema), id(document), title, depth
        if key not in self._known:
            self._known[key] = (schema, document), self._type(schema, document, title, depth)
        return self._known[key][1]

    def _type(self, schema: Any, document: Any, title: str, depth: int) -> Type:
        schema, document = self._followed(schema, document)
        if not isinstance(schema, dict) or not schema or depth > _DEEPEST or _DOUBTFUL & schema.keys():
            return UNKNOWN
        if "const" in schema:
            return self._named(of_json(schema["const"], title, self.owner), title)
        if isinstance(schema.get("enum"), list):
            return self._named(union(of_json(each, title, self.owner) for each in schema["enum"]), title)
        for key in ("oneOf", "anyOf"):
            branches = schema.get(key)
            if isinstance(branches, list):
                if "properties" in schema or len(branches) > _MOST:
                    return UNKNOWN
                return union(self.type(each, document, title, depth + 1) for each in branches)
        if isinstance(schema.get("allOf"), list):
            return self._all_of(schema, document, title, depth)
        return joined(self._atoms(schema, document, title))

    def _all_of(self, schema: Mapping[str, Any], document: Any, title: str, depth: int) -> Type:
        """Join the fields of objects; of anything else nothing is known."""
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [self.type(rest, document, title, depth + 1)] if _says_something(rest) else []
        parts += [self.type(each, document, title, depth + 1) for each in schema["allOf"]]
        fields = [atom.fields for part in parts for atom in part if isinstance(atom, Object)]
        if len(fields) != len(parts) or any(len(part.atoms) != 1 for part in parts):
            return parts[0] if len(parts) == 1 else UNKNOWN
        found = [part for each in fields if isinstance(each, SchemaFields) for part in each.parts]
        return Type((Object(SchemaFields(self, tuple(found), title)),))

    def _atoms(self, schema: Mapping[str, Any], document: Any, title: str) -> Iterator[Atom]:
        kinds = schema.get("type", "object" if "properties" in schema else None)
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            yield from self._of_kind(kind, schema, document, title)

    def _of_kind(self, kind: Any, schema: Mapping[str, Any], document: Any, title: str) -> Iterator[Atom]:
        if kind == "string":
            written = schema.get("format")
            yield String(None, written if isinstance(written, str) else "", title)
        elif kind in ("number", "integer"):
            yield Number()
        elif kind == "boolean":
            yield Boolean()
        elif kind == "null":
            yield Null(self.why(Cause.NULLABLE, title))
        elif kind == "array":
            items = schema.get("items", True)
            key = (id(items), id(document))
            yield Array(Later(key, lambda: self.type(items, document, title)))
        elif kind == "object":
            yield Object(SchemaFields(self, ((schema, document),), title))
        else:
            yield Unknown()

    def why(self, cause: Cause, title: str) -> Why | None:
        """Why a value is missing; what a model leaves open, a provider may always give."""
        return Why(cause, title) if self.owner is Owner.SOURCE else None

    def _followed(self, schema: Any, document: Any) -> tuple[Any, Any]:
        for _ in range(_DEEPEST):
            if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
                return schema, document
            name, _, pointer = schema["$ref"].partition("#")
            document = document if not name else self.others.get(name, True)
            schema = document
            for step in filter(None, pointer.split("/")):
                key = step.replace("~1", "/").replace("~0", "~")
                schema = schema.get(key, True) if isinstance(schema, dict) else True
        return True, document

    def _named(self, values: Type, title: str) -> Type:
        """Tell of each value whose it is."""
        atoms: list[Atom] = []
        for atom in values:
            if isinstance(atom, String):
                atoms.append(String(atom.value, atom.format, title))
            elif isinstance(atom, Null):
                atoms.append(Null(self.why(Cause.NULLABLE, title)))
            else:
                atoms.append(atom)
        return Type(tuple(atoms))


@dataclass(frozen=True, slots=True, eq=False)
class SchemaFields:
    """The fields of an object that schemas describe, all of them at once."""

    schemas: Schemas
    parts: tuple[Part, ...]
    title: str

    @property
    def owner(self) -> Owner:
        """Whose object it is."""
        return self.schemas.owner

    def at(self, name: str) -> Type | None:
        """Give the type of a field; None when the object surely has no such field."""
        for schema, document in self.parts:
            properties = _properties(schema)
            if name in properties:
                found = self.schemas.type(properties[name], document, f"{self.title}.{name}")
                return found if name in self.required() else found | self._absent(name)
        if self.is_open:
            return UNKNOWN
        return None

    def names(self) -> frozenset[str]:
        """The fields that are known."""
        return frozenset(str(name) for schema, _ in self.parts for name in _properties(schema))

    def required(self) -> frozenset[str]:
        """The fields that the object cannot be without."""
        found: set[str] = set()
        for schema, _ in self.parts:
            names = schema.get("required")
            found.update(each for each in (names if isinstance(names, list) else ()) if isinstance(each, str))
        return frozenset(found)

    @property
    def keys(self) -> Mapping[str, Origin]:
        """The pieces of source that name the fields; there are none."""
        return {}

    def _absent(self, name: str) -> Type:
        """A field may be missing; a schema without `required` says nothing of that."""
        says_so = any("required" in schema for schema, _ in self.parts)
        why = self.schemas.why(Cause.OPTIONAL, f"{self.title}.{name}") if says_so else None
        return Type((Absent(why),))

    @property
    def is_open(self) -> bool:
        """Whether the object may have fields that are not known."""
        return any(
            schema.get("additionalProperties", False) is not False
            or bool(_OPENING & schema.keys())
            or ("properties" not in schema and "additionalProperties" not in schema)
            for schema, _ in self.parts
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SchemaFields) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.owner, tuple((id(schema), id(document)) for schema, document in self.parts)


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def _says_something(schema: Mapping[str, Any]) -> bool:
    return bool(schema.keys() & {"type", "properties", "required", "additionalProperties"})
