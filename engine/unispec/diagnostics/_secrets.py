"""What a secret looks like: the forms that services give out, and letters and digits drawn by lot."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from unispec.diagnostics._location import Inside

_FORMS: Mapping[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?s:.*)"),
    "a JSON Web Token": re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"),
    "a payment key": re.compile(r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{10,}"),
    "a token of a code host": re.compile(
        r"\b(?:gh[oprsu]_[0-9A-Za-z]{30,}|github_pat_\w{22,}|glpat-[\w-]{20,})"
    ),
    "a token of a chat service": re.compile(r"\bxox[a-z]-[0-9A-Za-z-]{10,}"),
    "an access key of a cloud": re.compile(r"\b(?:A[KS]IA[0-9A-Z]{16}|AIza[\w-]{35})(?![\w-])"),
    "a password in an address": re.compile(r"\bhttps?://[^\s/:@{}\"']+:[^\s/@{}\"']+@"),
}
_SCHEME = re.compile(r"\b(?P<scheme>bearer|basic|token)\s+(?P<text>[\w.~+/=-]{12,})", re.IGNORECASE)
_PIECE = re.compile(r"[0-9A-Za-z_+=-]{20,}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_PLACEHOLDER = re.compile(
    r"…|\.\.\.|xxx|\*\*\*|changeme|dummy|example|fake|placeholder|redacted|sample|test[-_]?token|your",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(r"(?:page|cursor|token|after|before|next|prev(?:ious)?)=$", re.IGNORECASE)
_KEY_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_EDGE = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")

_SECRET = frozenset({"apikey", "authorization", "credential", "passphrase", "password", "pwd", "secret"})
_OF_KEY = frozenset({"access", "api", "auth", "encryption", "private", "secret", "signing"})
_OF_TOKEN = frozenset(
    {"access", "api", "auth", "bearer", "client", "oauth", "personal", "refresh", "secret", "session"}
)
_LEAST_BITS = 3.0
_BEFORE = 20
_ENTRY = re.compile(r"""[\s{,-]*["']?([\w-]+)["']?\s*[:=]""")
_MOST_IN_A_LINE = 20


@dataclass(frozen=True, slots=True)
class Secret:
    """What looks like a secret: its kind for people, and where it stands in its text."""

    kind: str
    inside: Inside


def secret_in(key: str, text: str, pages: frozenset[str]) -> Secret | None:
    """Find the first secret in a text; `pages` are keys in small letters that hold tokens of pages."""
    plain = _TEMPLATE.sub(lambda match: " " * len(match[0]), text)
    for kind, form in _FORMS.items():
        for match in form.finditer(plain):
            if not _PLACEHOLDER.search(match[0]) and not _is_of_page(
                key, plain[max(match.start() - _BEFORE, 0) : match.start()], pages
            ):
                return Secret(kind, match.span())
    for match in _SCHEME.finditer(plain):
        if _is_credential(match["scheme"].lower(), match["text"]):
            return Secret("credentials", match.span("text"))
    if key.lower() in pages or not _is_secret_key(key):
        return None
    drawn = (match for match in _PIECE.finditer(plain) if _is_drawn(match[0]))
    return next((Secret("a secret", match.span()) for match in drawn), None)


def _is_of_page(key: str, before: str, pages: frozenset[str]) -> bool:
    return (
        key.lower() in pages
        or key.lower().endswith(("page_token", "cursor"))
        or bool(_OF_PAGE.search(before))
    )


def _is_credential(scheme: str, text: str) -> bool:
    if _PLACEHOLDER.search(text):
        return False
    if scheme != "basic":
        return any(_is_drawn(match[0]) for match in _PIECE.finditer(text))
    try:
        return b":" in b64decode(text, validate=True)
    except Error:
        return False


def _is_secret_key(key: str) -> bool:
    found = [word.lower() for word in _KEY_WORD.findall(key)]
    if not found:
        return False
    *before, last = found
    last = last.removesuffix("s") if last not in _SECRET else last
    if last == "key":
        return bool(before) and before[-1] in _OF_KEY
    if last == "token":
        return not before or before[-1] in _OF_TOKEN
    return last in _SECRET


def _is_drawn(text: str) -> bool:
    """Tell whether a text looks drawn by lot: letters and digits mixed, and many different ones."""
    if _UUID.fullmatch(text) or _PLACEHOLDER.search(text) or len(_EDGE.findall(text)) < 3:
        return False
    counts = Counter(text.lower()).values()
    return -sum(each / len(text) * log2(each / len(text)) for each in counts) >= _LEAST_BITS


@lru_cache(maxsize=64)
def without_secrets(line: str) -> str:
    """Write asterisks for what looks like a secret in a line of a file, of the same length."""
    for _ in range(_MOST_IN_A_LINE):
        entry = _ENTRY.match(line)
        key, start = (entry[1], entry.end()) if entry else ("", 0)
        found = secret_in(key, line[start:], frozenset())
        if found is None:
            break
        begin, end = (start + each for each in found.inside)
        line = f"{line[:begin]}{'*' * (end - begin)}{line[end:]}"
    return line
