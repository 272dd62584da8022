"""Strict JSON through orjson: RFC 8259, no NaN, no lone surrogates, bounded nesting."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, TypeAlias

import orjson

Json: TypeAlias = Any
"""A value that JSON can write: None, bool, int, float, str, or a list or str-keyed dict of these."""

MAX_DEPTH = 254
"""How deep a value may nest; what orjson can write back, so what was read can always be shown."""


class InvalidJson(ValueError):
    """The bytes are not JSON, or the value cannot be written as JSON; never quotes the content.

    `position` is the character at which reading stopped, from 0.
    """

    def __init__(self, problem: str, *, position: int = 0, too_deep: bool = False) -> None:
        super().__init__(problem)
        self.position = position
        self.too_deep = too_deep


def decode(content: bytes) -> Json:
    """Read one JSON value.

    Raises `InvalidJson`; orjson itself refuses nesting past 1,024 levels.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        deep = "depth limit" in error.msg or "recursion" in error.msg
        raise InvalidJson(error.msg, position=error.pos, too_deep=deep) from None


def encode(value: Json, *, sort_keys: bool = False) -> bytes:
    """Write a value compactly; raises `InvalidJson` for what JSON cannot hold or past `MAX_DEPTH`."""
    return _dumped(value, orjson.OPT_SORT_KEYS if sort_keys else 0)


def pretty(value: Json) -> str:
    """Write a value for people: two spaces, keys in their own order."""
    return _dumped(value, orjson.OPT_INDENT_2).decode()


def _dumped(value: Json, option: int) -> bytes:
    try:
        return orjson.dumps(value, option=option)
    except orjson.JSONEncodeError as error:
        problem = str(error)
    if "64-bit" in problem:
        return _dumped(_narrowed(value), option)
    raise InvalidJson(problem, too_deep="recursion" in problem.lower())


def _narrowed(value: Json) -> Json:
    """Write whole numbers of more than 64 bits as numbers with a point, which is how they are read."""
    if isinstance(value, dict):
        return {key: _narrowed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_narrowed(each) for each in value]
    is_wide = isinstance(value, int) and not -(2**63) <= value < 2**64
    try:
        return float(value) if is_wide else value
    except OverflowError:
        raise InvalidJson("a number is too large") from None


def digest(value: Json) -> str:
    """Fingerprint a value: equal values give equal digests, whatever the order of their keys."""
    return sha256(encode(value, sort_keys=True)).hexdigest()[:16]
