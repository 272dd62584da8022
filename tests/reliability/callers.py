"""Callers of both engines: each makes calls of `/of/NAME`, and says what became of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from unispec import AsyncEngine, Catalogue, Connection, Engine, Settings, Timeouts, UnispecError

SPEC = Path(__file__).parent / "faulty.yaml"
QUICK = Settings(timeouts=Timeouts(connect=2, read=0.25, total=2))
PATIENT = Settings()
THREADS, TASKS = 12, 24
ACCOUNT: dict[str, Any] = {"token": "canary-5-faults", "private_network": True, "account": {}}

Try: TypeAlias = tuple[str, str]
"""The method and the name of one call."""


@cache
def catalogue() -> Catalogue:
    """The provider that these calls are made of."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "integrations" / "faulty" / "integration.yaml"
        place.parent.mkdir(parents=True)
        place.write_text(SPEC.read_text())
        return Catalogue.load(Path(folder), bundled=False)


@dataclass
class Outcome:
    """What became of calls: those answered right, those with another's answer, and errors."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: list[Try] = field(default_factory=list)
    errors: dict[Try, UnispecError] = field(default_factory=dict)

    def take(self, asked: Try, answered: Any) -> None:
        """Take note of one call."""
        if isinstance(answered, UnispecError):
            self.errors[asked] = answered
        elif isinstance(answered, dict) and answered.get("of") == asked[1]:
            self.right[asked[0]] += 1
        else:
            self.wrong.append(asked)


def in_threads(url: str, tries: list[Try], outcome: Outcome, settings: Settings = QUICK) -> None:
    """Make calls with the engine for threads; waits between tries are not sat out."""

    def called(linked: Connection, asked: Try) -> Any:
        try:
            return linked.request(asked[0], f"/of/{asked[1]}", json=_sent(asked)).result
        except UnispecError as error:
            return error

    with (
        Engine(catalogue(), settings=settings, sleep=lambda _: None) as engine,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        linked = engine.connect("faulty", base_url=url, **ACCOUNT)
        for asked, answered in zip(tries, pool.map(lambda each: called(linked, each), tries), strict=True):
            outcome.take(asked, answered)


def in_tasks(url: str, tries: list[Try], outcome: Outcome, settings: Settings = QUICK) -> None:
    """Make calls with the engine for tasks; waits between tries are not sat out."""

    async def calls(linked: Any, waiting: Iterator[Try]) -> None:
        for asked in waiting:
            try:
                outcome.take(
                    asked, (await linked.request(asked[0], f"/of/{asked[1]}", json=_sent(asked))).result
                )
            except UnispecError as error:
                outcome.take(asked, error)

    async def pause(seconds: float) -> None:
        await asyncio.sleep(0)

    async def run() -> None:
        async with AsyncEngine(catalogue(), settings=settings, sleep=pause) as engine:
            linked, waiting = engine.connect("faulty", base_url=url, **ACCOUNT), iter(tries)
            await asyncio.gather(*(calls(linked, waiting) for _ in range(TASKS)))

    asyncio.run(run())


def _not_at_all(seconds: float) -> None:
    pass


def _sent(asked: Try) -> Any:
    return {"n": asked[1]} if asked[0] == "POST" else None


ENGINES: dict[str, Callable[..., None]] = {"threads": in_threads, "tasks": in_tasks}
