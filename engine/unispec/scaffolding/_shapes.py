"""Schemas of OpenAPI become shapes of `provider.schema.json`: JSON Schema 2020-12, only what is used.

Shapes are converted in the order in which they are met, so that the nearest ones are there when a
file has more of them than one can hold. Examples stay until the file is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from unispec.data import Json, encode, pretty
from unispec.documents import MAX_BYTES
from unispec.scaffolding._openapi import Api, Node, listed, mapping, text_of
from unispec.scaffolding._words import name_of

MOST_VALUES = 15_000
_DEEPEST = 40
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_OF_NAMES = ("properties", "$defs")
_LISTS = ("oneOf", "anyOf", "allOf")
_DESCRIBED = 300


class Shapes:
    """The shapes of an integration; a shape that is asked for is converted with all that it needs."""

    def __init__(self, api: Api, most: int = MOST_VALUES, taken: frozenset[str] = frozenset()) -> None:
        self.api = api
        self.taken = taken
        self.most = most
        self.defs: dict[str, Node] = {}
        self._names: dict[str, str] = {}
        self._waiting: deque[tuple[str, Json]] = deque()
        self._size = 0

    def shape(self, schema: Json, hint: str) -> str:
        """Give the name of the shape of a schema; an inline one is named after the hint."""
        reference = mapping(schema).get("$ref")
        if isinstance(reference, str) and reference.startswith("#"):
            name = self._named(reference)
        else:
            name = self._free(name_of(hint))
            self._waiting.append((name, schema))
            self.defs[name] = {}
        self._settle()
        return name

    def root(self) -> Node:
        """The document that holds all shapes, as references count."""
        return {"$defs": self.defs}

    def _named(self, reference: str) -> str:
        if reference not in self._names:
            name = self._free(name_of(reference.rsplit("/", 1)[-1].replace("~1", " ")))
            self._names[reference] = name
            self.defs[name] = {}
            self._waiting.append((name, self.api.target(reference)))
        return self._names[reference]

    def _free(self, name: str) -> str:
        number, found = 1, name
        while found in self.defs or found in self.taken:
            number += 1
            found = f"{name}{number}"
        return found

    def _settle(self) -> None:
        made = []
        while self._waiting:
            name, schema = self._waiting.popleft()
            self.defs[name] = mapping(self._converted(schema, 0))
            made.append(name)
        for name in made:
            self._unwind(name)

    def _unwind(self, start: str) -> None:
        """Cut what makes a shape a part of itself, on which nothing could be validated."""
        path: list[str] = []
        waiting: list[tuple[str, bool]] = [(start, False)]
        done: set[str] = set()
        while waiting:
            name, is_left = waiting.pop()
            if is_left:
                path.pop()
                done.add(name)
                continue
            if name in done:
                continue
            path.append(name)
            waiting.append((name, True))
            for node in _parts(self.defs[name]):
                target = text_of(node.get("$ref")).removeprefix("#/$defs/")
                if target in path:
                    del node["$ref"]
                    self.api.note(f"`{target}` is a part of itself, which is left out")
                elif target in self.defs:
                    waiting.append((target, False))

    def _converted(self, schema: Json, depth: int) -> Any:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return {}
        self._size += 1
        if self._size > self.most:
            self.api.note("the shapes are too many for one file; those that are farthest off are left empty")
            return {}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return self._reference(reference, schema)
        made = self._plain(schema)
        self._size += len(made) + len(made.get("enum", ()))
        self._nested(schema, made, depth)
        _required(schema, made)
        self._size += len(made.get("required", ()))
        return _with_null(made) if schema.get("nullable") is True else made

    def _reference(self, reference: str, schema: Node) -> Node:
        if not reference.startswith("#") or self.api.target(reference) is None:
            self.api.resolve(schema)
            return {}
        made = {"$ref": f"#/$defs/{self._named(reference)}"}
        return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made

    def _plain(self, schema: Node) -> Node:
        made: Node = {}
        kinds = schema.get("type")
        known = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind in _TYPES]
        if kinds is not None and not known:
            self.api.note(f"`{str(kinds)[:40]}` is not a type of JSON Schema, and is left out")
        if known:
            made["type"] = known if len(known) > 1 else known[0]
        elif "properties" in schema:
            made["type"] = "object"
        for key in ("description", "format"):
            if text_of(schema.get(key)):
                made[key] = " ".join(schema[key].split())[:_DESCRIBED]
        values = [each for each in listed(schema.get("enum")) if not isinstance(each, dict | list)]
        if values:
            made["enum"] = list(dict.fromkeys(values))
        if "const" in schema:
            made["const"] = schema["const"]
        made |= _bounds(schema)
        examples = listed(schema.get("examples")) or ([schema["example"]] if "example" in schema else [])
        return made | ({"examples": examples[:3]} if examples else {})

    def _nested(self, schema: Node, made: Node, depth: int) -> None:
        properties = schema.get("properties")
        if isinstance(properties, dict):
            made["properties"] = {name: self._converted(each, depth + 1) for name, each in properties.items()}
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict | bool):
                made[key] = self._converted(schema[key], depth + 1)
        for key in _LISTS:
            found = [self._converted(each, depth + 1) for each in listed(schema.get(key))]
            if found:
                made[key] = found


def _bounds(schema: Node) -> Node:
    """The bounds of numbers, texts and lists; `true` beside a bound excludes it, as in OpenAPI 3.0."""
    made: Node = {key: schema[key] for key in _NUMBERS if _is_number(schema.get(key))}
    made |= {key: schema[key] for key in _COUNTS if type(schema.get(key)) is int and schema[key] >= 0}
    for key, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(key) is True and bound in made:
            made[key] = made.pop(bound)
    if "multipleOf" in made and made["multipleOf"] <= 0:
        del made["multipleOf"]
    return made


def _parts(schema: Node) -> list[Node]:
    """The schemas that a value must fit, or may fit, together with this one; itself included."""
    found, waiting = [], [schema]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += [
            mapping(part) for key in _LISTS for part in listed(each.get(key)) if isinstance(part, dict)
        ]
    return found


def _required(schema: Node, made: Node) -> None:
    """Keep the required names that are properties, or may be those of another part of the schema."""
    names = [name for name in listed(schema.get("required")) if isinstance(name, str)]
    known = made.get("properties")
    if known is not None and not any(key in made for key in _LISTS):
        names = [name for name in names if name in known]
    if names:
        made["required"] = list(dict.fromkeys(names))


def _with_null(made: Node) -> Node:
    kinds = made.get("type")
    if kinds is None:
        own = {key: made.pop(key) for key in ("description",) if key in made}
        return {**own, "anyOf": [made, {"type": "null"}]} if made else own
    listing = kinds if isinstance(kinds, list) else [kinds]
    made["type"] = list(dict.fromkeys([*listing, "null"]))
    if "enum" in made and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    return made


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def schema_text(schema: Node) -> str:
    """Write shapes: without what was kept for samples, and without descriptions when it gets too long."""
    for dropped in (("examples",), ("examples", "description")):
        made = _without(schema, dropped)
        text = pretty(made) + "\n"
        if len(text.encode()) < MAX_BYTES:
            return text
    return encode(made).decode() + "\n"


def differing(shapes: Shapes, known: Mapping[str, Json]) -> frozenset[str]:
    """Name the shapes that are called like known ones, and are not the same."""
    words = ("examples", "description")
    return frozenset(
        name
        for name, each in shapes.defs.items()
        if name in known and _without(each, words) != _without(known[name], words)
    )


def _without(schema: Json, dropped: tuple[str, ...]) -> Json:
    if isinstance(schema, list):
        return [_without(each, dropped) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: _without(value, dropped) for key, value in schema.items() if key not in (*dropped, *_OF_NAMES)
    }
    for key in _OF_NAMES:
        if isinstance(schema.get(key), dict):
            made[key] = {name: _without(each, dropped) for name, each in schema[key].items()}
    return made
