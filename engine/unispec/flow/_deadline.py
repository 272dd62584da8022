"""A flow in bounded time: no wait, retry, related call or slow answer of it outlives a deadline.

The time that is left goes with each request, and whoever sends it keeps to it. A wait that would end too
late is not begun: the error of what was to be waited out comes at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, TypeVar

from unispec.diagnostics import Code, Diagnostic, TransportError, UnispecError
from unispec.flow._relay import relayed
from unispec.flow._steps import Emit, Failure, Flow, Send, Shield, Step, Wait

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
    if deadline is None:
        return (yield from flow)
    return (yield from relayed(flow, partial(_in_time, deadline)))


def _in_time(deadline: Deadline, step: Step) -> Flow[Any]:
    if isinstance(step, Emit):
        answer = yield step
        deadline.restart()
        return answer
    left = deadline.left()
    if isinstance(step, Wait) and step.seconds > left and step.instead is not None:
        raise _hurried(step.instead(), deadline)
    if left <= 0 or (isinstance(step, Wait) and step.seconds > left):
        raise late(deadline, step)
    if isinstance(step, Send | Shield):
        step = replace(step, seconds=left if step.seconds is None else min(left, step.seconds))
    if isinstance(step, Shield):
        step = replace(step, begin=partial(_unhurried, deadline, step.begin))
    answer = yield step
    if isinstance(answer, Failure) and (isinstance(step, Shield) or deadline.left() <= 0):
        raise late(deadline, step)
    return answer


def _unhurried(deadline: Deadline, begin: Callable[[], Flow[Any]]) -> Flow[Any]:
    """Run what goes on after the deadline; no request of it is sent again then."""

    def carry(step: Step) -> Flow[Any]:
        is_late = isinstance(step, Wait) and step.retries is not None and step.seconds > deadline.left()
        return False if is_late else (yield step)

    return relayed(begin(), carry)


def _hurried(error: UnispecError, deadline: Deadline) -> UnispecError:
    """Add to an error that only the time of the call ruled out another try."""
    why = f"the call has no time left of its {deadline.seconds:g} s to wait longer"
    known = error.diagnostic.help
    error.diagnostic = replace(error.diagnostic, help=f"{known}; {why}" if known else why)
    return error


def late(deadline: Deadline, step: object = None) -> TransportError:
    """Say that the time of a call is over; a write that was under way may have been carried out."""
    message = f"the call did not end within {deadline.seconds:g} s"
    was_write = isinstance(step, Send) and not step.request.idempotent
    remedy = "the provider may have carried it out: look before you try again" if was_write else None
    if isinstance(step, Wait) and step.reason:
        remedy = f"it waited: {step.reason}"
    if isinstance(step, Shield):
        remedy = step.left
    return TransportError(Diagnostic(Code.DEADLINE_EXCEEDED, message, help=remedy))
