"""What an engine is set to: bounds on time and size, and how strictly records are checked."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.flow import Ceilings, Validation

_LONGEST = 1e9
"""More seconds than a thread can wait; who asks for more has as many."""


def seconds_of(value: Any, name: str) -> float:
    """Read a time that something may take; raises `InputError`."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value < math.inf:
        message = f"`{name}` must be a number of seconds above zero"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
    return float(min(value, _LONGEST))


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, for one request, and for a whole call.

    A call has no deadline by itself: rate limits and retries may take as long as the spec lets them.
    Raises `InputError`.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0
    call: float | None = None

    def __post_init__(self) -> None:
        for name in ("connect", "read", "total"):
            object.__setattr__(self, name, seconds_of(getattr(self, name), name))
        if self.call is not None:
            object.__setattr__(self, "call", seconds_of(self.call, "call"))


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
