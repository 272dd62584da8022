"""Takes secrets out of what a provider answers, however the answer writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from urllib.parse import quote

_SHORTEST = 4
_SURE = 8
_GLANCE = 6
_REDACTED = "[redacted]"


class Secrecy:
    """Knows some secrets, and finds them plain, or as JSON, PHP and URLs escape them.

    A secret of fewer than 4 characters is no secret; one of fewer than 8 is looked for in errors
    alone, as it may well be a part of somebody's data.
    """

    __slots__ = ("_begins", "_common", "_known", "_whole")

    def __init__(self, secrets: Iterable[str]) -> None:
        self._known = sorted({each for each in secrets if len(each) >= _SHORTEST}, key=len, reverse=True)
        self._begins: re.Pattern[bytes] | None = None
        self._whole: re.Pattern[bytes] | None = None
        sure = [secret for secret in self._known if len(secret) >= _SURE]
        self._common = tuple({form.encode() for secret in sure for form in _forms(secret)})

    def error_body(self, content: bytes) -> bytes:
        """Take the secrets out of the body of an error.

        The pattern of a long token takes a tenth of a second to compile, so it is not before a text is
        long enough and has the beginning of one.
        """
        if not self._known or len(content) < len(self._known[-1]):
            return content
        if self._begins is None:
            self._begins = _pattern({secret[:_GLANCE] for secret in self._known})
        if not self._begins.search(content):
            return content
        if self._whole is None:
            self._whole = _pattern(self._known)
        return self._whole.sub(_REDACTED.encode(), content)

    def body(self, content: bytes) -> bytes:
        """Take the secrets out of a body of data; costs little when there are none."""
        if any(form in content for form in self._common):
            for form in sorted(self._common, key=len, reverse=True):
                content = content.replace(form, _REDACTED.encode())
        return content

    def text(self, value: str) -> str:
        """Take the secrets out of a text, such as a header's."""
        return self.error_body(value.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def _pattern(secrets: Iterable[str]) -> re.Pattern[bytes]:
    """Match any of some texts, however each of their characters is written; longer ones come first."""
    return re.compile("|".join("".join(map(_ways, secret)) for secret in secrets).encode())


def _forms(secret: str) -> Collection[str]:
    """Write a secret in the usual ways."""
    as_json = json.dumps(secret)[1:-1]
    return {secret, as_json, as_json.replace("/", "\\/"), quote(secret, safe="")}


def _ways(char: str) -> str:
    """Match one character, escaped or not."""
    escaped = {json.dumps(char)[1:-1], quote(char, safe=""), "".join(f"%{b:02x}" for b in char.encode())}
    if ord(char) < 0x10000:
        escaped.add(f"\\u{ord(char):04x}")
    ways = "|".join(re.escape(each) for each in sorted(escaped - {char}))
    return rf"(?:(?i:{ways})|\\?{re.escape(char)})"
