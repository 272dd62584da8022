"""What functions take, in the letters of JSONata's signatures, and what people call a type."""

from __future__ import annotations

from collections.abc import Iterable

from unispec.inference._types import (
    Absent,
    Array,
    Atom,
    Boolean,
    Function,
    Null,
    Number,
    Object,
    String,
    Unknown,
)

_LETTERS: dict[str, type[Atom]] = {
    "s": String,
    "n": Number,
    "b": Boolean,
    "o": Object,
    "f": Function,
    "l": Null,
    "a": Array,
}
_WORDS: dict[type, str] = {
    String: "a text",
    Number: "a number",
    Boolean: "true or false",
    Object: "an object",
    Array: "an array",
    Null: "null",
    Function: "a function",
}


def accepts(letters: str, atom: Atom) -> bool:
    """Whether a parameter takes an alternative; what is missing or unknown is taken everywhere."""
    if isinstance(atom, Unknown | Absent) or "x" in letters or "j" in letters:
        return True
    return any(isinstance(atom, _LETTERS[letter]) for letter in letters)


def wanted(letters: str) -> tuple[str, ...]:
    """What a parameter takes, in words."""
    return tuple(_WORDS[_LETTERS[letter]] for letter in letters if letter in _LETTERS)


def called(atoms: Iterable[Atom]) -> str:
    """What people call alternatives."""
    return " or ".join(dict.fromkeys(_WORDS[type(atom)] for atom in atoms if type(atom) in _WORDS))
