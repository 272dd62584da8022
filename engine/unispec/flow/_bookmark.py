"""Cursors that callers hold: opaque, URL-safe, resumable in another process.

A cursor carries a position and the fingerprint of what was asked: the operation as the spec has
it, the parameters and the account. With anything else it is refused.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from unispec.data import InvalidJson, Json, decode, encode
from unispec.diagnostics import Code, Diagnostic, InputError

_VERSION = 1
_LONGEST = 100_000
LONGEST_TOKEN = 8_000
"""How long a provider's own token or link may be, so that a cursor around it can be read again."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a list goes on: a position of the flow, and how many of its records were handed out."""

    position: Json
    skip: int = 0

    def __bool__(self) -> bool:
        return self.position is not None or self.skip > 0


def write_cursor(bookmark: Bookmark, fingerprint: str) -> str:
    """Make a cursor."""
    payload = encode([_VERSION, fingerprint, bookmark.position, bookmark.skip])
    return _text(_check(payload) + payload)


def read_cursor(cursor: str, fingerprint: str) -> Bookmark:
    """Take a cursor apart; raises `InputError` when it is not one, or belongs to another question."""
    asked, position, skip = _opened(cursor)
    if asked != fingerprint:
        message = "the cursor belongs to other parameters, another account or an older spec"
        raise InputError(Diagnostic(Code.CHANGED_CURSOR, message, help="start again without a cursor"))
    return Bookmark(position, skip)


def check_cursor(cursor: str) -> None:
    """Accept what has the form of a cursor, whatever was asked; raises `InputError`."""
    _opened(cursor)


def _opened(cursor: str) -> tuple[Json, Json, int]:
    if not isinstance(cursor, str) or len(cursor) > _LONGEST:
        raise _invalid("the cursor is not one of this engine")
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        if _text(raw) != cursor:
            raise _invalid("the cursor is damaged")
        payload = decode(raw[8:])
    except (ValueError, InvalidJson):
        raise _invalid("the cursor is not one of this engine") from None
    if _check(raw[8:]) != raw[:8] or not _well_formed(payload):
        raise _invalid("the cursor is damaged")
    if payload[0] != _VERSION:
        raise _invalid("the cursor comes from another version of the engine")
    return payload[1], payload[2], payload[3]


def _well_formed(payload: Json) -> bool:
    return (
        isinstance(payload, list)
        and len(payload) == 4
        and isinstance(payload[3], int)
        and not isinstance(payload[3], bool)
        and payload[3] >= 0
        and (payload[2] is None or _is_position(payload[2]))
    )


def _is_position(value: Json) -> bool:
    if not isinstance(value, list) or len(value) != 4:
        return False
    _, page, size, known = value
    return (
        (page is None or type(page) in (str, int))
        and (size is None or (type(size) is int and size > 0))
        and isinstance(known, list)
        and all(isinstance(each, str) for each in known)
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _check(payload: bytes) -> bytes:
    return sha256(b"unispec cursor" + payload).digest()[:8]


def _invalid(message: str) -> InputError:
    remedy = "pass `next_cursor` of a page as it was given"
    return InputError(Diagnostic(Code.INVALID_CURSOR, message, help=remedy))
