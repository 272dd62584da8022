"""The rate limit of a linked account, which processes share through the store.

A process takes as many calls out of the store as callers ask for at that moment, and a few more when the
last few were used up at once and plenty are left. What it does not use in time, it gives back with the
next few.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import random
from threading import Lock

from unispec.connections._store import Store
from unispec.connections.limits._budget import REASON, Queue, Told, Turn, no_turn
from unispec.connections.limits._clock import Clock
from unispec.connections.limits._ledger import Ledger, Taken, rounding_of, slack_of
from unispec.data import after_fork
from unispec.flow import Do, Flow, Wait
from unispec.specs import Rate

TOPIC = "calls"
_SHARE = 25
_MANY = 2_500
_PLENTY = 10
_SHORTEST = 0.001
_AT_STORE = 0.5
"""After so many seconds at a store that another asks, it is seen whether the call has time left."""


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
        self._rounding = rounding_of(windows)
        self._queue = Queue()
        self._step = 1
        self._most = max(1, min((each.calls for each in windows), default=_MANY) // _SHARE)
        self._limit: int | None = None
        self._held = 0.0
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        """Begin with nothing at hand: what a forked process finds there is of the one it comes from."""
        self._lock = Lock()
        self._at_store = Lock()
        self._batch: _Batch | None = None
        self._asking = 0
        self._told: tuple[float, Told] | None = None

    def turn(self, longest: float) -> Flow[Turn]:
        """Wait for the turn of a request; raises `ProviderError` when that takes longer."""
        waited = 0.0
        with self._queue.place() as place:
            while True:
                found = self._at_hand() or (yield from self._asking_for(place))
                if isinstance(found, Turn):
                    return found
                if found is None:
                    yield Wait(_SHORTEST, "another asks the store")
                    continue
                pause = max(found, _SHORTEST) + random() * self._slack / 10  # noqa: S311
                if waited + pause > longest:
                    raise no_turn(pause)
                waited += pause
                yield Wait(pause, REASON, instead=partial(no_turn, pause))

    def answered(self, turn: Turn, told: Told) -> Flow[None]:
        """Take note of an answer; the others hear of it at once when it matters to them."""
        now, pause = self._clock.now(), told.pause(self._rounding)
        is_late = now > turn.until
        holds = pause > 0 and now + pause > self._held + self._slack
        if not (is_late or holds or self._is_smaller(told)):
            self._told = (now, told)
            return
        if pause:
            self._held = max(self._held, now + pause)
        yield Do(partial(self._tell, turn.marks if is_late else None, told.stale() if is_late else told))

    def _asking_for(self, place: int) -> Flow[Turn | float | None]:
        with self._lock:
            self._asking += 1
        try:
            found: Turn | float | None = yield Do(partial(self._asked, place))
        finally:
            with self._lock:
                self._asking -= 1
        return found

    def _is_smaller(self, told: Told) -> bool:
        limit = told.limit.limit if told.limit is not None else None
        return limit is not None and self._limit is not None and 1 <= limit < self._limit

    def is_idle(self) -> bool:
        """Tell whether it can be forgotten: the store knows what others need."""
        return not self._queue

    def _at_hand(self) -> Turn | None:
        """Give a turn that was taken out of the store before."""
        with self._lock:
            batch, now = self._batch, self._clock.now()
            if batch is None or not batch.left or now > batch.until or now < self._held:
                return None
            batch.left -= 1
            return Turn(batch.marks, batch.began + self._slack)

    def _asked(self, place: int) -> Turn | float | None:
        """Ask the store for turns, for all who ask right now; or tell how long to wait, if that is known."""
        if not self._at_store.acquire(timeout=_AT_STORE):
            return None
        try:
            found = self._at_hand()
            if found is not None:
                return found
            with self._lock:
                unused, asking = self._put_away(), self._asking
                told, self._told = self._told, None
            began = self._clock.now()
            ahead = self._queue.ahead(place)
            taken, pause, self._limit = self._adjust(self._change(unused, told, asking, ahead, began))
            if taken is None:
                return float(pause)
            with self._lock:
                until = began + self._slack / 2
                self._batch = _Batch(taken.marks, taken.calls - 1, began, until)
            return Turn(taken.marks, began + self._slack)
        finally:
            self._at_store.release()

    def _put_away(self) -> _Batch | None:
        """Take what is left of a batch, and ask for fewer next time; ask for more when nothing is."""
        batch, self._batch = self._batch, None
        if batch is None:
            return None
        was_quick = self._clock.now() <= batch.until
        self._step = min(self._step * 2, self._most) if was_quick and not batch.left else 1
        return batch if batch.left else None

    def _change(
        self, unused: _Batch | None, told: tuple[float, Told] | None, asking: int, ahead: int, began: float
    ) -> Callable[[str | None, float], tuple[str, tuple[Taken | None, float, int | None]]]:
        def change(text: str | None, time: float) -> tuple[str, tuple[Taken | None, float, int | None]]:
            now = time + self._clock.skipped
            ledger = Ledger.read(self._windows, text)
            if unused is not None:
                ledger.give_back(unused.marks, unused.left)
            if told is not None:
                when, news = told
                fresh = news if began - when < self._slack / 2 else news.stale()
                ledger.told(now, fresh.limit, 0.0)
            more = min(self._step, ledger.room(now, self._most * _PLENTY) // _PLENTY)
            taken = ledger.take(now, max(asking, more, 1))
            pause = 0.0 if taken else ledger.wait(now, ahead)
            return ledger.write(), (taken, pause, ledger.limit)

        return change

    def _tell(self, marks: tuple[float, ...] | None, told: Told) -> None:
        def change(text: str | None, time: float) -> tuple[str, int | None]:
            now = time + self._clock.skipped
            ledger = Ledger.read(self._windows, text)
            if marks is not None:
                ledger.late(now, marks)
            ledger.told(now, told.limit, told.pause(self._rounding))
            return ledger.write(), ledger.limit

        self._limit = self._adjust(change)
