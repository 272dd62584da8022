"""Whose turn it is among the requests of one account: in the order in which they came, within one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Lock
from typing import Protocol

from unispec.connections.limits._clock import Clock
from unispec.connections.limits._ledger import Ledger, rounding_of
from unispec.data import after_fork
from unispec.diagnostics import Code, Diagnostic, ProviderError
from unispec.flow import Flow, RateLimit, Wait
from unispec.specs import Rate

REASON = "the rate limit of the account"
_SHORTEST = 0.001


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to send one request, whose answer should be there by `until`."""

    marks: tuple[float, ...]
    until: float


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer told of the limit, and how long it asks to wait."""

    limit: RateLimit | None = None
    wait: float | None = None

    def pause(self, rounding: float) -> float:
        """Tell for how many seconds nobody should send anything; a reset is told with this `rounding`."""
        limit, pause = self.limit, self.wait or 0.0
        if limit is not None and limit.remaining is not None and limit.remaining < 1:
            pause = max(pause, 0.0 if limit.reset is None else limit.reset + rounding)
        return pause

    def stale(self) -> Told:
        """Give what of it is still true some time later."""
        limit = self.limit
        if limit is None or limit.remaining is None or limit.remaining < 1:
            return self
        return Told(RateLimit(limit.limit), self.wait)


class Budget(Protocol):
    """The rate limit of one account."""

    def turn(self, longest: float) -> Flow[Turn]:
        """Wait for the turn of a request; raises `ProviderError` when that takes longer."""

    def answered(self, turn: Turn, told: Told) -> Flow[None]:
        """Take note of an answer."""

    def is_idle(self) -> bool:
        """Tell whether nothing of it matters any more."""


class LocalBudget:
    """The rate limit of an account that one process uses; shared by its threads and tasks."""

    def __init__(self, windows: tuple[Rate, ...], clock: Clock) -> None:
        self._ledger = Ledger(windows)
        self._rounding = rounding_of(windows)
        self._clock = clock
        self._queue = Queue()
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._lock = Lock()

    def turn(self, longest: float) -> Flow[Turn]:
        """Wait for the turn of a request; raises `ProviderError` when that takes longer."""
        waited = 0.0
        with self._queue.place() as place:
            while True:
                with self._lock:
                    now = self._clock.now()
                    pause = self._ledger.wait(now, self._queue.ahead(place))
                    taken = None if pause else self._ledger.take(now, 1)
                if taken is not None:
                    return Turn(taken.marks, now + self._ledger.slack)
                pause = max(pause, _SHORTEST)
                if waited + pause > longest:
                    raise no_turn(pause)
                waited += pause
                yield Wait(pause, REASON, instead=partial(no_turn, pause))

    def answered(self, turn: Turn, told: Told) -> Flow[None]:
        """Take note of an answer."""
        with self._lock:
            now = self._clock.now()
            if now > turn.until:
                self._ledger.late(now, turn.marks)
                told = told.stale()
            self._ledger.told(now, told.limit, told.pause(self._rounding))
        return
        yield

    def is_idle(self) -> bool:
        """Tell whether nothing of it matters any more."""
        with self._lock:
            return not self._queue and self._ledger.is_idle(self._clock.now())


class Queue:
    """Who waits, in order."""

    def __init__(self) -> None:
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._numbers = count()
        self._waiting: dict[int, None] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    @contextmanager
    def place(self) -> Iterator[int]:
        """Stand in the queue."""
        with self._lock:
            number = next(self._numbers)
            self._waiting[number] = None
        try:
            yield number
        finally:
            with self._lock:
                del self._waiting[number]

    def ahead(self, number: int) -> int:
        """Tell how many came before; none, for who has left."""
        with self._lock:
            if number not in self._waiting:
                return 0
            return next(index for index, each in enumerate(self._waiting) if each == number)


def no_turn(seconds: float) -> ProviderError:
    """Say that a request was not sent, as its turn comes too late."""
    message = "the rate limit of the account is used up"
    diagnostic = Diagnostic(
        Code.RATE_LIMITED, message, help=f"nothing was sent; try again in {seconds:.0f} s"
    )
    error = ProviderError(diagnostic, category="rate_limited")
    error.retry_after = seconds
    return error
