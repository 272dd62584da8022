"""Where the records stand in an answer: which path of endpoints gives lists, and which gives one record."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unispec.data import Json
from unispec.scaffolding._envelopes import records_in
from unispec.scaffolding._openapi import Api, Endpoint, Node, listed, mapping, text_of
from unispec.scaffolding._shapes import Shapes
from unispec.scaffolding._view import followed, view
from unispec.scaffolding._words import last_word, name_of, stems, words_of

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
    place = records_in(view(body, shapes.root()), shapes.root(), endpoint.path)
    if place is None:
        return None
    records, record, is_list = place.where, place.record, place.is_list
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
