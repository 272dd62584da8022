"""Slips of the fingers, and of the memory, in a name."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def typo(word: str, dice: Random, known: Collection[str] = ()) -> str:
    """Misspell a name; the result is none of those that are known there."""
    makers = [_swapped, _dropped, _doubled, _other, _extra, _camel]
    for _ in range(50):
        found = dice.choice(makers)(word, dice)
        if found != word and found not in known and found.replace("_", "a").isalnum() and found[0].isalpha():
            return found
    return f"{word}_x"


def _swapped(word: str, dice: Random) -> str:
    at = dice.randrange(max(len(word) - 1, 1))
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _dropped(word: str, dice: Random) -> str:
    at = dice.randrange(len(word))
    return word[:at] + word[at + 1 :] if len(word) > 2 else word


def _doubled(word: str, dice: Random) -> str:
    at = dice.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _other(word: str, dice: Random) -> str:
    at = dice.randrange(len(word))
    return word[:at] + dice.choice(_LETTERS) + word[at + 1 :]


def _extra(word: str, dice: Random) -> str:
    return word[:-1] if word.endswith("s") else f"{word}s"


def _camel(word: str, dice: Random) -> str:
    first, *others = word.split("_")
    return first + "".join(other.capitalize() for other in others)
