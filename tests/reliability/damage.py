"""Everything that is done to answers on the wire: cut, reset, stalled, dripping, garbled, or refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from random import Random

from tests.reliability.faulty import Damage, End

Doing = Callable[[bytes, Random], Damage]

OK = b"HTTP/1.1 200 OK\r\n"
JSON = OK + b"content-type: application/json\r\n"
OTHER = JSON + b'content-length: 15\r\n\r\n{"of": "other"}'


def _cut(answer: bytes, draw: Random) -> bytes:
    return answer[: draw.randrange(len(answer))]


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def _with_length(answer: bytes, more: int) -> bytes:
    body = _body(answer)
    return JSON + b"content-length: %d\r\n\r\n%s" % (max(len(body) + more, 0), body)


def _chunked(pieces: bytes) -> bytes:
    return JSON + b"transfer-encoding: chunked\r\n\r\n" + pieces


def _zipped(answer: bytes, draw: Random) -> bytes:
    packed = bytearray(gzip.compress(_body(answer)))
    packed[draw.randrange(10, len(packed) - 1)] ^= 0xFF
    cut = packed[: draw.randrange(1, len(packed))]
    return JSON + b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n%s" % (len(cut), cut)


GARBAGE = (
    b"HTTP/1.1 xyz OK\r\n\r\n",
    b"HTTP/1.1 99999 OK\r\n\r\n",
    b"HTTP/1.1 -1 OK\r\n\r\n",
    b"HTTP/1.1\r\n\r\n",
    b"ICY 200 OK\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\x00" * 64,
    b"<html>Bad gateway</html>\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" * 3,
    OK + b"x" * 200_000,
    OK + b"no colon here\r\n\r\n{}",
    OK + b"x: a\x00b\r\ncontent-length: 2\r\n\r\n{}",
    OK + b": nameless\r\ncontent-length: 2\r\n\r\n{}",
    OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}x",
    OK + b"content-length: -2\r\n\r\n{}",
    OK + b"content-length: 2, 4\r\n\r\n{}",
    OK + b"content-length: 99999999999999999999\r\n\r\n{}",
    OK + b"transfer-encoding: gzip\r\n\r\n{}",
    OK + b"transfer-encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
)

BROKEN_CHUNKS = (
    b"zz\r\n{}\r\n0\r\n\r\n",
    b"-2\r\n{}\r\n0\r\n\r\n",
    b"ff\r\n{}\r\n0\r\n\r\n",
    b"2\r\n{}XX0\r\n\r\n",
    b"2\r\n{}\r\n",
    b"2\r\n{}\r\n0\r\n",
    b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    b"\r\n\r\n",
)

REFUSALS = (
    b"HTTP/1.1 429 Too Many Requests\r\nx-ratelimit-limit: 500\r\nx-ratelimit-remaining: 0\r\n"
    b"x-ratelimit-reset: 1\r\ncontent-length: 2\r\n\r\n{}",
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 2\r\n\r\n{}",
)

ERRORS = (
    b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\n{}",
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>",
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
    b"HTTP/1.1 504 Gateway Timeout\r\nconnection: close\r\n\r\n",
)

TRANSIENT: dict[str, Doing] = {
    "cut": lambda answer, draw: Damage("cut", _cut(answer, draw)),
    "reset": lambda answer, draw: Damage("reset", _cut(answer, draw), End.RESET),
    "closed unread": lambda answer, draw: Damage("closed unread", unread=True),
    "reset unread": lambda answer, draw: Damage("reset unread", end=End.RESET, unread=True),
    "answered unread": lambda answer, draw: Damage("answered unread", ERRORS[0], End.CLOSE, unread=True),
    "garbage": lambda answer, draw: Damage("garbage", draw.choice(GARBAGE)),
    "too long a length": lambda answer, draw: Damage("too long a length", _with_length(answer, 9)),
    "too short a length": lambda answer, draw: Damage(
        "too short a length", _with_length(answer, -draw.randrange(1, 30)), End.KEEP
    ),
    "answered twice": lambda answer, draw: Damage("answered twice", answer + OTHER, End.KEEP),
    "broken chunks": lambda answer, draw: Damage("broken chunks", _chunked(draw.choice(BROKEN_CHUNKS))),
    "broken encoding": lambda answer, draw: Damage("broken encoding", _zipped(answer, draw)),
    "error": lambda answer, draw: Damage("error", draw.choice(ERRORS)),
    "refusal": lambda answer, draw: Damage("refusal", draw.choice(REFUSALS), End.KEEP, refusal=True),
    "closed when idle": lambda answer, draw: Damage("closed when idle", answer),
    "reset when idle": lambda answer, draw: Damage("reset when idle", answer, End.RESET),
    "drip": lambda answer, draw: Damage("drip", answer, End.DRIP),
    "stall": lambda answer, draw: Damage("stall", _cut(answer, draw), End.STALL),
}
"""What another try can heal. Of a stall, a drip and a late reset, the answer may arrive all the same."""
