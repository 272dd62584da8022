"""Who hears of events: the logs, and the hook that an engine was given, whose failures are its own."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from typing import Any

from unispec.clients._asked import a_boolean
from unispec.clients._logs import write, write_failure
from unispec.clients._redaction import redacted
from unispec.clients._tracing import Tracing, tracing_with
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.events import Event, RecordProblem, Tell


class Audience:
    """Is told of every event, in the thread or task where it happens."""

    def __init__(self, hook: Tell | None = None, *, tracing: bool = False) -> None:
        a_boolean(tracing, "tracing")
        if hook is not None and (not callable(hook) or iscoroutinefunction(hook)):
            message = "`on_event` must be a plain function of one event"
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
        self.tracing: Tracing | None = tracing_with() if tracing else None
        self._hook = hook
        self._has_failed = False

    def tell(self, event: Event) -> None:
        """Tell of an event; a hook that fails ends no call, and its first failure is logged."""
        write(event)
        if self._hook is None:
            return
        try:
            given: Any = self._hook(event)
            if isawaitable(given):
                _left_alone(given)
        except Exception as error:
            if not self._has_failed:
                self._has_failed = True
                write_failure(error)

    def problems(self, integration: str, operation: str, found: Iterable[Diagnostic]) -> None:
        """Tell of what was found about the records of a page."""
        if self._hook is not None:
            for each in found:
                self.tell(_problem(integration, operation, each))


def _left_alone(given: Any) -> None:
    """Refuse what a hook wants to have awaited."""
    if iscoroutine(given):
        given.close()
    raise TypeError("the hook for events must be a plain function")


def _problem(integration: str, operation: str, diagnostic: Diagnostic) -> RecordProblem:
    place, code = diagnostic.record, str(diagnostic.code)
    if place is None:
        return RecordProblem(integration, operation, code)
    path = redacted(".".join(map(str, place.path)))
    return RecordProblem(integration, place.operation, code, place.page, place.index, path)
