"""Stand-ins: for each original one invented text of the same shape, the same one every time.

Words become words that can be spoken, digits digits, ids ids. No clock and no chance: the order in which
originals come, and `salt`, decide everything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha512
from math import prod

_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_HEX = "0123456789abcdef"
_MOST = 400
_VARIED = 32
_LONG_NUMBER = 19
_FEW = 3


class StandIns:
    """Gives stand-ins: none is an original, and no two originals have the same, while there are enough."""

    def __init__(self, originals: Collection[str] = (), salt: int = 0) -> None:
        self._originals = originals
        self._salt = salt
        self._given: dict[tuple[str, str], str] = {}
        self._used: set[str] = set()
        self._reached: dict[tuple[str, ...], int] = {}

    def word(self, original: str) -> str:
        """Stand in for letters; the same letters in other cases get the same ones in these cases."""
        plain = original.lower()
        found = self._given.get(("word", plain))
        if found is None:
            spoken = [(_CONSONANTS, _VOWELS)[at % 2] for at in range(len(plain))]
            anything = [_LETTERS] * len(plain)
            found = self._new("word", plain, spoken if len(plain) > 2 else anything, anything)
        return cased(found, original)

    def digits(self, original: str) -> str:
        """Stand in for digits; zeros in front stay, and few digits may become more."""
        zeros = len(original) - len(original.lstrip("0"))
        if zeros == len(original):
            return original
        places = ["0"] * zeros + ["123456789"] + [_DIGITS] * (len(original) - zeros - 1)
        if len(original) >= _LONG_NUMBER:
            places[:2] = ["1", "0"]
        more = [[*places, *[_DIGITS] * each] for each in (1, 2, 3)] if len(original) <= _FEW else []
        return self._given.get(("digits", original)) or self._new("digits", original, places, *more)

    def mixed(self, original: str) -> str:
        """Stand in for letters and digits; each keeps its kind."""
        places = [_kind(letter) for letter in original]
        return self._given.get(("mixed", original)) or self._new("mixed", original, places)

    def hexadecimal(self, original: str) -> str:
        """Stand in for hexadecimal digits, written large or small."""
        plain = original.lower()
        found = self._given.get(("hex", plain))
        if found is None:
            places = [_HEX] * len(plain)
            if len(plain) == 32:
                places[12], places[16] = plain[12], plain[16]
            found = self._new("hex", plain, places)
        return found.upper() if original.isupper() else found

    def number(self, kind: str, original: str) -> int:
        """Number the originals of a kind, from 0."""
        key = (kind, original)
        if key not in self._given:
            self._given[key] = str(sum(known == kind for known, _ in self._given))
        return int(self._given[key])

    def _new(self, kind: str, original: str, *shapes: Sequence[str]) -> str:
        candidate = original
        for places in shapes:
            shape = tuple(places)
            for _ in range(min(prod(map(len, shape)), _MOST)):
                candidate = self._next(shape)
                if self._is_free(candidate, original):
                    self._used.add(candidate.lower())
                    self._given[kind, original] = candidate
                    return candidate
        self._given[kind, original] = candidate
        return candidate

    def _is_free(self, candidate: str, original: str) -> bool:
        plain = candidate.lower()
        return plain != original.lower() and plain not in self._used and plain not in self._originals

    def _next(self, shape: tuple[str, ...]) -> str:
        """Give the next text of a shape: one after the other where there are few, else strewn over all."""
        at = self._reached.get(shape, 0)
        self._reached[shape] = at + 1
        room = prod(map(len, shape[:_VARIED]))
        seed = f"{self._salt} {at} {'|'.join(shape)}"
        rest = (at + self._salt if room <= _MOST else int(sha512(seed.encode()).hexdigest(), 16)) % room
        letters = []
        for where, place in enumerate(shape):
            rest, digit = divmod(rest, len(place)) if where < _VARIED else (rest, at + where)
            letters.append(place[digit % len(place)])
        return "".join(letters)


def _kind(letter: str) -> str:
    if letter.isdecimal():
        return _DIGITS
    return _LETTERS.upper() if letter.isupper() else _LETTERS


def cased(text: str, original: str) -> str:
    """Write a text in large and small letters as another is written."""
    if original == original.lower() or len(text) != len(original):
        return text
    pairs = zip(text, original, strict=True)
    return "".join(new.upper() if old.isupper() else new for new, old in pairs)
