"""Credentials at rest: AES-256-GCM, each text bound to the place that it is stored at.

A sealed text is `1 | length of the key's name | the key's name | nonce | ciphertext and tag`. Tenant,
connection and field are authenticated with it, so that a row that was copied to another tenant does
not open. Nonces are drawn by lot: change the key before it has sealed four billion texts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from unispec.connections.storage._keys import NAME, VARIABLE, KeyRing
from unispec.connections.storage._source import KeySource
from unispec.diagnostics import Code, Diagnostic, InputError

_VERSION = 1
_NONCE = 12
_TAG = 16


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a sealed text stands: whose it is, of which connection, in which field."""

    tenant: str
    connection: str
    field: str

    def bound(self, name: str) -> bytes:
        """Give what is authenticated along with a text that the named key seals."""
        parts = (str(_VERSION), name, self.tenant, self.connection, self.field)
        texts = [part.encode(errors="surrogatepass") for part in parts]
        return b"".join(len(text).to_bytes(4, "big") + text for text in texts)


class Vault:
    """Seals and opens; asks for the keys each time, so that they may change while it is used."""

    __slots__ = ("_source",)

    def __init__(self, keys: KeyRing | Callable[[], KeyRing]) -> None:
        self._source = KeySource(keys)

    @property
    def current(self) -> str:
        """The name of the key that seals."""
        return self._source.known().current

    @property
    def newest(self) -> str:
        """The name of the key that should seal; raises when nobody can tell just now."""
        return self._source.ring().current

    def seal(self, text: bytes, shelf: Shelf) -> bytes:
        """Encrypt a text for its place."""
        return self._sealed(self._source.known(), text, shelf)

    def open(self, sealed: bytes, shelf: Shelf) -> bytes:
        """Decrypt a text at its place; raises `InputError` for one that was changed or moved."""
        return self._opened(self._source.recent(), sealed, shelf)

    def reseal(self, sealed: bytes, shelf: Shelf) -> bytes:
        """Encrypt anew what is sealed at its place; raises `InputError`."""
        ring = self._source.known()
        return self._sealed(ring, self._opened(ring, sealed, shelf), shelf)

    @staticmethod
    def _sealed(ring: KeyRing, text: bytes, shelf: Shelf) -> bytes:
        name, nonce = ring.current, os.urandom(_NONCE)
        key = ring.key(name)
        assert key is not None
        head = bytes((_VERSION, len(name))) + name.encode()
        return head + nonce + AESGCM(key).encrypt(nonce, text, shelf.bound(name))

    @staticmethod
    def _opened(ring: KeyRing, sealed: bytes, shelf: Shelf) -> bytes:
        name, nonce, rest = _parts(sealed)
        key = ring.key(name)
        if key is None:
            problem = f"the key `{name}` that they were encrypted with is not at hand"
            raise _unreadable(problem, f"add the key `{name}` to `{VARIABLE}`, behind the one that encrypts")
        try:
            return AESGCM(key).decrypt(nonce, rest, shelf.bound(name))
        except InvalidTag:
            raise _unreadable("they were changed, or belong somewhere else") from None


def key_of(sealed: bytes) -> str:
    """Name the key that a text was sealed with; raises `InputError`."""
    return _parts(sealed)[0]


def _parts(sealed: bytes) -> tuple[str, bytes, bytes]:
    if len(sealed) < 2 or sealed[0] != _VERSION:
        raise _unreadable("they are not in a form that is known")
    start = 2 + sealed[1]
    if len(sealed) < start + _NONCE + _TAG:
        raise _unreadable("they were cut off")
    try:
        name = sealed[2:start].decode("ascii")
    except UnicodeDecodeError:
        name = ""
    if not NAME.fullmatch(name):
        raise _unreadable("they were changed, or belong somewhere else")
    return name, sealed[start : start + _NONCE], sealed[start + _NONCE :]


def _unreadable(problem: str, remedy: str = "forget the account, and link it anew") -> InputError:
    message = f"stored credentials cannot be decrypted: {problem}"
    return InputError(Diagnostic(Code.UNREADABLE_CREDENTIALS, message, help=remedy))
