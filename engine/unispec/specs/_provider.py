"""What is wrong with `provider.schema.json`: a shape that says less than it seems turns checks off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, Part, Route, Severity, suggestion
from unispec.documents import Document

_MOST = 100
_KINDS = ("array", "boolean", "integer", "null", "number", "object", "string")
_FORMS = {"required": (list, "a list"), "enum": (list, "a list"), "properties": (dict, "an object")}
_OF_NAMES = ("$defs", "properties")
_OF_ONE = ("items", "additionalProperties")
_OF_LISTS = ("oneOf", "anyOf", "allOf")
_OTHERS = frozenset({"$ref", "allOf", "oneOf", "anyOf", "additionalProperties", "patternProperties"})


def provider_problems(document: Document) -> Iterator[Diagnostic]:
    """Say where the shapes of a provider are no JSON Schema, or not what was meant: a hundred at most."""
    yield from islice(_problems(document), _MOST)


def _problems(document: Document) -> Iterator[Diagnostic]:
    for route, schema in _schemas(document.data):
        if isinstance(schema, dict):
            yield from _of_schema(document, route, schema)
        elif not isinstance(schema, bool):
            yield _problem(document, route, f"`{route[-1] if route else 'the file'}` is not a schema")


def _schemas(data: Json) -> Iterator[tuple[Route, Json]]:
    """Every schema of a document, however deep, with its route."""
    waiting: list[tuple[Route, Any]] = [((), data)]
    while waiting:
        route, schema = waiting.pop()
        yield route, schema
        if not isinstance(schema, dict):
            continue
        for key in _OF_NAMES:
            named = schema.get(key)
            for name, each in named.items() if isinstance(named, dict) else ():
                waiting.append(((*route, key, name), each))
        for key in _OF_LISTS:
            listed = schema.get(key)
            for index, each in enumerate(listed if isinstance(listed, list) else ()):
                waiting.append(((*route, key, index), each))
        waiting += [
            ((*route, key), schema[key]) for key in ("items", "additionalProperties") if key in schema
        ]


def _of_schema(document: Document, route: Route, schema: Mapping[str, Any]) -> Iterator[Diagnostic]:
    kinds = schema.get("type", ())
    for kind in kinds if isinstance(kinds, list) else [kinds] if kinds != () else []:
        if kind not in _KINDS:
            remedy = suggestion(str(kind), _KINDS, noun="types")
            yield _problem(document, (*route, "type"), f"`{kind}` is not a type of JSON Schema", remedy)
    for key, (wanted, word) in _FORMS.items():
        if key in schema and not isinstance(schema[key], wanted):
            yield _problem(document, (*route, key), f"`{key}` must be {word}")
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#") and not _leads(reference, document.data):
        names = document.data.get("$defs", {}) if isinstance(document.data, dict) else {}
        remedy = suggestion(reference, [f"#/$defs/{name}" for name in names], noun="shapes")
        yield _problem(document, (*route, "$ref"), f"`{reference}` leads nowhere", remedy)
    if "nullable" in schema:
        message, remedy = "`nullable` means nothing in JSON Schema", 'write `"type": ["string", "null"]`'
        yield _problem(document, (*route, "nullable"), message, remedy, Part.KEY)
    properties, required = schema.get("properties"), schema.get("required")
    if isinstance(properties, dict) and isinstance(required, list) and not _OTHERS & schema.keys():
        for index, name in enumerate(required):
            if isinstance(name, str) and name not in properties:
                remedy = suggestion(name, properties, noun="properties")
                message = f"`{name}` is required but not among the properties"
                yield _problem(document, (*route, "required", index), message, remedy)


def _leads(reference: str, data: Any) -> bool:
    found = data
    for step in filter(None, reference[1:].split("/")):
        key = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, dict) or key not in found:
            return False
        found = found[key]
    return True


def _problem(
    document: Document, route: Route, message: str, remedy: str | None = None, part: Part = Part.VALUE
) -> Diagnostic:
    place = document.location(route, part)
    return Diagnostic(Code.INVALID_PROVIDER_SCHEMA, message, place, remedy, Severity.WARNING)
