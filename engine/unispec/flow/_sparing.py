"""Retries that do not make an outage worse: all calls of an engine to one provider share a reserve of them.

A retry takes one out. An answer of a provider that is well puts one back, and each call's first try a tenth.
While nothing answers, no more is sent than a tenth above what was asked for, and the reserve.
"""

from __future__ import annotations

from threading import Lock
from typing import Any, TypeVar

from unispec.data import after_fork
from unispec.flow._origin import ForeignUrl, origin
from unispec.flow._relay import relayed
from unispec.flow._steps import Flow, Reply, Request, Send, Step, Wait

Result = TypeVar("Result")

SHARE = 0.1
"""What each first try puts back."""


class Reserve:
    """How many retries may be made, for each provider; shared by threads and tasks."""

    def __init__(self, size: float) -> None:
        self._size = size
        self._left: dict[tuple[str, str, int], float] = {}
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._lock = Lock()

    def sent(self, step: Send, answer: Any) -> None:
        """Take note of a request and its answer."""
        earned = SHARE if step.attempt == 1 else 0.0
        if isinstance(answer, Reply) and answer.status < 500 and answer.status != 429:
            earned += 1.0
        if earned:
            self._add(step.request, earned)

    def take(self, request: Request) -> bool:
        """Take one retry out; False when there is none."""
        return self._add(request, -1.0)

    def _add(self, request: Request, amount: float) -> bool:
        try:
            key = origin(request.url)
        except ForeignUrl:
            return True
        with self._lock:
            left = self._left.get(key, self._size) + amount
            if left < 0:
                return False
            self._left[key] = min(left, self._size)
            return True


def spared(flow: Flow[Result], reserve: Reserve) -> Flow[Result]:
    """Run a flow whose retries come out of a reserve; where none is left, its wait is answered by False."""

    def carry(step: Step) -> Flow[Any]:
        if isinstance(step, Wait) and step.retries is not None and not reserve.take(step.retries):
            return False
        answer = yield step
        if isinstance(step, Send) and not step.is_private:
            reserve.sent(step, answer)
        return answer

    return relayed(flow, carry, shielded=True)
