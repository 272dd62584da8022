"""A response body, read within a limit on its decoded size.

Only gzip and deflate are asked for and decoded, a bounded piece at a time: a small answer cannot
unfold into a large one.
"""

from __future__ import annotations

import zlib

_ANY_HEADER = 47
_PIECE = 65_536


class BodyTooLarge(Exception):
    """The decoded body is larger than the limit."""


class BodyUnreadable(Exception):
    """The body is encoded in a way that was not asked for, or its encoding is broken or cut off."""


class BoundedBody:
    """Collects the pieces of a body; `limit` is in decoded bytes."""

    def __init__(self, limit: int, encoding: str) -> None:
        self._room = limit
        self._pieces: list[bytes] = []
        self._encoding = encoding.strip().lower()
        self._inflater = zlib.decompressobj(_ANY_HEADER) if self._encoding in _INFLATED else None
        self._compressed = False
        if self._encoding not in _INFLATED | _PLAIN:
            raise BodyUnreadable("the body has an encoding that was not asked for")

    def feed(self, piece: bytes) -> None:
        """Take a piece as it came over the wire; raises `BodyTooLarge` or `BodyUnreadable`."""
        if self._inflater is None:
            self._keep(piece)
            return
        while piece:
            self._compressed = True
            if self._inflater.eof:
                self._inflater = zlib.decompressobj(_ANY_HEADER)
            try:
                self._keep(self._inflater.decompress(piece, _PIECE))
            except zlib.error:
                raise BodyUnreadable("the body is not what its encoding says") from None
            piece = self._inflater.unconsumed_tail or self._inflater.unused_data

    def finish(self) -> bytes:
        """Give the decoded body; raises `BodyUnreadable` when it was cut off."""
        if self._inflater is not None and self._compressed and not self._inflater.eof:
            raise BodyUnreadable("the encoded body is cut off")
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._room -= len(piece)
        if self._room < 0:
            raise BodyTooLarge
        self._pieces.append(piece)


_INFLATED = {"gzip", "x-gzip", "deflate"}
_PLAIN = {"", "identity"}
ACCEPTED = "gzip, deflate"
