"""A flow whose steps another flow carries out: how what is around a call sees each step of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias, TypeVar

from unispec.diagnostics import UnispecError
from unispec.flow._steps import Flow, Fork, Shield, Step

Result = TypeVar("Result")
Carry: TypeAlias = Callable[[Step], Flow[Any]]
"""Carries out a step and gives the answer, or raises an error to raise at the step."""


def relayed(flow: Flow[Result], carry: Carry, *, shielded: bool = False) -> Flow[Result]:
    """Run a flow, and the flows that it forks, with each step carried out by another flow.

    What is `shielded` in it is, too.
    """
    go: Callable[[], Any] = partial(flow.send, None)
    while True:
        try:
            step = go()
        except StopIteration as stop:
            result: Result = stop.value
            return result
        try:
            if isinstance(step, Fork):
                flows = tuple(partial(_begun, begin, carry) for begin in step.flows)
                answer = yield replace(step, flows=flows)
            elif isinstance(step, Shield) and shielded:
                answer = yield replace(step, begin=partial(_begun, step.begin, carry))
            else:
                answer = yield from carry(step)
        except UnispecError as error:
            go = partial(flow.throw, error)
            continue
        go = partial(flow.send, answer)


def _begun(begin: Callable[[], Flow[Any]], carry: Carry) -> Flow[Any]:
    return relayed(begin(), carry)
