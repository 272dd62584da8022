"""Where keys come from: a ring, or a function that is asked each time and may fail for a moment.

A provider gives a new grant once, so it must not be lost because a file of keys is just being written.
While the function fails, the last ring that it gave seals what is stored. It also opens, for a minute:
longer than a token call and all that is done to store what comes of it. Then the failure is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from unispec.connections.storage._keys import KeyRing
from unispec.diagnostics import Code, Diagnostic, TransportError, UnispecError

_A_WHILE = 60.0


class KeySource:
    """Gives the ring of keys as it is now; threads may share it."""

    __slots__ = ("_ask", "_failing_since", "_last")

    def __init__(self, keys: KeyRing | Callable[[], KeyRing]) -> None:
        self._ask: Callable[[], KeyRing] = (lambda: keys) if isinstance(keys, KeyRing) else keys
        self._last: KeyRing | None = None
        self._failing_since: float | None = None

    def ring(self) -> KeyRing:
        """Give the ring; raises `TransportError` when it cannot be had, `InputError` when it never could."""
        try:
            found = self._ask()
        except UnispecError as error:
            if self._last is None:
                raise
            raise self._failed(error.diagnostic.message) from None
        except Exception as error:
            raise self._failed(f"`{type(error).__name__}`") from None
        if not isinstance(found, KeyRing):
            raise self._failed(f"it gives a `{type(found).__name__}`, and no `KeyRing`")
        self._last, self._failing_since = found, None
        return found

    def known(self) -> KeyRing:
        """Give the ring, or the last one that could be had."""
        try:
            return self.ring()
        except TransportError:
            if self._last is None:
                raise
            return self._last

    def recent(self) -> KeyRing:
        """Give the ring, or the last one as long as it cannot be had for a minute at most."""
        try:
            return self.ring()
        except TransportError:
            since = self._failing_since
            if self._last is None or since is None or time.monotonic() - since > _A_WHILE:
                raise
            return self._last

    def _failed(self, why: str) -> TransportError:
        if self._failing_since is None:
            self._failing_since = time.monotonic()
        message = f"the function that gives the keys of the store failed ({why})"
        return TransportError(Diagnostic(Code.STORE_FAILED, message))
