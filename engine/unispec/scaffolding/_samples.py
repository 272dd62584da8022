"""Sample values of schemas: what the document gives as an example, or else something that fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from unispec.data import Json
from unispec.models import UnusableSchema, Validator
from unispec.scaffolding._openapi import Node, listed, mapping
from unispec.scaffolding._view import View, followed, view
from unispec.scaffolding._words import words_of

DEEPEST = 5
"""How many levels of optional things a sample has, unless it should be shorter."""

_LAST = 2 * DEEPEST
_NOW = 1_772_442_000
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
_MOST = 2_000
_TIMES = frozenset({"at", "time", "seen", "on", "date", "start", "end", "since", "login"})
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
    "given": "Ada",
    "firstname": "Ada",
    "family": "Example",
    "lastname": "Example",
    "surname": "Example",
    "title": "Example",
    "language": "en",
    "zone": "Europe/Zurich",
    "tz": "Europe/Zurich",
}


def sample(
    schema: Json, root: Node, name: str = "", *, by_example: bool = True, deepest: int = DEEPEST
) -> Json:
    """Make a value of a schema, by its name too; with examples only when the value that they make fits.

    What holds itself is there once; below the deepest level is only what must be.
    """
    if by_example:
        made = _Maker(root, deepest, by_example=True).value(schema, name, 0, frozenset())
        if fits(made, schema, root):
            return made
    return _Maker(root, deepest, by_example=False).value(schema, name, 0, frozenset())


def fits(value: Json, schema: Json, root: Node) -> bool:
    """Tell whether a value fits a schema; one that cannot be compiled fits nothing."""
    try:
        return Validator({"$defs": mapping(root.get("$defs")), "allOf": [schema]}).is_valid(value)
    except UnusableSchema:
        return False


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes a value; `left` counts its fields, for shapes that name each other again and again."""

    root: Node
    deepest: int
    by_example: bool
    left: Iterator[int] = field(default_factory=lambda: iter(range(_MOST)))

    def value(self, schema: Json, name: str, depth: int, above: frozenset[str]) -> Json:
        """Make a value; `above` are the shapes that it is a part of."""
        node = followed(schema, self.root)
        examples = listed(node.get("examples")) if self.by_example else []
        if examples:
            return examples[0]
        seen = view(schema, self.root)
        above |= shapes_of(schema)
        if seen.values:
            return seen.values[0]
        if "object" in seen.kinds:
            return self._object(seen, depth, above)
        if "array" in seen.kinds:
            return self._array(seen, node, name, depth, above)
        if "string" in seen.kinds:
            return _text(node, seen, name)
        if seen.kinds & {"integer", "number"}:
            return _number(node, seen, name)
        return True if "boolean" in seen.kinds else None

    def _array(self, seen: View, node: Node, name: str, depth: int, above: frozenset[str]) -> Json:
        least = node.get("minItems", 0)
        if not least and (depth > self.deepest or shapes_of(seen.items) & above):
            return []
        one = self.value(seen.items, name, depth + 1, above) if seen.items else None
        return [one] * max(1, min(int(least), 5)) if one is not None else []

    def _object(self, seen: View, depth: int, above: frozenset[str]) -> Json:
        made: dict[str, Json] = {}
        for name, each in seen.properties.items():
            is_needed = name in seen.required
            if depth > _LAST or (depth > self.deepest and not is_needed):
                continue
            if next(self.left, None) is None:
                made |= {name: None} if is_needed else {}
                continue
            inner = view(each, self.root)
            if shapes_of(each) & above and (inner.is_nullable or not is_needed):
                made |= {name: None} if inner.is_nullable else {}
                continue
            value = self.value(each, name, depth + 1, above)
            if value is not None or inner.is_nullable or is_needed:
                made[name] = value
        return made


def shapes_of(schema: Json, depth: int = 0) -> frozenset[str]:
    """Name the shape that a schema refers to, or may refer to instead of null."""
    node = mapping(schema)
    reference = node.get("$ref")
    if isinstance(reference, str):
        return frozenset({reference})
    parts = [each for key in ("allOf", "anyOf", "oneOf") for each in listed(node.get(key))]
    parts = [each for each in parts if mapping(each).get("type") != "null"]
    return shapes_of(parts[0], depth + 1) if len(parts) == 1 and depth < DEEPEST else frozenset()


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


def _number(node: Node, seen: View, name: str) -> Json:
    about = seen.about.lower()
    if not any(key in node for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")):
        if "millis" in about:
            return _NOW * 1000
        if words_of(name)[-1:] and words_of(name)[-1] in _TIMES and ("1970" in about or "epoch" in about):
            return _NOW
    low, high = node.get("minimum"), node.get("maximum")
    above = node.get("exclusiveMinimum")
    if low is None and above is not None:
        low = above + 1
    if low is None:
        low = 1 if high is None or high >= 1 else high
    return low
