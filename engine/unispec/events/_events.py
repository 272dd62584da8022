"""The events: names, counts and seconds.

No event has a path, a query, a header, a body or a value of a record, and none names a tenant: a service
may know its customers by their e-mail addresses. `operation` is such as `calendar/events.list`; `connection`
for reading what is known of an account, `request` for a call of the provider's own API, `oauth` for a call
of the authorization server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class RequestSent:
    """A request goes out; `attempt` is 1 for the first try."""

    integration: str
    operation: str
    method: str
    host: str
    attempt: int


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """A request has ended, each that was sent: with a `status`, or with the code of a `problem`.

    The problem is `left` when nobody waited for the answer any more.
    """

    integration: str
    operation: str
    method: str
    host: str
    attempt: int
    seconds: float
    status: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Retrying:
    """A request failed with a `status` or a `problem`, and is sent again in so many seconds."""

    integration: str
    operation: str
    attempt: int
    seconds: float
    status: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call waits so many seconds, for another reason than a failed request."""

    integration: str
    operation: str
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page of a list came from the provider; `number` counts from 1 in each call."""

    integration: str
    operation: str
    number: int
    records: int


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """A record could not be mapped or does not fit its model; `code` is that of the diagnostic.

    `page` counts from 1, `index` from 0, and `path` is the place in the unified record.
    """

    integration: str
    operation: str
    code: str
    page: int | None = None
    index: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Refresh:
    """A grant of a linked account was to be renewed; the outcome is `granted`, `refused` or `unclear`."""

    integration: str
    connection: str
    outcome: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """The status of a linked account has changed; told once, by the process that changed it."""

    integration: str
    connection: str
    before: str
    after: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call has ended: well, or with the code of a `problem`; `left` when its caller was gone by then."""

    integration: str
    operation: str
    seconds: float
    problem: str | None = None


Event: TypeAlias = (
    RequestSent
    | RequestAnswered
    | Retrying
    | Waiting
    | PageRead
    | RecordProblem
    | Refresh
    | StatusChange
    | CallEnded
)
Tell: TypeAlias = Callable[[Event], None]


def untold(event: Event) -> None:
    """Tell nobody."""
