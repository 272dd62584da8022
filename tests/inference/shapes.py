"""Small schemas of a provider, and values that follow them, drawn from a source of chance."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

Schema = dict[str, Any]

_FIELDS = ("a", "b", "c", "d", "e")
_WORDS = ("active", "gone", "", "Ä")
_TEXTS = ("", "active", "x", "12", "2024-01-02T03:04:05Z", "a,b")
_NUMBERS = (0, 1, -2, 1.5, 7)


def root(chance: Random) -> Schema:
    """Draw the schema of a record."""
    return _object(chance, 3)


def schema(chance: Random, depth: int) -> Schema:
    """Draw a schema."""
    makers: Sequence[Callable[[Random, int], Schema]] = (
        (
            _text,
            _text,
            _number,
            _truth,
            _listed,
            _nullable,
            _object,
            _object,
            _array,
            _array,
            _branches,
            _open,
        )
        if depth > 0
        else (_text, _number, _truth, _listed)
    )
    return chance.choice(makers)(chance, depth)


def _text(chance: Random, depth: int) -> Schema:
    return {"type": "string", **({"format": "date-time"} if chance.random() < 0.2 else {})}


def _number(chance: Random, depth: int) -> Schema:
    return {"type": chance.choice(("integer", "number"))}


def _truth(chance: Random, depth: int) -> Schema:
    return {"type": "boolean"}


def _listed(chance: Random, depth: int) -> Schema:
    if chance.random() < 0.3:
        return {"const": chance.choice((*_WORDS, 1, True, None))}
    values = chance.sample((*_WORDS, None, 3), chance.randint(1, 4))
    return {"enum": values}


def _nullable(chance: Random, depth: int) -> Schema:
    inner = schema(chance, depth - 1)
    if isinstance(inner.get("type"), str):
        return {**inner, "type": [inner["type"], "null"]}
    return {"oneOf": [inner, {"type": "null"}]}


def _object(chance: Random, depth: int) -> Schema:
    names = sorted(chance.sample(_FIELDS, chance.randint(1, 4)))
    found: Schema = {"type": "object", "properties": {name: schema(chance, depth - 1) for name in names}}
    if chance.random() < 0.8:
        found["required"] = [name for name in names if chance.random() < 0.5]
    if chance.random() < 0.2:
        found["additionalProperties"] = chance.random() < 0.5
    return found


def _array(chance: Random, depth: int) -> Schema:
    return {"type": "array", "items": schema(chance, depth - 1)}


def _branches(chance: Random, depth: int) -> Schema:
    branches = [schema(chance, depth - 1) for _ in range(chance.randint(1, 3))]
    return {chance.choice(("oneOf", "anyOf")): branches}


def _open(chance: Random, depth: int) -> Schema:
    return chance.choice(({}, {"type": "object"}, {"type": "array"}))


def value(found: Schema, chance: Random) -> Any:
    """Draw a value that follows a schema."""
    if "const" in found:
        return found["const"]
    if "enum" in found:
        return chance.choice(found["enum"])
    branches = found.get("oneOf", found.get("anyOf"))
    if branches:
        return value(chance.choice(branches), chance)
    kind = found.get("type", "string")
    return _VALUES[chance.choice(kind) if isinstance(kind, list) else kind](found, chance)


def _object_value(found: Schema, chance: Random) -> Any:
    names = found.get("properties", {})
    required = found.get("required", ())
    made = {
        name: value(below, chance)
        for name, below in names.items()
        if name in required or chance.random() < 0.6
    }
    if found.get("additionalProperties", not names) and chance.random() < 0.5:
        made["extra"] = chance.choice((*_TEXTS, *_NUMBERS, None, [1], {}))
    return made


def _array_value(found: Schema, chance: Random) -> Any:
    return [value(found.get("items", {}), chance) for _ in range(chance.choice((0, 1, 1, 2, 3)))]


def _text_value(found: Schema, chance: Random) -> Any:
    return "2024-01-02T03:04:05Z" if found.get("format") else chance.choice(_TEXTS)


_VALUES: Mapping[str, Callable[[Schema, Random], Any]] = {
    "string": _text_value,
    "integer": lambda _, chance: chance.choice((0, 1, -2, 7)),
    "number": lambda _, chance: chance.choice(_NUMBERS),
    "boolean": lambda _, chance: chance.random() < 0.5,
    "null": lambda _, __: None,
    "array": _array_value,
    "object": _object_value,
}
