"""Spans of OpenTelemetry: one for each call, and one for each request below it.

This is the only module that knows it. The span that is current when a call begins is the parent of the
call's span. A span holds what events hold and nothing else: no path, no query, no text of an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unispec.diagnostics import Code, Diagnostic, InputError

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

_NAME = "unispec"


@dataclass(frozen=True, slots=True)
class Tracing:
    """Begins the spans of calls."""

    tracer: Tracer

    def call(self, integration: str, operation: str) -> CallSpan:
        """Begin the span of a call."""
        told = {"unispec.integration": integration, "unispec.operation": operation}
        return CallSpan(self.tracer, self.tracer.start_span(f"{_NAME} {operation}", attributes=told))


@dataclass(frozen=True, slots=True)
class RequestSpan:
    """The span of a request."""

    span: Span

    def end(self, status: int | None, problem: str | None) -> None:
        """End it with the status of the answer, or the code of what went wrong."""
        if status is not None:
            self.span.set_attribute("http.response.status_code", status)
        _end(self.span, problem or (str(status) if status is not None and status >= 400 else None))


@dataclass(frozen=True, slots=True)
class CallSpan:
    """The span of a call."""

    tracer: Tracer
    span: Span

    def request(self, operation: str, method: str, host: str, attempt: int) -> RequestSpan:
        """Begin the span of a request."""
        from opentelemetry.trace import SpanKind, set_span_in_context

        told: dict[str, str | int] = {"http.request.method": method, "unispec.operation": operation}
        name, _, port = host.rpartition(":")
        if port.isdecimal():
            told |= {"server.address": name, "server.port": int(port)}
        else:
            told["server.address"] = host
        if attempt > 1:
            told["http.request.resend_count"] = attempt - 1
        above = set_span_in_context(self.span)
        return RequestSpan(self.tracer.start_span(method, above, SpanKind.CLIENT, told))

    def wait(self, seconds: float, reason: str) -> None:
        """Note that the call waits."""
        self.span.add_event("wait", {"unispec.seconds": seconds, "unispec.reason": reason})

    def end(self, problem: str | None) -> None:
        """End it, with the code of what went wrong."""
        _end(self.span, problem)


def tracing_with() -> Tracing:
    """Find the tracer of this process; raises `InputError` when OpenTelemetry is not there."""
    try:
        from opentelemetry.trace import get_tracer
    except ModuleNotFoundError:
        message = "tracing needs a library that is not there"
        remedy = "`pip install 'unispec[otel]'`"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message, help=remedy)) from None
    return Tracing(get_tracer(_NAME))


def _end(span: Span, problem: str | None) -> None:
    from opentelemetry.trace import StatusCode

    if problem is not None:
        span.set_attribute("error.type", problem)
        span.set_status(StatusCode.ERROR)
    span.end()
