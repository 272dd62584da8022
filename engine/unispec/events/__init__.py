"""What an engine tells of its work: typed events for metrics, which hold nobody's secret."""

from unispec.events._events import (
    CallEnded,
    Event,
    PageRead,
    RecordProblem,
    Refresh,
    RequestAnswered,
    RequestSent,
    Retrying,
    StatusChange,
    Tell,
    Waiting,
    untold,
)

__all__ = [
    "CallEnded",
    "Event",
    "PageRead",
    "RecordProblem",
    "Refresh",
    "RequestAnswered",
    "RequestSent",
    "Retrying",
    "StatusChange",
    "Tell",
    "Waiting",
    "untold",
]
