"""Whether and when a failed call is tried again: a pure function of what happened so far.

Time is the budget, not the number of tries: a call may sit out a whole rate-limit window, and an
outage is not hammered. Waits are drawn with full jitter, or are what the provider asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from unispec.diagnostics import Code
from unispec.flow._steps import Failure, Reply, Request

BASE = 0.5
CAP = 30.0
TRIES = 50
CONNECTING = 10.0
"""Seconds that all tries may take together when no connection can be made at all."""
DAMAGED = 20.0
"""The same when what comes is to be JSON and is none: on its way, or because the provider is at fault."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a call is tried again: the statuses, and the seconds that all tries may take together."""

    budget: float
    on: frozenset[int]

    def wait(self, attempt: Attempt, asked: float | None, random: Callable[[], float]) -> float | None:
        """Give the seconds to wait before the next try, or None to give up.

        `asked` is what the provider asks for; it is never undercut, and never a reason to hurry. A wait
        that does not fit into the budget is not begun.
        """
        if attempt.number >= TRIES or not self._worth_it(attempt):
            return None
        delay = random() * min(CAP, BASE * 2.0 ** min(attempt.number - 1, 20))
        if asked is not None:
            delay = max(delay, asked + random() * min(1.0, asked / 10 + 0.05))
        budget = min(self.budget, _most(attempt.answer))
        return delay if attempt.spent + delay <= budget else None

    def _worth_it(self, attempt: Attempt) -> bool:
        answer = attempt.answer
        if isinstance(answer, Failure):
            return not answer.final and (attempt.request.idempotent or not answer.sent)
        if answer.status not in self.on:
            return False
        refused = answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers)
        return attempt.request.idempotent or refused


def _most(answer: Reply | Failure) -> float:
    if not isinstance(answer, Failure):
        return inf
    if not answer.sent:
        return CONNECTING
    return DAMAGED if answer.kind == Code.BODY_NOT_JSON else inf


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: its number from 1, its answer, and the seconds spent on the call so far."""

    request: Request
    number: int
    answer: Reply | Failure
    spent: float
