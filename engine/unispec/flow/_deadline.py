"""A flow in bounded time: no wait, retry, related call or slow answer of it outlives a deadline.

The time that is left goes with each request, and whoever sends it keeps to it. A wait that would end too
late is not begun: the error comes at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, TypeVar

from unispec.diagnostics import Code, Diagnostic, TransportError
from unispec.flow._steps import Emit, Failure, Flow, Fork, Send, Shield, Step, Wait

Result = TypeVar("Result")


class Deadline(Protocol):
    """The time of a call."""

    @property
    def seconds(self) -> float:
        """How long it may take altogether."""

    def left(self) -> float:
        """Tell how many seconds are left; none or fewer when the time is over."""

    def restart(self) -> None:
        """Begin anew, for the next page."""


def within(flow: Flow[Result], deadline: Deadline | None) -> Flow[Result]:
    """Run a flow until a deadline; each page that it emits has the whole time for itself.

    Raises `TransportError` when the time is over.
    """
    go: Callable[[], Any] = partial(flow.send, None)
    while True:
        try:
            step = go()
        except StopIteration as stop:
            result: Result = stop.value
            return result
        if deadline is None or isinstance(step, Emit):
            go = partial(flow.send, (yield step))
            if deadline is not None:
                deadline.restart()
            continue
        left = deadline.left()
        if left <= 0 or (isinstance(step, Wait) and step.seconds > left):
            go = partial(flow.throw, late(deadline))
            continue
        answer = yield _bounded(step, deadline, left)
        is_over = isinstance(answer, Failure) and deadline.left() <= 0
        go = partial(flow.throw, late(deadline, step)) if is_over else partial(flow.send, answer)


def _bounded(step: Step, deadline: Deadline, left: float) -> Step:
    match step:
        case Send() | Shield():
            return replace(step, seconds=left if step.seconds is None else min(left, step.seconds))
        case Fork():
            flows = tuple(partial(_begun_within, begin, deadline) for begin in step.flows)
            return replace(step, flows=flows)
    return step


def _begun_within(begin: Callable[[], Flow[Any]], deadline: Deadline) -> Flow[Any]:
    return within(begin(), deadline)


def late(deadline: Deadline, step: object = None) -> TransportError:
    """Say that the time of a call is over; a write that was under way may have been carried out."""
    message = f"the call did not end within {deadline.seconds:g} s"
    was_write = isinstance(step, Send) and not step.request.idempotent
    remedy = "the provider may have carried it out: look before you try again" if was_write else None
    return TransportError(Diagnostic(Code.DEADLINE_EXCEEDED, message, help=remedy))
