"""Callers, their budgets and a provider on a clock that nobody waits for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Any

from unispec.connections.limits import Budget, Clock, Told
from unispec.diagnostics import UnispecError
from unispec.flow import Do, Flow, RateLimit, Request, Send, Wait
from unispec.specs import Rate

ASKED = Send(Request("GET", "https://api.test/things"))


class Time(Clock):
    """A clock that only the simulation moves."""

    __slots__ = ("time",)

    def __init__(self) -> None:
        super().__init__()
        self.time = 1_000.0

    def now(self) -> float:
        return self.time


class Notes:
    """A store as far as budgets need one; its clock is another than that of processes."""

    def __init__(self, clock: Time, ahead: float = 5e8) -> None:
        self._clock = clock
        self._ahead = ahead
        self.text: str | None = None
        self.turns = 0

    def adjust(self, tenant: str, connection: str, topic: str, change: Callable[..., Any]) -> Any:
        assert (tenant, connection, topic) == ("acme", "c1", "calls")
        self.turns += 1
        self.text, answer = change(self.text, self._clock.now() + self._ahead)
        return answer


@dataclass
class Provider:
    """Counts what arrives, and tells the state of its limit as it sees it, its reset `rounded`."""

    rate: Rate
    tells: bool = True
    rounded: Callable[[float], float] = float
    arrived: list[float] = field(default_factory=list)
    refused: int = 0
    began: float = -1e9

    def answer(self, now: float) -> Told:
        limit, seconds = self.rate.calls, self.rate.seconds
        if self.rate.is_fixed and now >= self.began + seconds:
            self.began = now
        since = self.began if self.rate.is_fixed else now - seconds
        used = sum(each > since or (self.rate.is_fixed and each == since) for each in self.arrived) + 1
        self.arrived.append(now)
        self.refused += used > limit
        if not self.tells:
            return Told()
        reset = self.began + seconds - now if self.rate.is_fixed else seconds
        return Told(RateLimit(limit, max(limit - used, 0), self.rounded(reset)))

    def most(self) -> int:
        """Tell how many calls any span of one window had."""
        times = sorted(self.arrived)
        return max(bisect_left(times, each + self.rate.seconds) - bisect_left(times, each) for each in times)


def run(
    clock: Time,
    provider: Provider,
    callers: list[tuple[float, Budget]],
    latency: Callable[[], tuple[float, float]],
    longest: float = 1e9,
) -> list[float]:
    """Let callers begin at their times, and give when each was answered, in order; errors count as never."""
    numbers, ends = count(), list[float]()
    waiting: list[tuple[float, int, Flow[None], Any]] = []
    for begin, budget in callers:
        heappush(waiting, (clock.now() + begin, next(numbers), _call(budget, longest), None))
    while waiting:
        clock.time, _, flow, answer = heappop(waiting)
        try:
            step = flow.send(answer)
            while isinstance(step, Do):
                step = flow.send(step.work())
        except StopIteration:
            ends.append(clock.now())
            continue
        except UnispecError:
            ends.append(float("inf"))
            continue
        if isinstance(step, Wait):
            assert step.seconds > 0
            heappush(waiting, (clock.now() + step.seconds, next(numbers), flow, None))
        elif isinstance(step, Send):
            there, back = latency()
            heappush(
                waiting, (clock.now() + there, next(numbers), _arriving(flow, provider, clock, back), None)
            )
    return ends


def _call(budget: Budget, longest: float) -> Flow[None]:
    turn = yield from budget.turn(longest)
    told = yield ASKED
    yield from budget.answered(turn, told)


def _arriving(flow: Flow[None], provider: Provider, clock: Time, back: float) -> Flow[None]:
    """Arrive at the provider, and take the way back."""
    told = provider.answer(clock.now())
    yield Wait(max(back, 1e-9))
    answer: Any = told
    while True:
        try:
            step = flow.send(answer)
        except StopIteration:
            return
        answer = yield step


def spans(times: list[float], seconds: float) -> int:
    """Tell how many of some sorted times are within one span."""
    return max((bisect_right(times, each + seconds) - index for index, each in enumerate(times)), default=0)
