"""A flow that is watched from outside: every request, wait and end of it is told, and traced.

It stands around all that changes the steps of a call, and so sees those that are carried out, of either
engine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from unispec import events
from unispec.clients._audience import Audience
from unispec.clients._tracing import CallSpan
from unispec.diagnostics import UnispecError
from unispec.flow import Emit, Failure, Flow, Fork, Item, Page, Reply, Send, Shield, Wait
from unispec.specs import OperationName

Result = TypeVar("Result")
Answer = TypeVar("Answer", Page, Item)

_LEFT = "left"
_OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class Observer:
    """Watches the calls of one integration."""

    integration: str
    audience: Audience = field(default_factory=Audience)

    def observed(self, flow: Flow[Result], operation: str) -> Flow[Result]:
        """Run a flow as a call of an operation."""
        tracing = self.audience.tracing
        began = time.monotonic()
        span = tracing.call(self.integration, operation) if tracing is not None else None
        call = _Call(self.integration, operation, self.audience.tell, span)
        problem: str | None = "unexpected"
        try:
            result = yield from call.carried_out(flow)
            problem = None
            return result
        except UnispecError as error:
            problem = str(error.diagnostic.code)
            raise
        except GeneratorExit:
            problem = None if call.is_at_page else _LEFT
            raise
        finally:
            seconds = time.monotonic() - began
            self.audience.tell(events.CallEnded(self.integration, operation, seconds, problem))
            if span is not None:
                span.end(problem)

    def found(self, answer: Answer, operation: OperationName) -> Answer:
        """Tell of what was found about the records of an answer, and give it."""
        self.audience.problems(self.integration, str(operation), answer.diagnostics)
        return answer


@dataclass(slots=True)
class _Call:
    """One call that is under way."""

    integration: str
    operation: str
    tell: events.Tell
    span: CallSpan | None
    is_at_page: bool = False

    def carried_out(self, flow: Flow[Result]) -> Flow[Result]:
        """Run the call, or a part of it that runs beside others."""
        answer: Any = None
        last: Reply | Failure | None = None
        with closing(flow):
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration as stop:
                    result: Result = stop.value
                    return result
                match step:
                    case Send():
                        last = answer = yield from self._sent(step)
                        continue
                    case Wait():
                        self._waits(step, last)
                    case Fork():
                        step = replace(step, flows=tuple(partial(self._part, each) for each in step.flows))
                    case Shield():
                        step = replace(step, begin=partial(self._part, step.begin))
                self.is_at_page = isinstance(step, Emit)
                answer = yield step
                self.is_at_page = False

    def _part(self, begin: Callable[[], Flow[Any]]) -> Flow[Any]:
        return replace(self).carried_out(begin())

    def _sent(self, step: Send) -> Flow[Reply | Failure]:
        operation = step.operation or (_OAUTH if step.is_private else self.operation)
        who = (self.integration, operation, step.request.method, _host(step.request.url), step.attempt)
        began = time.monotonic()
        span = self.span.request(*who[1:]) if self.span is not None else None
        self.tell(events.RequestSent(*who))
        answer: Reply | Failure | None = None
        try:
            answer = yield step
        finally:
            seconds = time.monotonic() - began
            status, problem = _outcome(answer)
            self.tell(events.RequestAnswered(*who, seconds, status, problem))
            if span is not None:
                span.end(status, problem)
        assert answer is not None
        return answer

    def _waits(self, step: Wait, last: Reply | Failure | None) -> None:
        operation = step.operation or self.operation
        if step.attempt:
            again = (self.integration, operation, step.attempt, step.seconds)
            self.tell(events.Retrying(*again, *_outcome(last)))
        else:
            self.tell(events.Waiting(self.integration, operation, step.seconds, step.reason))
        if self.span is not None:
            self.span.wait(step.seconds, step.reason)


def _outcome(answer: Reply | Failure | None) -> tuple[int | None, str | None]:
    match answer:
        case Reply():
            return answer.status, None
        case Failure():
            return None, str(answer.kind)
    return None, _LEFT


def _host(url: str) -> str:
    """Give the host of a URL and its port, without a name and a password."""
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
        host = f"[{name}]" if ":" in name else name
        return host if parts.port is None else f"{host}:{parts.port}"
    except ValueError:
        return ""
