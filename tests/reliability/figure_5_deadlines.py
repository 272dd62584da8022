"""Deadlines: a call that cannot succeed ends when its time is over. Waits between tries are sat out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from statistics import median

from tests.reliability.callers import ACCOUNT, catalogue
from tests.reliability.faulty import Damage, End, Faulty, serving
from unispec import AsyncConnection, AsyncEngine, Connection, Engine, Settings, UnispecError

SEED = 5
CALLERS = 8
PATIENT = Settings(retry_reserve=1e6)
ENDS = ("deadline-exceeded", "provider-error", "no-answer")
"""A wait that would end too late is not begun: then the call ends early."""

Asked = tuple[str, float]
"""What the server does, and the seconds that the call may take."""

_LONG = b"HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n"
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"

SLOW: dict[str, Callable[[bytes], Damage]] = {
    "nothing": lambda answer: Damage("nothing", end=End.STALL),
    "half-a-head": lambda answer: Damage("half-a-head", answer[:20], End.STALL),
    "half-a-body": lambda answer: Damage("half-a-body", answer[:-9], End.STALL),
    "early-hints": lambda answer: Damage("early-hints", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 400, End.DRIP),
    "endless-head": lambda answer: Damage("endless-head", answer[:17] + b"x-a: b\r\n" * 2_000, End.DRIP),
    "endless-body": lambda answer: Damage("endless-body", _LONG + b" " * 20_000, End.DRIP),
    "outage": lambda answer: Damage("outage", _BUSY, End.KEEP),
    "reset": lambda answer: Damage("reset", answer[:50], End.RESET),
}


def measure(long: bool) -> Iterator[str]:
    draw = Random(SEED)
    asked = [(draw.choice(list(SLOW)), draw.uniform(0.05, 0.6)) for _ in range(1_000 if long else 75)]
    with serving(Faulty(lambda name, arrival, answer: SLOW[name](answer))) as faulty:
        late = {
            "threads": _in_threads(faulty.url, asked),
            "tasks": asyncio.run(_in_tasks(faulty.url, asked)),
        }
    for title, every in late.items():
        found = [seconds * 1_000 for seconds in every if seconds > 0]
        yield f"{title}: of {len(every):,} calls that cannot succeed {len(found):,} end after their time, by"
        yield f"  {median(found):.1f} ms (median), {max(found):.0f} ms at worst; the others earlier"
        assert median(found) <= (50 if long else 1_000)


def _in_threads(url: str, asked: list[Asked]) -> list[float]:
    def late(linked: Connection, name: str, seconds: float) -> float:
        began = time.monotonic()
        try:
            linked.request("GET", f"/of/{name}", timeout=seconds)
        except UnispecError as error:
            return _late(error, began, seconds)
        raise AssertionError(f"{name} succeeded")

    with Engine(catalogue(), settings=PATIENT) as engine, ThreadPoolExecutor(CALLERS) as pool:
        linked = engine.connect("faulty", base_url=url, **ACCOUNT)
        return list(pool.map(lambda each: late(linked, *each), asked))


async def _in_tasks(url: str, asked: list[Asked]) -> list[float]:
    found: list[float] = []

    async def calls(linked: AsyncConnection, waiting: Iterator[Asked]) -> None:
        for name, seconds in waiting:
            began = time.monotonic()
            try:
                await linked.request("GET", f"/of/{name}", timeout=seconds)
            except UnispecError as error:
                found.append(_late(error, began, seconds))

    async with AsyncEngine(catalogue(), settings=PATIENT) as engine:
        linked, waiting = engine.connect("faulty", base_url=url, **ACCOUNT), iter(asked)
        await asyncio.gather(*(calls(linked, waiting) for _ in range(CALLERS)))
    assert len(found) == len(asked)
    return found


def _late(error: UnispecError, began: float, seconds: float) -> float:
    over = time.monotonic() - began - seconds
    if error.diagnostic.code not in ENDS:
        raise AssertionError(str(error))
    return over
