"""One account, 8 processes: no window of the provider, as it counts them, has more calls than it allows."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from typing import Any

from tests.reliability.provider import FORKING
from tests.reliability.worker import TENANT, Site, linked, places
from unispec.specs import Rate

PROCESSES, CALLERS = 8, 3
QUICK, REAL = Rate(50, 2.0), Rate(500, 60.0)
SPANS, MANY = 2, 3
SLOW = 0.1
OUT_OF_TIME = ("deadline-exceeded", "rate-limited")
"""Both say that a call has no time left; after the second one nothing was sent."""


@dataclass(frozen=True)
class Provider:
    """Answers calls, each after a while, and keeps the time at which each arrived."""

    rate: Rate
    pipe: Connection

    def __call__(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        arrived: list[float] = []

        async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while head := await reader.readuntil(b"\r\n\r\n"):
                    if head.startswith(b"GET /arrived"):
                        _answer(writer, 200, arrived)
                        continue
                    now = time.monotonic()
                    arrived.append(now)
                    used = sum(each > now - self.rate.seconds for each in arrived)
                    await asyncio.sleep(random.random() * (0.6 if random.random() < SLOW else 0.02))
                    _answer(writer, 429 if used > self.rate.calls else 200, {})
            writer.close()

        server = await asyncio.start_server(speak, "127.0.0.1", 0)
        self.pipe.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()


def _answer(writer: asyncio.StreamWriter, status: int, body: Any) -> None:
    content = json.dumps(body).encode()
    head = (
        f"HTTP/1.1 {status} Said\r\ncontent-length: {len(content)}\r\ncontent-type: application/json\r\n\r\n"
    )
    writer.write(head.encode() + content)


@dataclass(frozen=True)
class Caller:
    """A process that makes call after call until its time is over; tells what became of them."""

    site: Site
    rate: Rate
    seconds: float
    pipe: Connection
    work: Callable[[Caller], Counter[str]]

    def __call__(self) -> None:
        self.pipe.send(dict(self.work(self)))

    @property
    def account(self) -> dict[str, Any]:
        """How the account is connected."""
        window = {"calls": self.rate.calls, "window": f"{self.rate.seconds:g}s"}
        limit = {"rate_limit": {"windows": [window]}, "retry": {"budget": "3600s"}}
        named = {"tenant": TENANT, "connection": "c1", "private_network": True}
        return {**named, "overrides": {"integration": limit}}


def threads(caller: Caller) -> Counter[str]:
    """Call from threads."""
    with caller.site.engine() as engine, ThreadPoolExecutor(CALLERS) as pool:
        connection = engine.connect("steady", **caller.account)
        end = time.monotonic() + caller.seconds

        def calls(_: int) -> Counter[str]:
            found: Counter[str] = Counter()
            while (left := end - time.monotonic()) > 0:
                try:
                    connection.request("GET", "/things", timeout=left)
                    found["answered"] += 1
                except Exception as error:
                    found[_kind(error)] += 1
            return found

        return sum(pool.map(calls, range(CALLERS)), Counter())


def tasks(caller: Caller) -> Counter[str]:
    """Call from tasks."""

    async def calls(connection: Any, end: float) -> Counter[str]:
        found: Counter[str] = Counter()
        while (left := end - time.monotonic()) > 0:
            try:
                await connection.request("GET", "/things", timeout=left)
                found["answered"] += 1
            except Exception as error:
                found[_kind(error)] += 1
        return found

    async def run() -> Counter[str]:
        async with caller.site.async_engine() as engine:
            connection = engine.connect("steady", **caller.account)
            end = time.monotonic() + caller.seconds
            return sum(await asyncio.gather(*(calls(connection, end) for _ in range(CALLERS))), Counter())

    return asyncio.run(run())


def _kind(error: Exception) -> str:
    code = getattr(getattr(error, "diagnostic", None), "code", None)
    return "out of time" if code in OUT_OF_TIME else f"{type(error).__name__}: {str(error)[:200]}"


@contextmanager
def counting(rate: Rate) -> Iterator[int]:
    """Start a provider that counts; give its port."""
    here, there = FORKING.Pipe()
    process = FORKING.Process(target=Provider(rate, there), daemon=True)
    process.start()
    try:
        assert here.poll(60), "the provider did not start"
        yield here.recv()
    finally:
        process.kill()
        process.join()


def measure(long: bool) -> Iterator[str]:
    """Count the calls of every span that is as long as a window, as the provider sees them."""
    rate = REAL if long else QUICK
    kinds = (("sqlite", threads), ("postgres", tasks))
    for kind, work in kinds:
        with counting(rate) as port, places(port, kinds=(kind,)) as sites:
            for site in sites:
                spans = MANY if long else SPANS
                yield f"{site.kind}, {work.__name__}: {_measured(site, rate, spans, work)}"


def _measured(site: Site, rate: Rate, spans: int, work: Callable[[Caller], Counter[str]]) -> str:
    store = site.emptied()
    store.put(linked("c1"))
    store.close()
    pipes = []
    for _ in range(PROCESSES):
        here, there = FORKING.Pipe()
        caller = Caller(site, rate, spans * rate.seconds, there, work)
        FORKING.Process(target=caller, daemon=True).start()
        pipes.append(here)
    found: Counter[str] = sum((Counter(each.recv()) for each in pipes), Counter())
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=30)) as line:
        line.request("GET", "/arrived")
        arrived: list[float] = json.loads(line.getresponse().read())
    most = _most(arrived, rate.seconds)
    assert most <= rate.calls, f"{most} calls in {rate.seconds:g} s, of {rate.calls} that are allowed"
    assert set(found) <= {"answered", "out of time"}, dict(found)
    assert most > rate.calls / 2, f"at most {most} calls at a time: the limit was not tried"
    seconds = max(arrived) - min(arrived)
    return (
        f"{PROCESSES} processes of {CALLERS} callers, {len(arrived)} calls in {seconds:.0f} s, "
        f"at most {most} in any {rate.seconds:g} s of {rate.calls} allowed, none refused"
    )


def _most(arrived: list[float], seconds: float) -> int:
    """Tell how many calls the fullest span of so many seconds had."""
    times, first, most = sorted(arrived), 0, 0
    for index, each in enumerate(times):
        while times[first] <= each - seconds:
            first += 1
        most = max(most, index - first + 1)
    return most
