"""What an engine is set to: bounds on time and size, and how strictly records are checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from unispec.flow import Ceilings, Validation


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, for one request, and for a whole call.

    A call has no deadline by itself: rate limits and retries may take as long as the spec lets them.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0
    call: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How an engine behaves; `validation` is `raise`, `report` or `off`, `body_limit` in decoded bytes.

    `retry_reserve` is how many retries all calls to one provider may make together while it is down.
    """

    validation: str = Validation.REPORT
    timeouts: Timeouts = field(default_factory=Timeouts)
    ceilings: Ceilings = field(default_factory=Ceilings)
    body_limit: int = 20_000_000
    retry_reserve: float = 100.0
