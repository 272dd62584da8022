"""Types in words, for people who write."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.data import encode
from unispec.inference import (
    Absent,
    Array,
    Boolean,
    Null,
    Number,
    Object,
    String,
    Type,
    Unknown,
)

_SHOWN = 12
_DEEPEST = 3


def in_words(found: Type, depth: int = 0) -> str:
    """Say what a value may be: `"active" | "canceled" | null`, `text (date-time), optional`."""
    if found.is_unknown or depth > _DEEPEST:
        return "anything"
    words = list(dict.fromkeys(word for atom in found for word in _word(atom, depth)))
    shown = [*words[:_SHOWN], "…"] if len(words) > _SHOWN else words
    text = " | ".join(shown) or "nothing"
    is_optional = bool(words) and bool(found.only(Absent).atoms)
    return f"{text}, optional" if is_optional and depth == 0 else text


def _word(atom: object, depth: int) -> Iterator[str]:
    match atom:
        case String(value=str() as value):
            yield encode(value).decode()
        case String(format=written):
            yield f"text ({written})" if written else "text"
        case Number(value=value):
            yield "number" if value is None else encode(value).decode()
        case Boolean(value=value):
            yield "boolean" if value is None else encode(value).decode()
        case Null():
            yield "null"
        case Array(items=items):
            yield f"list of {in_words(items.type, depth + 1)}"
        case Object(fields=fields):
            is_named = fields.title and "." not in fields.title
            yield f"{fields.title} object" if is_named else "object"
        case Absent() | Unknown():
            pass
        case _:
            yield "function"


def listed(found: Type, depth: int = 0) -> tuple[str, ...]:
    """The texts of a closed list that a value, or an item of it, may be."""
    values: dict[str, None] = {}
    for atom in found:
        if isinstance(atom, String) and atom.value is not None:
            values[atom.value] = None
        elif isinstance(atom, Array) and depth < _DEEPEST:
            values |= dict.fromkeys(listed(atom.items.type, depth + 1))
    return tuple(values)


def opened(found: Type, depth: int = 0) -> Type:
    """A value with the items of arrays in their place."""
    atoms: dict[object, None] = {}
    result = found.without(Array)
    for atom in found:
        if isinstance(atom, Array) and depth < _DEEPEST and atom not in atoms:
            atoms[atom] = None
            result |= opened(atom.items.type, depth + 1)
    return result
