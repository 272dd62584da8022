"""Work of a store whose failures a flow hears of, so that it can do something about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from unispec.diagnostics import TransportError, UnispecError
from unispec.flow import Do, Flow, Step, Wait, relayed

Result = TypeVar("Result")

_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
"""The pauses, in seconds, before what could not be stored is stored again."""


def heard(flow: Flow[Result]) -> Flow[Result]:
    """Run a flow in which the failure of a store is raised at the step that asked it."""
    return relayed(flow, _answered)


def insisted(work: Callable[[], Any]) -> Flow[Any]:
    """Store what is given only once: a store that fails is asked again."""
    for pause in (*_PAUSES, None):
        found, error = yield Do(partial(_tried, work))
        if error is None:
            return found
        if pause is None or not isinstance(error, TransportError):
            raise error
        yield Wait(pause, "the store fails")
    return None


def _answered(step: Step) -> Flow[Any]:
    if not isinstance(step, Do):
        return (yield step)
    found, error = yield Do(partial(_tried, step.work))
    if error is not None:
        raise error
    return found


def _tried(work: Callable[[], Any]) -> tuple[Any, UnispecError | None]:
    """Do some work; give what it gives, and the error of work that fails."""
    try:
        return work(), None
    except UnispecError as error:
        return None, error
