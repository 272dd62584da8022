"""Sample values of schemas: what the document gives as an example, or else something that fits."""

from __future__ import annotations

from unispec.data import Json
from unispec.models import UnusableSchema, Validator
from unispec.scaffolding._openapi import Node, listed, mapping
from unispec.scaffolding._view import View, followed, view
from unispec.scaffolding._words import words_of

_DEEPEST = 5
_FORMATS = {
    "date-time": "2026-03-02T09:00:00Z",
    "date": "2026-03-02",
    "time": "09:00:00Z",
    "email": "ada@example.com",
    "uri": "https://example.com/1",
    "url": "https://example.com/1",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "byte": "c2FtcGxl",
}
_ENDS = frozenset({"end", "ends", "until", "to", "finish", "finishes"})
_WORDS = {
    "email": "ada@example.com",
    "url": "https://example.com/1",
    "uri": "https://example.com/1",
    "timezone": "Europe/Zurich",
    "name": "Ada Example",
    "phone": "+41 44 000 00 00",
    "currency": "CHF",
    "locale": "en",
    "id": "sample-1",
}


def sample(schema: Json, root: Node, name: str = "", *, by_example: bool = True) -> Json:
    """Make a value of a schema, by its name too; with examples only when the value that they make fits."""
    if by_example:
        made = _value(schema, root, name, 0, by_example=True)
        if fits(made, schema, root):
            return made
    return _value(schema, root, name, 0, by_example=False)


def fits(value: Json, schema: Json, root: Node) -> bool:
    """Tell whether a value fits a schema; one that cannot be compiled fits nothing."""
    try:
        return Validator({"$defs": mapping(root.get("$defs")), "allOf": [schema]}).is_valid(value)
    except UnusableSchema:
        return False


def _value(schema: Json, root: Node, name: str, depth: int, *, by_example: bool) -> Json:
    node = followed(schema, root)
    examples = listed(node.get("examples")) if by_example else []
    if examples:
        return examples[0]
    seen = view(schema, root)
    if seen.values:
        return seen.values[0]
    if "object" in seen.kinds:
        return _object(seen, root, depth, by_example=by_example)
    if "array" in seen.kinds:
        if depth > _DEEPEST and not node.get("minItems"):
            return []
        one = _value(seen.items, root, name, depth + 1, by_example=by_example) if seen.items else None
        return [one] * max(1, min(int(node.get("minItems", 1)), 5)) if one is not None else []
    if "string" in seen.kinds:
        return _text(node, seen, name)
    if seen.kinds & {"integer", "number"}:
        return _number(node)
    if "boolean" in seen.kinds:
        return True
    return None


def _object(seen: View, root: Node, depth: int, *, by_example: bool) -> Json:
    made: dict[str, Json] = {}
    for name, each in seen.properties.items():
        if depth > _DEEPEST and name not in seen.required:
            continue
        if depth > 2 * _DEEPEST:
            continue
        value = _value(each, root, name, depth + 1, by_example=by_example)
        if value is not None or view(each, root).is_nullable or name in seen.required:
            made[name] = value
    return made


def _text(node: Node, seen: View, name: str) -> str:
    text = _FORMATS.get(seen.format)
    if text is not None and _ENDS & set(words_of(name)):
        text = text.replace("09:00", "10:00")
    if text is None:
        last = words_of(name)[-1:] or ("",)
        text = _WORDS.get(last[0], _WORDS.get("".join(words_of(name)), "Sample"))
    if seen.format not in _FORMATS:
        least, most = node.get("minLength", 0), node.get("maxLength", 1_000)
        text = (
            (text + "x" * min(int(least), 1_000))[: max(int(least), len(text))] if len(text) < least else text
        )
        text = text[: int(most)]
    return text


def _number(node: Node) -> Json:
    low, high = node.get("minimum"), node.get("maximum")
    above = node.get("exclusiveMinimum")
    if low is None and above is not None:
        low = above + 1
    if low is None:
        low = 1 if high is None or high >= 1 else high
    return low
