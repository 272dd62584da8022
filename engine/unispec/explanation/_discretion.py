"""Values for the eyes of an author: secrets are hidden, long ones are cut where they are quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from unispec.data import Json
from unispec.diagnostics import secret_in

HIDDEN = "***"
_SECRETS = frozenset(
    {
        "access_token",
        "api_key",
        "apikey",
        "authorization",
        "client_secret",
        "cookie",
        "id_token",
        "passphrase",
        "password",
        "private_key",
        "proxy_authorization",
        "refresh_token",
        "secret",
        "set_cookie",
        "x_api_key",
    }
)
_MOST_IN_A_TEXT = 20
_LEAST = 4
"""A shorter secret is a word that stands in other texts, too."""
_LONGEST = 60
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Discretion:
    """Hides what looks like a secret, and the `secrets` of a record wherever they turn up again."""

    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def about(cls, *data: Json) -> Discretion:
        """Learn the secrets of data from the names of its fields."""
        found = {text for each in data for text in _secrets_in(each, is_secret=False)}
        return cls(tuple(sorted((text for text in found if len(text) >= _LEAST), key=len, reverse=True)))

    def value(self, value: Json, key: str = "") -> Json:
        """Give a value without secrets; `key` is the field that holds it."""
        if type(value) is dict:
            return {name: self.value(each, name) for name, each in value.items()}
        if type(value) is list:
            return [self.value(each, key) for each in value]
        if type(value) is not str or not value:
            return value
        return HIDDEN if _is_secret(key) else self.text(value, key)

    def text(self, text: str, key: str = "") -> str:
        """Give a text without secrets."""
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        for _ in range(_MOST_IN_A_TEXT):
            found = secret_in(key, text, frozenset())
            if found is None:
                return text
            begin, end = found.inside
            text = f"{text[:begin]}{HIDDEN}{text[end:]}"
        return HIDDEN

    def quoted(self, value: Json, key: str = "") -> str:
        """Write a value on one line, without secrets, as `quoted` does."""
        return quoted(self.value(value, key))


def quoted(value: Json) -> str:
    """Write a value on one line; a long text loses its middle, for addresses differ at their ends."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= _LONGEST:
        return text
    if type(value) is not str:
        return text[: _LONGEST - len(_CUT)] + _CUT
    half = (_LONGEST - len(_CUT)) // 2
    return f"{text[:half]}{_CUT}{text[-half:]}"


def _secrets_in(value: Json, *, is_secret: bool) -> Iterator[str]:
    if type(value) is dict:
        for name, each in value.items():
            yield from _secrets_in(each, is_secret=_is_secret(name))
    elif type(value) is list:
        for each in value:
            yield from _secrets_in(each, is_secret=is_secret)
    elif type(value) is str and is_secret:
        yield value


def _is_secret(key: str) -> bool:
    return key.lower().replace("-", "_") in _SECRETS
