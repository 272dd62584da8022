"""One token call for each expired grant: 8 processes, 25 callers each for each of 4 connections, at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tests.reliability.provider import FORKING, Control, provider
from tests.reliability.worker import TENANT, Site, linked, places

PROCESSES, CALLERS = 8, 25
ACCOUNTS = ("c1", "c2", "c3", "c4")
ROUNDS, MANY = 1, 100

Answers = list[tuple[str, str]]


@dataclass(frozen=True)
class Callers:
    """A process whose callers wait for a word, and then call all at once."""

    site: Site
    pipe: Connection
    work: Callable[[Site], Callable[[], Answers]]

    def __call__(self) -> None:
        call = self.work(self.site)
        self.pipe.send("ready")
        with suppress(EOFError):
            while self.pipe.recv() == "go":
                self.pipe.send(call())


def threads(site: Site) -> Callable[[], Answers]:
    """Call from threads, through one engine."""
    engine = site.engine()
    pool = ThreadPoolExecutor(CALLERS * len(ACCOUNTS))

    def one(account: str) -> tuple[str, str]:
        connection = engine.connect("steady", tenant=TENANT, connection=account, private_network=True)
        try:
            return account, str(connection.request("GET", "/things").result["number"])
        except Exception as error:
            return account, f"{type(error).__name__}: {str(error)[:300]}"

    return lambda: list(pool.map(one, ACCOUNTS * CALLERS))


def tasks(site: Site) -> Callable[[], Answers]:
    """Call from tasks, through one engine."""
    store = site.store()

    async def one(engine: Any, account: str) -> tuple[str, str]:
        connection = engine.connect("steady", tenant=TENANT, connection=account, private_network=True)
        try:
            return account, str((await connection.request("GET", "/things")).result["number"])
        except Exception as error:
            return account, f"{type(error).__name__}: {str(error)[:300]}"

    async def all_at_once() -> Answers:
        async with site.async_engine(store) as engine:
            return await asyncio.gather(*(one(engine, account) for account in ACCOUNTS * CALLERS))

    return lambda: asyncio.run(all_at_once())


def measure(long: bool) -> Iterator[str]:
    """Count token calls, errors, and the tokens that callers went out with."""
    with provider() as control, places(control.port) as sites:
        for site in sites:
            for name, work in (("threads", threads), ("tasks", tasks)):
                yield f"{site.kind}, {name}: {_rounds(site, control, work, MANY if long else ROUNDS)}"


def _rounds(site: Site, control: Control, work: Callable[[Site], Any], count: int) -> str:
    pipes = []
    store = site.emptied()
    for _ in range(PROCESSES):
        here, there = FORKING.Pipe()
        FORKING.Process(target=Callers(site, there, work), daemon=True).start()
        pipes.append(here)
    for each in pipes:
        assert each.poll(60)
        assert each.recv() == "ready"
    callers = calls = 0
    began = time.monotonic()
    for _ in range(count):
        before = control(*ACCOUNTS, anew=True)
        for account in ACCOUNTS:
            store.put(linked(account, before[account]["number"], expires_at=store.now() - 1))
        for each in pipes:
            each.send("go")
        found = [answer for each in pipes for answer in each.recv()]
        after = control(*ACCOUNTS)
        wanted = {(account, str(before[account]["number"] + 1)) for account in ACCOUNTS}
        assert set(found) == wanted, f"{set(found) - wanted} are not one new token for each connection"
        assert [each["calls"] for each in after.values()] == [1] * len(ACCOUNTS), "more than one token call"
        assert sum(each["refused"] + each["replays"] for each in after.values()) == 0
        callers += len(found)
        calls += sum(each["calls"] for each in after.values())
    seconds = (time.monotonic() - began) / count
    for each in pipes:
        each.send("end")
    store.close()
    said = f"{count} x {len(found)} callers, {calls} token calls ({callers} callers, 0 errors)"
    return f"{said}, {seconds:.2f} s each"
