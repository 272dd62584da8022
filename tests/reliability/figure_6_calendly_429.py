"""Calendly's own 429 is sat out with nothing configured: it tells the seconds to the end of the window.

The fast profile jumps over the wait, the long one really waits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from math import ceil
from typing import Any

from tests.reliability.faulty import Damage, End, Faulty, serving
from unispec import AsyncEngine, Engine

WINDOW = 60.0
ACCOUNT: dict[str, Any] = {"token": "canary-6-window", "private_network": True, "account": {}}


class Window:
    """A window of Calendly's rate limit that is used up, on a clock that can be moved."""

    def __init__(self) -> None:
        self._moved = 0.0
        self._end = self.now() + WINDOW
        self.refused = 0

    def now(self) -> float:
        return time.monotonic() + self._moved

    def move(self, seconds: float) -> None:
        self._moved += seconds

    async def move_in_tasks(self, seconds: float) -> None:
        self.move(seconds)

    def plan(self, name: str, arrival: int, answer: bytes) -> Damage | None:
        left = self._end - self.now()
        if left <= 0:
            return None
        self.refused += 1
        head = (
            "HTTP/1.1 429 Too Many Requests\r\nx-ratelimit-limit: 500\r\nx-ratelimit-remaining: 0\r\n"
            f"x-ratelimit-reset: {ceil(left)}\r\ncontent-length: 0\r\n\r\n"
        )
        return Damage("window", head.encode(), End.KEEP, refusal=True)


def measure(long: bool) -> Iterator[str]:
    for title, call in {"threads": _in_thread, "tasks": _in_task}.items():
        window = Window()
        with serving(Faulty(window.plan)) as faulty:
            began = window.now()
            assert call(faulty.url, window, long) == {"GET": "get", "POST": "post"}
            waited = window.now() - began
        how = "waited" if long else "jumped over"
        yield f"{title}: {waited:.1f} s of 429 {how}, {window.refused} requests refused, both calls answered"
        assert WINDOW <= waited < WINDOW + 10
        assert window.refused == 1


CALLS = {"GET": "get", "POST": "post"}


def _in_thread(url: str, window: Window, long: bool) -> dict[str, Any]:
    with Engine() if long else Engine(sleep=window.move) as engine:
        linked = engine.connect("calendly", base_url=url, **ACCOUNT)
        return {each: linked.request(each, f"/of/{name}").result["of"] for each, name in CALLS.items()}


def _in_task(url: str, window: Window, long: bool) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        async with AsyncEngine() if long else AsyncEngine(sleep=window.move_in_tasks) as engine:
            linked = engine.connect("calendly", base_url=url, **ACCOUNT)
            return {
                each: (await linked.request(each, f"/of/{name}")).result["of"] for each, name in CALLS.items()
            }

    return asyncio.run(run())
