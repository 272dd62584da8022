"""The logs of an engine, each with its redaction: one line for an event that a person may want to read."""

from __future__ import annotations

import logging

from unispec import events
from unispec.clients._redaction import Redaction
from unispec.diagnostics import Diagnostic


def _log(name: str = "") -> logging.Logger:
    found = logging.getLogger(f"unispec.{name}" if name else "unispec")
    found.addFilter(_REDACTION)
    return found


_REDACTION = Redaction()
CALLS, EVENTS, HTTP, PAGES = _log("calls"), _log("events"), _log("http"), _log("pages")
RECORDS, REFRESH, RETRY, WAIT = _log("records"), _log("refresh"), _log("retry"), _log("wait")
ACCOUNTS, ENGINE = _log("accounts"), _log()


def write(event: events.Event) -> None:
    """Write the line of an event; a record problem has none, as its page tells of it."""
    match event:
        case events.RequestAnswered():
            line = "%s `%s` for %s (try %d): %s in %.3f s"
            who = _who(event)
            HTTP.debug(line, event.method, event.host, who, event.attempt, _how(event), event.seconds)
        case events.Retrying():
            line = "%s is tried again (try %d) in %.1f s: %s"
            RETRY.info(line, _who(event), event.attempt, event.seconds, _how(event))
        case events.Waiting():
            WAIT.info("%s waits %.1f s: %s", _who(event), event.seconds, event.reason)
        case events.PageRead():
            PAGES.debug("%s: page %d has %d records", _who(event), event.number, event.records)
        case events.CallEnded():
            CALLS.debug("%s ended in %.3f s: %s", _who(event), event.seconds, event.problem or "ok")
        case _:
            _write_account(event)


def _write_account(event: events.Event) -> None:
    match event:
        case events.Refresh():
            level = logging.INFO if event.outcome == "granted" else logging.WARNING
            REFRESH.log(level, "the grant of `%s`: renewal %s", event.connection, event.outcome)
        case events.StatusChange():
            level = logging.INFO if event.after == "active" else logging.WARNING
            reason = f" ({event.reason})" if event.reason else ""
            line = "`%s` was %s and is %s%s"
            ACCOUNTS.log(level, line, event.connection, event.before, event.after, reason)


def write_problem(diagnostic: Diagnostic) -> None:
    """Write what was found about a record, for a caller who sees the records alone."""
    RECORDS.warning("%s", diagnostic)


def write_failure(error: Exception) -> None:
    """Write that a hook for events failed; what it raised is written as text."""
    EVENTS.error("the hook for events failed, and is told on; this is logged once", exc_info=error)


def write_unheard(connection: str, error: Exception) -> None:
    """Write that a hook was told of a change of an account, and failed."""
    ACCOUNTS.error("`on_change` was told of `%s`, and failed", connection, exc_info=error)


def _who(
    event: events.Retrying | events.Waiting | events.PageRead | events.CallEnded | events.RequestAnswered,
) -> str:
    return f"`{event.operation}` of `{event.integration}`"


def _how(event: events.RequestAnswered | events.Retrying) -> str:
    return f"status {event.status}" if event.status is not None else str(event.problem)
