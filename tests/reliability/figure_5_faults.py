"""Faults on the wire: no write is sent twice, reads succeed, and no call outlives its time.

First an exchange is cut at every byte, as GET and POST, closed and reset, in both framings. Then answers are
damaged at random, 35 % of them, until so many faults have happened. Waits between tries are not sat out.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, product
from random import Random
from statistics import median
from typing import Any

from tests.reliability.damage import TRANSIENT
from tests.reliability.faulty import Damage, End, Faulty, serving, whole
from unispec import AsyncEngine, Engine, Settings, Timeouts, UnispecError

SHARE = 0.35
QUICK = Settings(timeouts=Timeouts(connect=2, read=0.25, total=2))
THREADS, TASKS = 12, 24
SEED = 5
ACCOUNT = {"token": "canary-5-faults", "private_network": True, "account": {}}

Try = tuple[str, str]
"""The method and the name of one call."""


@dataclass
class Outcome:
    """What became of calls: those that were answered, and with another's answer; the errors of others."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: list[Try] = field(default_factory=list)
    errors: dict[Try, UnispecError] = field(default_factory=dict)

    def take(self, asked: Try, answered: Any) -> None:
        if isinstance(answered, UnispecError):
            self.errors[asked] = answered
        elif isinstance(answered, dict) and answered.get("of") == asked[1]:
            self.right[asked[0]] += 1
        else:
            self.wrong.append(asked)


def in_threads(url: str, tries: Iterator[Try], outcome: Outcome) -> None:
    """Make calls with the engine for threads."""
    with Engine(settings=QUICK, sleep=lambda _: None) as engine, ThreadPoolExecutor(THREADS) as pool:
        linked = engine.connect("calendly", base_url=url, **ACCOUNT)

        def called(asked: Try) -> tuple[Try, Any]:
            try:
                return asked, linked.request(asked[0], f"/of/{asked[1]}", json=_sent(asked)).result
            except UnispecError as error:
                return asked, error

        for asked, answered in pool.map(called, tries):
            outcome.take(asked, answered)


def in_tasks(url: str, tries: Iterator[Try], outcome: Outcome) -> None:
    """Make calls with the engine for tasks."""

    async def calls(linked: Any) -> None:
        for asked in tries:
            try:
                answered = (await linked.request(asked[0], f"/of/{asked[1]}", json=_sent(asked))).result
            except UnispecError as error:
                answered = error
            outcome.take(asked, answered)

    async def pause(seconds: float) -> None:
        await asyncio.sleep(0)

    async def run() -> None:
        async with AsyncEngine(settings=QUICK, sleep=pause) as engine:
            linked = engine.connect("calendly", base_url=url, **ACCOUNT)
            await asyncio.gather(*(calls(linked) for _ in range(TASKS)))

    asyncio.run(run())


def _sent(asked: Try) -> Any:
    return {"n": asked[1]} if asked[0] == "POST" else None


ENGINES: dict[str, Callable[[str, Iterator[Try], Outcome], None]] = {"threads": in_threads, "tasks": in_tasks}


def measure(long: bool) -> Iterator[str]:
    yield from _cuts()
    yield from _at_random(100_000 if long else 2_500)
    yield from _deadlines(2_000 if long else 150)


def _cuts() -> Iterator[str]:
    """Cut the answer at every byte; the second arrival is answered."""
    total, outcome, duplicates = 0, Outcome(), 0
    for engine, chunked, end in product(ENGINES.values(), (False, True), (End.CLOSE, End.RESET)):

        def cut(name: str, arrival: int, answer: bytes, end: End = end) -> Damage | None:
            at = int(name[1:])
            return Damage("cut", answer[:at], end) if arrival == 1 and at < len(answer) else None

        with serving(Faulty(cut, chunked)) as faulty:
            length = len(whole("g000", chunked=chunked))
            tries = [("GET", f"g{at:03}") for at in range(length + 1)]
            tries += [("POST", f"p{at:03}") for at in range(length + 1)]
            engine(faulty.url, iter(tries), outcome)
            total += sum(faulty.damages.values())
            duplicates += sum(faulty.arrivals[name] > 1 for method, name in tries if method == "POST")
            reads = [faulty.arrivals[name] for method, name in tries if method == "GET"]
            assert reads == [2] * length + [1], "a cut read was not tried once more"
    lost = [asked for asked in outcome.errors if asked[0] == "GET"]
    assert not (duplicates or lost or outcome.wrong), (duplicates, lost[:3], outcome.wrong[:3])
    yield f"{total:,} answers cut at every byte of 2 framings, closed and reset, GET and POST, both engines: "
    yield f"  {outcome.right['GET']:,} of {outcome.right['GET']:,} GETs succeed, {duplicates} POSTs sent twice"


def _at_random(faults: int) -> Iterator[str]:
    for title, engine in ENGINES.items():
        draw, outcome = Random(SEED), Outcome()

        def plan(name: str, arrival: int, answer: bytes, draw: Random = draw) -> Damage | None:
            if draw.random() >= SHARE:
                return None
            return TRANSIENT[draw.choice(list(TRANSIENT))](answer, draw)

        with serving(Faulty(plan)) as faulty:

            def tries(faulty: Faulty = faulty) -> Iterator[Try]:
                for number in count():
                    if sum(faulty.damages.values()) >= faults // 2:
                        return
                    method = "GET" if number % 2 else "POST"
                    yield method, f"{method[0]}{number}"

            asked = _batches(engine, faulty, tries(), outcome)
        yield from _counted(title, faulty, asked, outcome)


def _batches(
    engine: Callable[[str, Iterator[Try], Outcome], None], faulty: Faulty, tries: Iterator[Try], outcome: Outcome
) -> list[Try]:
    """Make the calls in batches, as a pool of threads takes all of an iterator at once."""
    asked: list[Try] = []
    while batch := [each for each, _ in zip(tries, range(500), strict=False)]:
        engine(faulty.url, iter(batch), outcome)
        asked += batch
    return asked


def _counted(title: str, faulty: Faulty, asked: list[Try], outcome: Outcome) -> Iterator[str]:
    writes = [name for method, name in asked if method == "POST"]
    reads = [asked for asked in outcome.errors if asked[0] == "GET"]
    duplicates = [name for name in writes if faulty.arrivals[name] - faulty.refusals[name] > 1]
    unsure = sum(asked[0] == "POST" for asked in outcome.errors)
    share = 1 - len(reads) / max(len(asked) - len(writes), 1)
    yield f"{title}: {sum(faulty.damages.values()):,} faults of {len(faulty.damages)} kinds in "
    yield f"  {sum(faulty.arrivals.values()):,} requests ({SHARE:.0%} of answers): {len(duplicates)} of "
    yield f"  {len(writes):,} POSTs done twice, {unsure:,} ended in an error; {share:.2%} of GETs succeed, "
    yield f"  {len(outcome.wrong)} got another's answer"
    assert not duplicates, duplicates[:3]
    assert not outcome.wrong, outcome.wrong[:3]
    assert share >= 0.9999, [str(outcome.errors[asked]) for asked in reads[:3]]
