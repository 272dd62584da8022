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
_SEVERAL: dict[type, str] = {String: "texts", Number: "numbers", Object: "objects", Array: "arrays"}


def accepts(letters: str, atom: Atom) -> bool:
    """Whether a parameter takes an alternative; what is missing or unknown is taken everywhere."""
    if isinstance(atom, Unknown | Absent) or "x" in letters or "j" in letters:
        return True
    return any(isinstance(atom, _LETTERS[letter]) for letter in letters)


def wanted(letters: str) -> tuple[str, ...]:
    """What a parameter takes, in words."""
    return tuple(_WORDS[_LETTERS[letter]] for letter in letters if letter in _LETTERS and letter != "l")


def wanted_items(letter: str) -> str:
    """What a parameter for an array of one type takes, in words."""
    return f"an array of {_SEVERAL[_LETTERS[letter]]}"


def called(atoms: Iterable[Atom], *, with_items: bool = False) -> str:
    """What people call alternatives."""
    words = dict.fromkeys(_called(atom, with_items) for atom in atoms if type(atom) in _WORDS)
    *most, last = words or ("",)
    return f"{', '.join(most)} or {last}" if most else last


def _called(atom: Atom, with_items: bool) -> str:
    kinds = {type(each) for each in atom.items.type} if with_items and isinstance(atom, Array) else set()
    known = [_SEVERAL[kind] for kind in kinds if kind in _SEVERAL]
    return f"an array of {known[0]}" if len(known) == len(kinds) == 1 else _WORDS[type(atom)]
