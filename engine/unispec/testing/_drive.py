"""Carries out the steps of a flow one after the other, without a network or a clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from unispec.diagnostics import UnispecError
from unispec.flow import Failure, Flow, Fork, Reply, Request, Send, Wait

Result = TypeVar("Result")


class Sequence:
    """Runs flows; keeps the waits that they asked for, in `waits`."""

    def __init__(self, send: Callable[[Request], Reply | Failure]) -> None:
        self._send = send
        self.waits: list[float] = []

    def run(self, flow: Flow[Result]) -> Result:
        """Run a flow to its end, and give what it returns."""
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            match step:
                case Send():
                    answer = self._send(step.request)
                case Wait():
                    self.waits.append(step.seconds)
                    answer = None
                case Fork():
                    answer = [self._outcome(begin) for begin in step.flows]
                case _:
                    raise TypeError(f"{type(step).__name__} is not a step that can be carried out here")

    def _outcome(self, begin: Callable[[], Flow[Any]]) -> Any:
        try:
            return self.run(begin())
        except UnispecError as error:
            return error
