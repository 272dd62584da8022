"""The rate limit of a linked account, which processes share through the store.

A process takes as many calls out of the store as callers ask for at that moment, and a few more when the
last few were used up at once. What it does not use in time it gives back with the next few.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import random
from threading import Lock

from unispec.connections._store import Store
from unispec.connections.limits._budget import REASON, Told, Turn, no_turn
from unispec.connections.limits._clock import Clock
from unispec.connections.limits._ledger import Ledger, Taken, slack_of
from unispec.flow import Do, Flow, Wait
from unispec.specs import Rate

TOPIC = "calls"
_SHARE = 25
_SHORTEST = 0.001


@dataclass(slots=True)
class _Batch:
    """Calls that may be sent until some time, and were taken at another."""

    marks: tuple[float, ...]
    left: int
    began: float
    until: float


class SharedBudget:
    """The rate limit of a linked account; shared by threads, tasks and processes."""

    def __init__(
        self, store: Store, tenant: str, connection: str, windows: tuple[Rate, ...], clock: Clock
    ) -> None:
        self._adjust = partial(store.adjust, tenant, connection, TOPIC)
        self._windows = windows
        self._clock = clock
        self._slack = slack_of(windows)
        self._lock = Lock()
        self._at_store = Lock()
        self._batch: _Batch | None = None
        self._asking = 0
        self._waiting = 0
        self._step = 1
        self._most = max(1, min((each.calls for each in windows), default=_SHARE) // _SHARE)
        self._limit: int | None = None
        self._held = 0.0
        self._told: tuple[float, Told] | None = None

    def turn(self, longest: float) -> Flow[Turn]:
        """Wait for the turn of a request; raises `ProviderError` when that takes longer."""
        waited = 0.0
        while True:
            found: Turn | float | None = self._at_hand()
            if found is None:
                with self._lock:
                    self._asking += 1
                try:
                    found = yield Do(self._asked)
                finally:
                    with self._lock:
                        self._asking -= 1
            if isinstance(found, Turn):
                return found
            assert found is not None
            pause = max(found, _SHORTEST) + random() * self._slack / 10  # noqa: S311
            if waited + pause > longest:
                raise no_turn(pause)
            waited += pause
            self._waiting += 1
            try:
                yield Wait(pause, REASON)
            finally:
                self._waiting -= 1

    def answered(self, turn: Turn, told: Told) -> Flow[None]:
        """Take note of an answer; the others hear of it at once when it matters to them."""
        now = self._clock.now()
        wait = told.wait or 0.0
        limit = told.limit
        if limit is not None and limit.remaining is not None and limit.remaining < 1:
            wait = max(wait, limit.reset or 0.0)
        is_news = now + wait > self._held + self._slack if wait else False
        smaller = limit is not None and limit.limit is not None and limit.limit < (self._limit or 0)
        if now <= turn.until and not is_news and not smaller:
            self._told = (now, told)
            return
        if wait:
            self._held = max(self._held, now + wait)
        marks = turn.marks if now > turn.until else None
        yield Do(partial(self._tell, marks, told))

    def is_idle(self) -> bool:
        """Tell whether it can be forgotten: the store knows what others need."""
        return not (self._asking or self._waiting)

    def _at_hand(self) -> Turn | None:
        """Give a turn that was taken out of the store before."""
        with self._lock:
            batch, now = self._batch, self._clock.now()
            if batch is None or not batch.left or now > batch.until or now < self._held:
                return None
            batch.left -= 1
            return Turn(batch.marks, batch.began + self._slack)

    def _asked(self) -> Turn | float:
        """Ask the store for turns, for all who ask right now; or tell how long to wait."""
        with self._at_store:
            found = self._at_hand()
            if found is not None:
                return found
            with self._lock:
                unused, wanted = self._put_away(), max(self._asking, self._step)
                told, self._told = self._told, None
            began = self._clock.now()
            ahead = self._waiting
            taken, pause, self._limit = self._adjust(self._change(unused, told, wanted, ahead, began))
            if taken is None:
                return float(pause)
            with self._lock:
                until = began + self._slack / 2
                self._batch = _Batch(taken.marks, taken.calls - 1, began, until)
            return Turn(taken.marks, began + self._slack)

    def _put_away(self) -> _Batch | None:
        """Take what is left of a batch, and ask for fewer next time; ask for more when nothing is."""
        batch, self._batch = self._batch, None
        if batch is None:
            return None
        was_quick = self._clock.now() <= batch.until
        self._step = min(self._step * 2, self._most) if was_quick and not batch.left else 1
        return batch if batch.left else None

    def _change(
        self, unused: _Batch | None, told: tuple[float, Told] | None, wanted: int, ahead: int, began: float
    ) -> Callable[[str | None, float], tuple[str, tuple[Taken | None, float, int | None]]]:
        def change(text: str | None, time: float) -> tuple[str, tuple[Taken | None, float, int | None]]:
            now = time + self._clock.skipped
            ledger = Ledger.read(self._windows, text)
            if unused is not None:
                ledger.give_back(unused.marks, unused.left)
            if told is not None:
                when, news = told
                ledger.told(now - (began - when), news.limit, news.wait)
            taken = ledger.take(now, wanted)
            pause = 0.0 if taken else ledger.wait(now, ahead)
            return ledger.write(), (taken, pause, ledger.limit)

        return change

    def _tell(self, marks: tuple[float, ...] | None, told: Told) -> None:
        def change(text: str | None, time: float) -> tuple[str, int | None]:
            now = time + self._clock.skipped
            ledger = Ledger.read(self._windows, text)
            if marks is not None:
                ledger.late(now, marks)
            ledger.told(now, told.limit, told.wait)
            return ledger.write(), ledger.limit

        self._limit = self._adjust(change)
