"""What never stands in a log of the engine: e-mail addresses, queries, credentials and what looks like them.

The lines are made of events, which hold none of it. This is the second door: a filter on each logger, so
that whatever comes to be logged there, every handler gets it without secrets, and without an exception
whose frames would lead to them.
"""

from __future__ import annotations

import logging
import re
import traceback

HIDDEN = "[redacted]"

_LONGEST = 8_000

_URL_REST = re.compile(r"(?<=://)(?P<host>[^\s?#\"'<>`]{0,2000})[?#][^\s\"'<>`]*")
_USER = re.compile(r"(?<=://)[^\s/@\"'<>`]{0,500}@")
_APART = r"\s@\"'<>(),;:=`/\[\]"
_EMAIL = re.compile(rf"[^{_APART}]{{1,64}}(?:@|%40)[^{_APART}]{{0,255}}\.[^{_APART}]*", re.IGNORECASE)
_SCHEME = re.compile(r"\b(?P<scheme>bearer|basic)\s+[^\s\"',;`]+", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<name>\b(?:access_?token|refresh_?token|id_?token|token|code|code_?verifier|verifier|state|secret"
    r"|client_?secret|api[-_]?key|key|password|authorization|cookie))"
    r"(?P<sign>[\"'`]?\s*(?:=|:)\s*[\"'`]?)(?P<value>[^\s\"'`,;&)}\]]+)",
    re.IGNORECASE,
)
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_LONG = re.compile(rf"(?P<known>\b(?:[a-z][a-z0-9_-]{{0,60}}-)?{_UUID}\b)|(?P<piece>[0-9A-Za-z_+=%-]{{20,}})")
_DIGIT, _LETTER = re.compile(r"[0-9]"), re.compile(r"[A-Za-z]")


def redacted(text: str) -> str:
    """Take out what could be somebody's: e-mail addresses, queries of URLs, credentials, long codes."""
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …"
    text = _URL_REST.sub(rf"\g<host>?{HIDDEN}", text)
    text = _USER.sub(f"{HIDDEN}@", text)
    text = _EMAIL.sub(HIDDEN, text)
    text = _SCHEME.sub(rf"\g<scheme> {HIDDEN}", text)
    text = _NAMED.sub(rf"\g<name>\g<sign>{HIDDEN}", text)
    return _LONG.sub(_without_codes, text)


def _without_codes(match: re.Match[str]) -> str:
    """Hide a long piece of letters and digits; the id of a linked account, which has a UUID, is none."""
    piece = match["piece"]
    is_code = piece is not None and _DIGIT.search(piece) and _LETTER.search(piece)
    return HIDDEN if is_code else match[0]


class Redaction(logging.Filter):
    """Redacts the text of each record, and writes its exception down as text."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info:
            kind, error, trace = record.exc_info
            lines = traceback.format_exception(kind, error, trace)
            record.exc_text, record.exc_info = redacted("".join(lines).rstrip()), None
        return True
