"""The keys that credentials are encrypted with: several at once, so that they can be changed."""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from unispec.diagnostics import Code, Diagnostic, InputError

VARIABLE = "UNISPEC_KEYS"
"""The environment variable that holds the keys."""

NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BYTES = 32
_MARK = "\ufeff"
"""The byte order mark, with which some editors begin a file."""

_FORM = "keys are `name:key`, separated by commas or lines; a key is 32 bytes in base64"


class KeyRing:
    """Keys by their names; the first one encrypts, each of them decrypts."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Take 256-bit keys; raises `InputError` when there is none, or one of another form."""
        if not keys:
            raise missing()
        for name, key in keys.items():
            if not isinstance(name, str) or not isinstance(key, bytes):
                raise _invalid("the name of a key is no text, or the key is not of type `bytes`")
            if not NAME.fullmatch(name) or len(key) != _BYTES:
                raise _invalid("a key has no proper name, or is not 32 bytes long")
        self._keys = MappingProxyType(dict(keys))

    @classmethod
    def read(cls, text: str) -> KeyRing:
        """Read `name:key` pairs, the encrypting one first; raises `InputError`."""
        keys: dict[str, bytes] = {}
        for name, written in _pairs(text):
            if name in keys:
                raise _invalid(f"the key `{name}` is given twice")
            keys[name] = _decoded(written)
        return cls(keys)

    @classmethod
    def from_environment(cls, variable: str = VARIABLE) -> KeyRing:
        """Read the keys from an environment variable; raises `InputError`."""
        text = os.environ.get(variable, "")
        if not text.strip():
            raise missing(variable)
        return cls.read(text)

    @classmethod
    def from_file(cls, path: Path | str) -> KeyRing:
        """Read the keys from a file; raises `InputError`."""
        try:
            return cls.read(Path(path).read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise _invalid(f"the file of keys cannot be read (`{type(error).__name__}`)") from None

    @property
    def current(self) -> str:
        """The name of the key that encrypts."""
        return next(iter(self._keys))

    def key(self, name: str) -> bytes | None:
        """Give a key; None when there is none of that name."""
        return self._keys.get(name)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)})"


def new_key(name: str) -> str:
    """Draw a key, as a key ring reads it."""
    if not NAME.fullmatch(name):
        raise _invalid("a name of a key has letters, digits, `.`, `_` and `-`")
    return f"{name}:{b64encode(os.urandom(_BYTES)).decode()}"


def missing(variable: str = VARIABLE) -> InputError:
    """Say that nothing can be stored without a key."""
    message = "there is no key to encrypt credentials with, and they are never stored without"
    remedy = f"set `{variable}`; `unispec accounts new-key` draws one"
    return InputError(Diagnostic(Code.MISSING_ENCRYPTION_KEY, message, help=remedy))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for piece in filter(None, re.split(r"[,\s]+", text.removeprefix(_MARK))):
        name, colon, key = piece.partition(":")
        if not colon:
            raise _invalid("there is a key without its name")
        yield name, key


def _decoded(written: str) -> bytes:
    try:
        return b64decode(written, validate=True)
    except (Error, ValueError):
        raise _invalid("a key is not base64") from None


def _invalid(problem: str) -> InputError:
    return InputError(Diagnostic(Code.INVALID_ENCRYPTION_KEY, problem, help=_FORM))
