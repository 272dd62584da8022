"""Who hears of what happens: the logs, and the hooks of an engine, whose failures are their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from typing import Any

from unispec.clients._asked import a_boolean
from unispec.clients._logs import write, write_failure, write_unheard
from unispec.clients._redaction import redacted
from unispec.clients._tracing import Tracing, tracing_with
from unispec.connections import Change
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.events import Event, RecordProblem, Tell


class Audience:
    """Is told of every event, in the thread or task where it happens."""

    def __init__(self, hook: Tell | None = None, *, tracing: bool = False) -> None:
        a_boolean(tracing, "tracing")
        a_hook(hook, "on_event", "an event")
        self.tracing: Tracing | None = tracing_with() if tracing else None
        self._hook = hook
        self._has_failed = False

    def tell(self, event: Event) -> None:
        """Tell of an event; a hook that fails ends no call, and its first failure is logged."""
        write(event)
        if self._hook is None:
            return
        try:
            _called(self._hook, event)
        except Exception as error:
            if not self._has_failed:
                self._has_failed = True
                write_failure(error)

    def problems(self, integration: str, operation: str, found: Iterable[Diagnostic]) -> None:
        """Tell of what was found about the records of a page."""
        if self._hook is not None:
            for each in found:
                self.tell(_problem(integration, operation, each))


def a_hook(hook: object, name: str, news: str) -> None:
    """Refuse what is neither a plain function nor left out; raises `InputError`."""
    if hook is not None and (not callable(hook) or iscoroutinefunction(hook)):
        message = f"`{name}` must be a plain function of {news}"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))


def told_of_changes(hook: Callable[[Change], None] | None) -> Callable[[Change], None]:
    """Give who tells a hook of changes; its failures are logged, and end no call. Raises `InputError`."""
    a_hook(hook, "on_change", "a change")

    def tell(change: Change) -> None:
        try:
            if hook is not None:
                _called(hook, change)
        except Exception as error:
            write_unheard(change.connection, error)

    return tell


def _called(hook: Callable[[Any], Any], news: Event | Change) -> None:
    given = hook(news)
    if iscoroutine(given):
        given.close()
    if isawaitable(given):
        raise TypeError("a hook must be a plain function")


def _problem(integration: str, operation: str, diagnostic: Diagnostic) -> RecordProblem:
    place, code = diagnostic.record, str(diagnostic.code)
    if place is None:
        return RecordProblem(integration, operation, code)
    path = redacted(".".join(map(str, place.path)))
    return RecordProblem(integration, place.operation, code, place.page, place.index, path)
