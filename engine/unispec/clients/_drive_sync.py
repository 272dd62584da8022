"""Carries out the steps of a flow, in threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from unispec.diagnostics import UnispecError
from unispec.flow import Emit, Failure, Flow, Fork, RawPage, Reply, Request, Send, Wait

Result = TypeVar("Result")


class Driver:
    """Runs flows for one account; holds no state of any of them."""

    def __init__(self, send: Callable[[Request], Reply | Failure], sleep: Callable[[float], None]) -> None:
        self._send = send
        self._sleep = sleep

    def run(self, flow: Flow[Result]) -> Result:
        """Run a flow that emits nothing to its end, and give what it returns."""
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            answer = self._carry_out(step)

    def pages(self, flow: Flow[None]) -> Iterator[RawPage]:
        """Give the pages of a flow; while one is used, the next is already being fetched."""
        with ThreadPoolExecutor(1, "unispec-prefetch") as ahead:
            upcoming: Future[RawPage | None] = ahead.submit(self._advance, flow)
            try:
                while (page := upcoming.result()) is not None:
                    upcoming = ahead.submit(self._advance, flow)
                    yield page
            finally:
                upcoming.exception()
                flow.close()

    def _advance(self, flow: Flow[None]) -> RawPage | None:
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration:
                return None
            if isinstance(step, Emit):
                return step.page
            answer = self._carry_out(step)

    def _carry_out(self, step: object) -> Any:
        match step:
            case Send():
                return self._send(step.request)
            case Wait():
                self._sleep(step.seconds)
                return None
            case Fork():
                return self._fork(step)
        raise TypeError(f"{type(step).__name__} is not a step that can be carried out here")

    def _fork(self, fork: Fork) -> list[Any]:
        if len(fork.flows) == 1:
            return [self._outcome(fork.flows[0])]
        width = min(fork.parallel, len(fork.flows))
        with ThreadPoolExecutor(width, "unispec-fork") as pool:
            return list(pool.map(self._outcome, fork.flows))

    def _outcome(self, begin: Callable[[], Flow[Any]]) -> Any:
        try:
            return self.run(begin())
        except UnispecError as error:
            return error


def sleep(seconds: float) -> None:
    """Let time pass."""
    time.sleep(seconds)
