"""Where the records stand in an answer: which path of endpoints gives lists, and which gives one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from unispec.data import Json
from unispec.scaffolding._openapi import Api, Endpoint, Node, listed, mapping, text_of
from unispec.scaffolding._shapes import Shapes
from unispec.scaffolding._view import View, followed, view
from unispec.scaffolding._words import name_of, stems, words_of

_LISTS = (
    "data",
    "items",
    "results",
    "collection",
    "records",
    "values",
    "entries",
    "list",
    "resources",
    "content",
)
_WRAPPERS = ("data", "resource", "result", "item", "record", "response", "object")
_PARAMETER = re.compile(r"\{([^{}/]*)\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a good answer: its shape, where its records are, and the shape of one of them."""

    body: str
    records: str
    record: str
    is_list: bool
    schema: Node
    example: Json = None
    headers: tuple[str, ...] = ()


def parameters_of(path: str) -> list[str]:
    """Name the parameters in a path."""
    return _PARAMETER.findall(path)


def last_word(path: str) -> str:
    """Name the last fixed segment of a path."""
    return next((part for part in reversed(path.split("/")) if part and "{" not in part), "")


def answer_of(api: Api, endpoint: Endpoint, shapes: Shapes) -> Answer | None:
    """Look at what an endpoint answers; None when that is no JSON with records."""
    found = _good(api, endpoint)
    if found is None:
        return None
    response, media = found
    schema = media.get("schema")
    if not isinstance(schema, dict):
        return None
    hint = text_of(endpoint.operation.get("operationId")) or endpoint.path
    name = shapes.shape(schema, f"{hint} answer")
    body = {"$ref": f"#/$defs/{name}"}
    place = _records(view(body, shapes.root()), shapes.root(), endpoint.path)
    if place is None:
        return None
    records, record, is_list = place
    record_name = _record_name(record, shapes, endpoint.path) or name
    headers = tuple(each.lower() for each in mapping(response.get("headers")))
    return Answer(name, records, record_name, is_list, body, _example(api, media), headers)


def _good(api: Api, endpoint: Endpoint) -> tuple[Node, Node] | None:
    responses = mapping(endpoint.operation.get("responses"))
    for status in ("200", "201", "203", "2XX", "2xx", "default"):
        if status in responses:
            response = api.resolve(responses[status], (*endpoint.route, "responses", status))
            media = json_of(response)
            if media is not None:
                return response, media
    return None


def json_of(response: Node) -> Node | None:
    """Find the JSON of a response."""
    for kind, media in mapping(response.get("content")).items():
        plain = kind.partition(";")[0].strip().lower()
        if plain in ("application/json", "*/*", "application/*") or plain.endswith("+json"):
            return mapping(media)
    return None


def _example(api: Api, media: Node) -> Json:
    if "example" in media:
        return media["example"]
    for each in mapping(media.get("examples")).values():
        found = api.resolve(each)
        if "value" in found:
            return found["value"]
    return None


def _records(body: View, root: Node, path: str) -> tuple[str, Json, bool] | None:
    """Find the records in a body: where, the schema of one, and whether they are a list."""
    if "array" in body.kinds:
        return ("$", body.items, True) if body.items else None
    if not body.properties:
        return None
    lists = sorted(_arrays(body, root, "", 0), key=lambda each: _rank(each[0], path))
    if lists and not path.rstrip("/").endswith("}") and _is_page(lists[0][0], body, path):
        return *lists[0], True
    ranked = (
        (_wrapping(name, path), name) for name, each in body.properties.items() if view(each, root).properties
    )
    best = max(ranked, default=(0, ""))
    if best[0] and len(body.properties) <= 4:
        return quoted(best[1]), body.properties[best[1]], False
    return "$", None, False


def _arrays(body: View, root: Node, above: str, depth: int) -> Iterator[tuple[str, Json]]:
    for name, each in body.properties.items():
        seen = view(each, root)
        here = f"{above}.{quoted(name)}" if above else quoted(name)
        if "array" in seen.kinds and view(seen.items, root).properties:
            yield here, seen.items
        elif depth < 1 and seen.properties and words_of(name)[:1] in (("data",), ("embedded",), ("result",)):
            yield from _arrays(seen, root, here, depth + 1)


def _rank(place: str, path: str) -> tuple[int, int]:
    words = stems(words_of(place.rsplit(".", 1)[-1]))
    if words and words == stems(words_of(last_word(path))):
        return 0, 0
    joined = place.rsplit(".", 1)[-1]
    return (1, _LISTS.index(joined)) if joined in _LISTS else (2, 0)


def _is_page(place: str, body: View, path: str) -> bool:
    """Whether a body with a list is a page of it, and not a record that has lists."""
    return _rank(place, path)[0] < 2 or ("id" not in body.properties and len(body.properties) <= 6)


def _wrapping(name: str, path: str) -> int:
    if stems(words_of(name)) == stems(words_of(last_word(path))):
        return 2
    return int(name in _WRAPPERS)


def _record_name(record: Json, shapes: Shapes, path: str) -> str:
    """Name the shape of one record; an inline one becomes a shape of its own."""
    if record is None:
        return ""
    reference = mapping(record).get("$ref")
    if isinstance(reference, str):
        return reference.removeprefix("#/$defs/")
    choices = [each for key in ("allOf", "anyOf", "oneOf") for each in listed(mapping(record).get(key))]
    named = [text_of(mapping(each).get("$ref")) for each in choices]
    if len([each for each in choices if mapping(each).get("type") != "null"]) == 1 and any(named):
        return next(filter(None, named)).removeprefix("#/$defs/")
    hint = name_of(" ".join(stems(words_of(last_word(path)))))
    number, name = 1, hint
    while name in shapes.defs and shapes.defs[name] is not record:
        number += 1
        name = f"{hint}{number}"
    shapes.defs[name] = followed(record, shapes.root())
    return name


def quoted(name: str) -> str:
    """Write a field as a step of JSONata."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name not in (
        "and",
        "or",
        "in",
        "true",
        "false",
        "null",
    ):
        return name
    return "`" + name.replace("`", "") + "`"
