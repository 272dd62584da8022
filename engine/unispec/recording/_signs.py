"""The signs of a text: which ones say nothing, and how others are written in their place."""

from __future__ import annotations

import re
from collections.abc import Collection
from unicodedata import category


def any_of(texts: Collection[str]) -> re.Pattern[str]:
    """Match any of the texts, the longest first."""
    longest = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile("|".join(map(re.escape, longest)) or r"(?!)")


def spread(text: str, runs: re.Pattern[str], letters: str) -> str:
    """Write other letters into the runs of a text, one after the other."""
    drawn = iter(letters)
    return runs.sub(lambda match: "".join(next(drawn) for _ in match[0]), text)


def plain(text: str) -> str:
    """Keep punctuation and space; signs that could say something become asterisks."""
    return "".join(each if each.isalnum() or each == "\n" or _is_plain(each) else "*" for each in text)


def _is_plain(letter: str) -> bool:
    return letter.isprintable() if letter.isascii() else category(letter) in _PUNCTUATION


_PUNCTUATION = frozenset({"Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Zs"})
