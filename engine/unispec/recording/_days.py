"""Days in disguise: another day, written alike."""

from __future__ import annotations

import re

_BORN = re.compile(
    r"\b(?:born|birth\w*|b-?day|d\.?o\.?b|geb(?:oren|urts\w*)?|n[ée]e?|nacid[ao]|nat[ao])\b[^\w\n]*(?:\w{1,4}\W+){0,2}$",
    re.IGNORECASE,
)
_WINDOW = 40
_YEAR = 4
_FIRST, _YEARS = 1951, 40
_CLOCK = re.compile(r"(?:T|(?<=[0-9]{2}) )(?=[0-9]{2}:)")


def born_before(text: str, start: int) -> bool:
    """Tell whether the words before a place say that somebody was born."""
    return bool(_BORN.search(text[max(start - _WINDOW, 0) : start]))


def other_day(text: str, number: int) -> str:
    """Write another day for the one of a text; the hour stays."""
    at = _CLOCK.search(text)
    day, rest = (text[: at.start()], text[at.start() :]) if at else (text, "")
    left = number // _YEARS if re.search(f"[0-9]{{{_YEAR}}}", day) else number
    parts = iter((1 + left % 9, 1 + left // 9 % 9, 1 + left // 81 % 9))

    def part(match: re.Match[str]) -> str:
        if len(match[0]) >= _YEAR:
            return str(_FIRST + number % _YEARS)
        return f"{next(parts, 1):0{len(match[0])}}"

    return re.sub("[0-9]+", part, day) + rest


def part_of_a_day(key: str, number: int) -> int:
    """Give another day of the month, month or year."""
    return {"day": 1 + number % 28, "month": 1 + number % 12}.get(key, _FIRST + number % _YEARS)
