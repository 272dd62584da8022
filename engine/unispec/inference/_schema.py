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
_SAYING = frozenset({"type", "properties", "required", "additionalProperties", "format"})
_LISTING = frozenset({"properties", "additionalProperties", "required", "$ref", "allOf", "oneOf", "anyOf"})
_REQUIRING = frozenset({"required", "not", "title", "description"})
_OPENING = frozenset({"patternProperties", "unevaluatedProperties", "dependentSchemas", "propertyNames"})
_DOUBTFUL = frozenset({"if", "not", "$dynamicRef", "unevaluatedItems", "contains", "prefixItems"})


@dataclass(frozen=True, slots=True)
class Schemas:
    """Turns schemas into types; `others` are documents that references may name."""

    owner: Owner
    others: Mapping[str, Json] = field(default_factory=dict, repr=False, compare=False, hash=False)
    _known: dict[_Key, tuple[Part, Type]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _formats: dict[int, tuple[Any, bool]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def type(self, schema: Any, document: Any, title: str, depth: int = 0) -> Type:
        """Give the type of the values that a schema accepts; `title` is what people call one."""
        key = id(schema), id(document), title, depth
        if key not in self._known:
            self._known[key] = (schema, document), self._type(schema, document, title, depth)
        return self._known[key][1]

    def _type(self, schema: Any, document: Any, title: str, depth: int) -> Type:
        if not isinstance(schema, dict) or not schema or depth > _DEEPEST or _DOUBTFUL & schema.keys():
            return UNKNOWN
        found = UNKNOWN
        for each in self._pieces(schema, document, title, depth + 1):
            found = met(found, each)
        return found

    def _pieces(self, schema: Mapping[str, Any], document: Any, title: str, depth: int) -> Iterator[Type]:
        """The types that all hold: what the schema says itself, what it refers to, and its choices."""
        if "const" in schema:
            yield self._named(of_json(schema["const"], title, self.owner), title)
        elif isinstance(schema.get("enum"), list):
            yield self._named(union(of_json(each, title, self.owner) for each in schema["enum"]), title)
        elif schema.keys() & _SAYING:
            yield joined(self._atoms(schema, document, title))
        if isinstance(schema.get("$ref"), str):
            yield self.type(*self.followed(schema["$ref"], document), title, depth)
        for key in ("oneOf", "anyOf"):
            branches = schema.get(key)
            if not isinstance(branches, list) or len(branches) > _MOST:
                continue
            if not any(map(_only_requires, branches)):
                yield union(self.type(each, document, title, depth) for each in branches)
        parts = schema.get("allOf")
        yield from (
            self.type(each, document, title, depth) for each in (parts if isinstance(parts, list) else ())
        )

    def _atoms(self, schema: Mapping[str, Any], document: Any, title: str) -> Iterator[Atom]:
        kinds = schema.get("type", "string" if "format" in schema else "object")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            yield from self._of_kind(kind, schema, document, title)

    def _of_kind(self, kind: Any, schema: Mapping[str, Any], document: Any, title: str) -> Iterator[Atom]:
        if kind == "string":
            written = schema.get("format")
            unsaid = "" if self._says_formats(document) else None
            yield String(None, written if isinstance(written, str) else unsaid, title)
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

    def _says_formats(self, document: Any) -> bool:
        """Whether a document declares any format; of texts in one that declares none, nothing is known."""
        found = self._formats.get(id(document))
        if found is None:
            found = self._formats[id(document)] = document, _has_key(document, "format")
        return found[1]

    def why(self, cause: Cause, title: str) -> Why | None:
        """Why a value is missing; what a model leaves open, a provider may always give."""
        return Why(cause, title) if self.owner is Owner.SOURCE else None

    def followed(self, reference: str, document: Any) -> tuple[Any, Any]:
        """Give the schema that a reference leads to, and its document; `True` where it leads nowhere."""
        name, _, pointer = reference.partition("#")
        document = document if not name else self.others.get(name, True)
        schema = document
        for step in filter(None, pointer.split("/")):
            key = step.replace("~1", "/").replace("~0", "~")
            schema = schema.get(key, True) if isinstance(schema, dict) else True
        return schema, document

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
        found: Type | None = None
        for schema, document in self.parts:
            properties = _properties(schema)
            if name in properties:
                own = self.schemas.type(properties[name], document, f"{self.title}.{name}")
                found = own if found is None else met(found, own)
        if found is None:
            return UNKNOWN if self.is_open else None
        return found if name in self.required() else found | self._absent(name)

    def with_parts(self, parts: tuple[Part, ...]) -> SchemaFields | None:
        """Add schemas that hold as well, each once; None when there are too many."""
        found = {(id(schema), id(document)): (schema, document) for schema, document in (*self.parts, *parts)}
        return SchemaFields(self.schemas, tuple(found.values()), self.title) if len(found) <= _MOST else None

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
        schemas = [schema for schema, _ in self.parts]
        is_listed = any(schema.keys() & {"properties", "additionalProperties"} for schema in schemas)
        return not is_listed or any(map(_opens, schemas))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SchemaFields) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.owner, tuple((id(schema), id(document)) for schema, document in self.parts)


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def _only_requires(schema: Any) -> bool:
    """Whether a choice is about which fields come together, which types do not tell."""
    return isinstance(schema, dict) and bool(schema) and schema.keys() <= _REQUIRING


def _has_key(value: Any, key: str) -> bool:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if key in found:
                return True
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
    return False


def _opens(schema: Mapping[str, Any]) -> bool:
    """Whether a schema allows fields that no other lists: it says so, or asks for any object at all."""
    if schema.get("additionalProperties", False) is not False or _OPENING & schema.keys():
        return True
    return "type" in schema and not schema.keys() & _LISTING


def met(one: Type, other: Type) -> Type:
    """What two types have in common; of what contradicts itself nothing is known."""
    if one.is_unknown or other.is_unknown:
        return other if one.is_unknown else one
    found = [_met(atom, each) for atom in one for each in other if type(atom) is type(each)]
    return joined(atom for atom in found if atom is not None) if found else UNKNOWN


def _met(one: Atom, other: Atom) -> Atom | None:
    if isinstance(one, Object) and isinstance(other, Object):
        if not isinstance(one.fields, SchemaFields) or not isinstance(other.fields, SchemaFields):
            return one
        fields = one.fields.with_parts(other.fields.parts)
        return Object(fields) if fields is not None else Unknown()
    if isinstance(one, Array) and isinstance(other, Array):
        first, second = one.items, other.items
        return Array(Later((first.key, second.key), lambda: met(first.type, second.type)))
    if isinstance(one, String | Number | Boolean) and isinstance(other, String | Number | Boolean):
        if one.value is None or other.value is None:
            return _closer(one, other)
        return one if one.value == other.value else None
    return one


def _closer(one: String | Number | Boolean, other: String | Number | Boolean) -> Atom:
    """The one of two that says more: a value, or the format of a text."""
    if isinstance(one, String) and isinstance(other, String) and one.value is None and other.value is None:
        return one if one.format else other
    return other if one.value is None else one
