"""Messages over the standard streams: a header that says how many bytes follow, and the bytes.

A thread reads, because not every system can wait for its standard input in another way. When the
other side goes away, or says what is no message, the messages end.
"""

from __future__ import annotations

import asyncio
import os
import re
import select
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from threading import Thread

_LENGTH = re.compile(rb"content-length:[ \t]*([0-9]{1,9})[ \t]*\r?\n", re.IGNORECASE)
_LONGEST = 64_000_000
_CHUNK = 65_536


@dataclass
class Pipes:
    """Both streams of a server, by their numbers."""

    source: int
    target: int
    is_open: bool = True
    _reader: asyncio.StreamReader = field(init=False)

    async def bodies(self) -> AsyncIterator[bytes]:
        """Give each message as it comes, until the other side ends."""
        self._reader = asyncio.StreamReader(limit=_LONGEST)
        Thread(target=self._feed, args=(asyncio.get_running_loop(),), daemon=True).start()
        while self.is_open:
            try:
                length = await self._length()
                body = await self._reader.readexactly(length)
            except (ValueError, asyncio.IncompleteReadError):
                return
            yield body
            await asyncio.sleep(0)

    def write(self, data: bytes) -> None:
        """Send bytes; when nobody takes them, the messages end."""
        left = memoryview(data)
        try:
            while left and self.is_open:
                left = left[self._written(left) :]
        except OSError:
            self.close()

    def close(self) -> None:
        """Let the messages end."""
        if self.is_open:
            self.is_open = False
            self._reader.feed_eof()

    async def _length(self) -> int:
        """Read a header; raises `ValueError` where none is."""
        length: int | None = None
        while line := await self._reader.readline():
            found = _LENGTH.fullmatch(line)
            if found:
                length = int(found[1])
            elif not line.strip() and length is not None:
                if length > _LONGEST:
                    raise ValueError
                return length
        raise ValueError

    def _feed(self, loop: asyncio.AbstractEventLoop) -> None:
        data = b"-"
        try:
            while data:
                data = self._read()
                loop.call_soon_threadsafe(self._take, data)
        except RuntimeError:
            return  # the loop has ended, and with it the messages

    def _take(self, data: bytes) -> None:
        if self.is_open and data:
            self._reader.feed_data(data)
        elif self.is_open:
            self._reader.feed_eof()

    def _written(self, data: memoryview) -> int:
        try:
            return os.write(self.target, data)
        except BlockingIOError:
            select.select([], [self.target], [])
            return 0

    def _read(self) -> bytes:
        try:
            return os.read(self.source, _CHUNK)
        except OSError:
            return b""
