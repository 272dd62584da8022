"""A provider on loopback that breaks its answers on the wire, and counts what arrives.

What is done to an answer is a `Damage`: the bytes that are sent instead, and how the connection ends. Each
request names itself in its path, so an answer tells which request it belongs to, and arrivals are counted.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from weakref import WeakSet

_HOLD = 3.0


class End(Enum):
    """What happens to the connection after an answer."""

    KEEP = auto()
    CLOSE = auto()
    RESET = auto()
    STALL = auto()
    DRIP = auto()


@dataclass(frozen=True, slots=True)
class Damage:
    """What is sent instead of an answer; with `unread`, before the body of the request is read.

    A `refusal` says in so many words that nothing was done.
    """

    name: str
    sent: bytes = b""
    end: End = End.CLOSE
    unread: bool = False
    refusal: bool = False


Plan = Callable[[str, int, bytes], Damage | None]
"""What to do to an answer, by the name of the request, its arrival from 1, and the answer."""


def whole(name: str, *, chunked: bool = False) -> bytes:
    """Give the undamaged answer to a request."""
    body = b'{"of": "%s", "list": [1, 2, 3], "text": "\\u00e9\xc3\xa9"}' % name.encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
    if not chunked:
        return head + b"content-length: %d\r\n\r\n%s" % (len(body), body)
    half = len(body) // 2
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (body[:half], body[half:]))
    return head + b"transfer-encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n"


@dataclass
class Faulty:
    """Answers by a plan; `arrivals` counts requests by name, `damages` what was done, by kind."""

    plan: Plan = lambda name, arrival, answer: None
    chunked: bool = False
    url: str = ""
    arrivals: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    damages: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    writers: WeakSet[asyncio.StreamWriter] = field(default_factory=WeakSet)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answered(reader, writer):
                pass
        writer.close()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        name = head.split(" ", 2)[1].rpartition("/")[2]
        self.arrivals[name] += 1
        answer = whole(name, chunked=self.chunked)
        damage = self.plan(name, self.arrivals[name], answer)
        if damage is None or not damage.unread:
            found = re.search(r"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(found[1]) if found else 0)
        if damage is None:
            writer.write(answer)
            await writer.drain()
            return True
        self.damages[damage.name] += 1
        self.refusals[name] += damage.refusal
        return await _done(damage, reader, writer)


async def _done(damage: Damage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    pieces = [damage.sent[at : at + 8] for at in range(0, len(damage.sent), 8)]
    for piece in pieces if damage.end is End.DRIP else [damage.sent]:
        writer.write(piece)
        await writer.drain()
        if damage.end is End.DRIP:
            await asyncio.sleep(0.002)
    if damage.end is End.STALL:
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(1), _HOLD)
    if damage.end is End.RESET:
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    return damage.end in (End.KEEP, End.DRIP)


@contextmanager
def serving(faulty: Faulty) -> Iterator[Faulty]:
    """Serve in a thread, on a free port of loopback."""
    loop = asyncio.new_event_loop()
    under_way: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        faulty.writers.add(writer)
        task = loop.create_task(faulty.serve(reader, writer))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    async def start() -> asyncio.Server:
        server = await asyncio.start_server(accepted, "127.0.0.1", 0, backlog=1024)
        faulty.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def stop() -> None:
        server.close()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others)
            await asyncio.sleep(0)
        for writer in tuple(faulty.writers):  # a task that was cancelled before it began has closed none
            writer.transport.abort()
        await asyncio.sleep(0)

    server = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, name="faulty", daemon=True)
    thread.start()
    try:
        yield faulty
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
