"""What is taken of a rate limit, and when it is free again: arithmetic on times that somebody else tells.

A call that begins at `t` is counted until `t + slack + window`. When its answer came within the slack, that
is a whole window after the provider saw it, whenever that was. A later answer is counted anew, from then on.

Resets are told in whole seconds: a fixed window may end a second later than its header says. A header that
tells nonsense frees no window that is full, and never more than twice its calls in a span as long as it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from unispec.data import decode, encode
from unispec.flow import RateLimit
from unispec.specs import Rate

_PIECES = 100
_LONGEST_HOLD = 3_600.0
_ROUNDING = 1.0


@dataclass(frozen=True, slots=True)
class Taken:
    """So many calls that may be made at once; `marks` tell where each window has them written down."""

    calls: int
    marks: tuple[float, ...]


def slack_of(windows: Iterable[Rate]) -> float:
    """Give the seconds within which a call is answered as a rule: a thirtieth of the shortest window."""
    shortest = min((each.seconds for each in windows), default=60.0)
    return min(2.0, max(shortest / 30, min(0.1, shortest / 4)))


def rounding_of(windows: tuple[Rate, ...]) -> float:
    """Give the seconds that the end of a first window that is fixed may lie behind the reset that is told."""
    return min(_ROUNDING, windows[0].seconds) if windows and windows[0].is_fixed else 0.0


class Ledger:
    """The calls of one account; `write` gives a text that `read` reads in another process."""

    def __init__(self, windows: tuple[Rate, ...], slack: float | None = None) -> None:
        self.slack = slack_of(windows) if slack is None else slack
        twice = {Rate(2 * each.calls, each.seconds): None for each in windows if each.is_fixed}
        spans = [each for each in twice if each not in windows]
        self._tallies = [Tally(each, self.slack) for each in (*windows, *spans)]
        self._held = self._held_at = 0.0
        self._limit: int | None = None

    @classmethod
    def read(cls, windows: tuple[Rate, ...], text: str | None, slack: float | None = None) -> Ledger:
        """Read what was written; windows that were not known then are empty."""
        ledger = cls(windows, slack)
        if text is not None:
            written: Any = decode(text.encode())
            ledger._held, ledger._limit = written["held"], written["limit"]
            ledger._held_at = written.get("held_at", 0.0)
            for tally in ledger._tallies:
                tally.entries = written["taken"].get(tally.name, [])
        return ledger

    def write(self) -> str:
        """Write everything down."""
        taken = {each.name: each.entries for each in self._tallies}
        held = {"held": self._held, "held_at": self._held_at}
        return encode({**held, "limit": self._limit, "taken": taken}).decode()

    @property
    def limit(self) -> int | None:
        """How many calls the first window holds, as far as is known."""
        return self._tallies[0].most(self._limit) if self._tallies else None

    def take(self, now: float, wanted: int) -> Taken | None:
        """Take up to so many calls; None when there is no room for one."""
        calls = self.room(now, wanted)
        if self._hold(now) or calls < 1:
            return None
        return Taken(calls, tuple(each.add(now, calls) for each in self._tallies))

    def room(self, now: float, most: int) -> int:
        """Tell how many calls there is room for, up to so many."""
        return min([most, *(each.room(now, self._cap(index)) for index, each in enumerate(self._tallies))])

    def wait(self, now: float, ahead: int = 0) -> float:
        """Tell in how many seconds there is room for one more call than `ahead` wait for."""
        caps = [self._cap(index) for index in range(len(self._tallies))]
        pairs = zip(self._tallies, caps, strict=True)
        return max([self._hold(now), *(each.wait(now, cap, ahead + 1) for each, cap in pairs)])

    def give_back(self, marks: tuple[float, ...], calls: int) -> None:
        """Take calls out again that were not made."""
        for tally, mark in zip(self._tallies, marks, strict=True):
            tally.remove(mark, calls)

    def late(self, now: float, marks: tuple[float, ...]) -> None:
        """Count a call from now on whose answer came only now."""
        for tally, mark in zip(self._tallies, marks, strict=True):
            tally.move(now, mark)

    def told(self, now: float, limit: RateLimit | None, pause: float) -> None:
        """Take what an answer told for true, where it allows less; nobody sends anything for a `pause`."""
        if limit is not None and limit.limit is not None and limit.limit >= 1:
            self._limit = int(limit.limit)
        if limit is not None and limit.remaining is not None and self._tallies:
            self._tallies[0].correct(now, self._cap(0), int(limit.remaining), limit.reset)
        longest = max([_LONGEST_HOLD, *(each.rate.seconds for each in self._tallies)])
        if pause:
            self._held, self._held_at = now + max(self._hold(now), min(pause, longest)), now

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing of it matters any more."""
        return not self._hold(now) and not any(each.used(now) for each in self._tallies)

    def _hold(self, now: float) -> float:
        """Tell for how many seconds nobody sends anything; a clock that was set back ends that."""
        return max(self._held - now, 0.0) if now >= self._held_at - _ROUNDING else 0.0

    def _cap(self, index: int) -> int:
        return self._tallies[index].most(self._limit if index == 0 else None)


class Tally:
    """The calls of one window: `[mark, calls]`, the time at which so many are free again."""

    __slots__ = ("entries", "name", "rate", "slack")

    def __init__(self, rate: Rate, slack: float) -> None:
        self.rate = rate
        self.slack = slack
        self.name = f"{rate.calls}/{rate.seconds:g}{'/fixed' if rate.is_fixed else ''}"
        self.entries: list[list[Any]] = []

    def most(self, told: int | None) -> int:
        """Tell how many calls the window holds."""
        return self.rate.calls if told is None else min(self.rate.calls, told)

    def used(self, now: float) -> int:
        """Tell how many calls are taken, and forget those that are free again.

        A clock that was set back delays nobody for longer than two windows.
        """
        self.entries = [each for each in self.entries if each[0] > now]
        latest = now + 2 * (self.slack + self.rate.seconds)
        for each in self.entries:
            each[0] = min(each[0], latest)
        return sum(calls for _, calls in self.entries)

    def room(self, now: float, cap: int) -> int:
        """Tell how many calls may be made."""
        used = self.used(now)
        is_ending = self.rate.is_fixed and self.entries and now + 2 * self.slack > self.entries[-1][0]
        return 0 if is_ending else max(cap - used, 0)

    def wait(self, now: float, cap: int, wanted: int) -> float:
        """Tell in how many seconds there is room for so many."""
        room = self.room(now, cap)
        if room >= wanted:
            return 0.0
        rounds, rest = divmod(wanted - 1, cap)
        more = rounds * (self.rate.seconds + self.slack)
        free = cap - sum(calls for _, calls in self.entries)
        for mark, calls in self.entries:
            free += calls
            if free > rest:
                return float(mark - now + more)
        return more

    def add(self, now: float, calls: int) -> float:
        """Write calls down that begin now, and tell where."""
        is_begun = self.rate.is_fixed and self.entries
        mark = self.entries[-1][0] if is_begun else self._mark(now)
        self._insert(mark, calls)
        return float(mark)

    def remove(self, mark: float, calls: int) -> bool:
        """Take calls out; tell whether they were still there."""
        for index, each in enumerate(self.entries):
            if each[0] == mark and each[1] >= calls:
                each[1] -= calls
                if not each[1]:
                    del self.entries[index]
                return True
        return False

    def move(self, now: float, mark: float) -> None:
        """Write a call down as one that begins now."""
        if not self.rate.is_fixed:
            self.remove(mark, 1)
            self._insert(self._mark(now), 1)

    def correct(self, now: float, cap: int, remaining: int, reset: float | None) -> None:
        """Leave no more room than an answer tells of; what others have used is free at its `reset`."""
        latest, rounding = self._mark(now), _ROUNDING if self.rate.is_fixed else 0.0
        end = latest if reset is None else min(now + reset + rounding, latest)
        used = self.used(now)
        if self.rate.is_fixed and self.entries and reset is not None:
            end = end if used < cap else max(end, self.entries[-1][0])
            self.entries = [[end, used]]
        foreign = cap - used - remaining
        if foreign > 0:
            self._insert(end, foreign)

    def _insert(self, mark: float, calls: int) -> None:
        index = bisect_left(self.entries, mark, key=lambda each: each[0])
        if index < len(self.entries) and self.entries[index][0] == mark:
            self.entries[index][1] += calls
        else:
            self.entries.insert(index, [mark, calls])

    def _mark(self, now: float) -> float:
        """Tell when a call that begins now is free again; calls that begin together share a piece of time."""
        free = now + self.slack + self.rate.seconds
        piece = self.rate.seconds / _PIECES
        return free if self.rate.is_fixed else ceil(free / piece) * piece
