"""A schema as one flat thing: references followed, parts joined, `null` told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from unispec.data import Json
from unispec.scaffolding._openapi import Node, listed, mapping, text_of

_CHAIN = 24
_DEEPEST = 12
_MOST = 400
_PARTS = 200
"""How many parts one schema is looked at with; whoever names parts in parts can name them without end."""


@dataclass
class View:
    """What a value of a schema can be; `required` are the properties that are always there."""

    kinds: set[str] = field(default_factory=set)
    properties: dict[str, Json] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    format: str = ""
    values: list[Json] = field(default_factory=list)
    items: Json = None
    is_nullable: bool = False
    about: str = ""

    def has(self, *kinds: str) -> bool:
        """Tell whether a value can be of one of these types and, but for null, of no other."""
        return bool(self.kinds) and self.kinds <= set(kinds)


def followed(schema: Json, root: Node) -> Node:
    """Follow references inside of a document; an empty schema where they lead nowhere."""
    node = mapping(schema)
    for _ in range(_CHAIN):
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return node
        found: Json = root
        for step in filter(None, reference.partition("#")[2].split("/")):
            found = mapping(found).get(step.replace("~1", "/").replace("~0", "~"))
        node = mapping(found)
    return {}


def view(schema: Json, root: Node) -> View:
    """Look at a schema of a document."""
    return _view(schema, root, iter(range(_PARTS)), 0)


def _view(schema: Json, root: Node, parts: Iterator[int], depth: int) -> View:
    """Look at a part, as long as there are parts left to look at."""
    node = followed(schema, root)
    found = View()
    _own(node, found)
    if depth > _DEEPEST or next(parts, None) is None:
        return found
    for part in listed(node.get("allOf")):
        _join(found, _view(part, root, parts, depth + 1))
    named = (part for key in ("oneOf", "anyOf") for part in listed(node.get(key)))
    choices = [_view(part, root, parts, depth + 1) for part in named]
    found.is_nullable |= any(choice.is_nullable for choice in choices)
    choices = [choice for choice in choices if choice.kinds or not choice.is_nullable]
    if choices:
        _choose(found, choices)
    return found


def _own(node: Node, found: View) -> None:
    kinds = node.get("type")
    found.kinds = {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}
    found.is_nullable = "null" in found.kinds
    found.kinds.discard("null")
    found.properties = dict(list(mapping(node.get("properties")).items())[:_MOST])
    if found.properties and not found.kinds:
        found.kinds = {"object"}
    found.required = {name for name in listed(node.get("required")) if isinstance(name, str)}
    found.format = text_of(node.get("format"))
    values = [node["const"]] if "const" in node else listed(node.get("enum"))
    found.is_nullable |= None in values
    found.values = [value for value in values[:_MOST] if value is not None]
    if found.values and not found.kinds and all(isinstance(value, str) for value in found.values):
        found.kinds = {"string"}
    found.items = node.get("items")
    found.about = text_of(node.get("description"))


def _join(found: View, other: View) -> None:
    """Take in what holds as well."""
    found.kinds |= other.kinds
    told = {name: each for name, each in found.properties.items() if not _is_bare(each)}
    found.properties = {**found.properties, **other.properties, **told}
    found.required |= other.required
    found.format = found.format or other.format
    found.about = found.about or other.about
    found.values = found.values or other.values
    found.items = found.items if found.items is not None else other.items


def _is_bare(schema: Json) -> bool:
    """Whether a schema says no more than a type, so that a closer one in another part counts."""
    return not mapping(schema).keys() - {"type", "description", "examples"}


def _choose(found: View, choices: list[View]) -> None:
    """Take in what may hold: with one choice all of it, with several what each of them can be."""
    if len(choices) == 1:
        _join(found, choices[0])
        return
    for choice in choices:
        found.kinds |= choice.kinds
        found.properties = {**choice.properties, **found.properties}
    found.required |= set.intersection(*(choice.required for choice in choices))
    formats = {choice.format for choice in choices}
    found.format = found.format or (formats.pop() if len(formats) == 1 else "")
    found.items = found.items if found.items is not None else choices[0].items
    if all(choice.values for choice in choices) and not found.values:
        found.values = list(dict.fromkeys(value for choice in choices for value in choice.values))


def fields_of(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The fields of an object of a model, those that are required alone included; `true` is any value."""
    known = schema.get("properties", {})
    names = (*known, *(name for name in schema.get("required", ()) if name not in known))
    return {name: known[name] if isinstance(known.get(name), dict) else {} for name in names}
