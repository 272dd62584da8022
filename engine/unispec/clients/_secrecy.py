"""Takes secrets out of what a provider answers, however the answer writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from urllib.parse import quote

_SHORTEST = 4
_SURE = 8
_REDACTED = "[redacted]"


class Secrecy:
    """Knows some secrets, and finds them plain, or as JSON, PHP and URLs escape them.

    A secret of fewer than 4 characters is no secret; one of fewer than 8 is looked for in errors
    alone, as it may well be a part of somebody's data.
    """

    __slots__ = ("_any", "_any_bytes", "_common")

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({each for each in secrets if len(each) >= _SHORTEST}, key=len, reverse=True)
        pattern = "|".join("".join(map(_ways, secret)) for secret in known) or r"(?!)"
        self._any = re.compile(pattern)
        self._any_bytes = re.compile(pattern.encode())
        sure = [secret for secret in known if len(secret) >= _SURE]
        self._common = tuple({form.encode() for secret in sure for form in _forms(secret)})

    def error_body(self, content: bytes) -> bytes:
        """Take the secrets out of the body of an error."""
        return self._any_bytes.sub(_REDACTED.encode(), content)

    def body(self, content: bytes) -> bytes:
        """Take the secrets out of a body of data; costs little when there are none."""
        if any(form in content for form in self._common):
            for form in sorted(self._common, key=len, reverse=True):
                content = content.replace(form, _REDACTED.encode())
        return content

    def text(self, value: str) -> str:
        """Take the secrets out of a text, such as a header's."""
        return self._any.sub(_REDACTED, value)


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
