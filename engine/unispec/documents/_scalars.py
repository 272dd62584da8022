"""Plain scalars of the YAML 1.2 core schema: null, booleans and numbers; all else is a string."""

from __future__ import annotations

import math
import re

from unispec.data import Json

_WORDS: dict[str, Json] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LEAST, _MOST = -(2**63), 2**64 - 1
_DIGITS = 64


class NotJsonError(ValueError):
    """A number that JSON cannot carry."""


def typed(text: str) -> Json:
    """Give a plain scalar its type.

    Raises `NotJsonError` for `.inf` and `.nan`, for integers beyond 64 bits and for floats that overflow.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NO_NUMBER.fullmatch(text):
        raise NotJsonError("JSON has no infinity and no not-a-number")
    for pattern, base in ((_DECIMAL, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return _integer(text if base == 10 else text[2:], base)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise NotJsonError("the number is too large for 64 bits")
        return number
    return text


def _integer(digits: str, base: int) -> int:
    number = int(digits, base) if len(digits) <= _DIGITS else _MOST + 1
    if not _LEAST <= number <= _MOST:
        raise NotJsonError("the number is too large for 64 bits")
    return number
