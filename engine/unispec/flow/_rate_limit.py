"""What an answer says of the rate limit, and how long it asks to wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from unispec.data import Json
from unispec.diagnostics import MappingError
from unispec.flow._expressions import Found
from unispec.flow._steps import RateLimit

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_LONGEST = 366 * 86_400.0
_ABSURD = 1e18


@dataclass(frozen=True, slots=True)
class RateLimitReader:
    """Reads the state of the rate limit from an answer, as a spec says."""

    limit: Found | None = None
    remaining: Found | None = None
    reset: Found | None = None
    unit: str = "seconds"

    def read(self, variables: Mapping[str, Json], now: datetime) -> RateLimit | None:
        """Give what the answer says; None when it says nothing, or nothing that can be read."""
        limit = number(_said(self.limit, variables))
        remaining = number(_said(self.remaining, variables))
        reset = wait_seconds(_said(self.reset, variables), self.unit, now)
        if limit is None and remaining is None and reset is None:
            return None
        return RateLimit(limit, remaining, reset)


def retry_after(headers: Mapping[str, str], limit: RateLimit | None, now: datetime) -> float | None:
    """Tell how many seconds the provider asks to wait: `Retry-After`, else the end of the window."""
    header = headers.get("retry-after")
    if header is not None:
        for unit in ("seconds", "http_date"):
            asked = wait_seconds(header, unit, now)
            if asked is not None:
                return asked
    if limit is not None and (limit.remaining is None or limit.remaining <= 0):
        return limit.reset
    return None


def _said(found: Found | None, variables: Mapping[str, Json]) -> Json:
    """Ask a header of which nothing is promised: nonsense in it spoils no records."""
    try:
        return found(None, variables) if found else None
    except MappingError:
        return None


def wait_seconds(value: Json, unit: str, now: datetime) -> float | None:
    """Read a point in time or a span as seconds from now: never negative, None for nonsense."""
    if unit == "http_date":
        return _until(value, now)
    amount = number(value)
    if amount is None:
        return None
    if unit == "epoch":
        amount -= now.timestamp()
    elif unit == "epoch_ms":
        amount = amount / 1000 - now.timestamp()
    return min(max(amount, 0.0), _LONGEST)


def number(value: Json) -> float | None:
    """Read a finite, non-negative number, also from a text of plain digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if 0 <= value < _ABSURD else None
    if isinstance(value, str) and len(value) <= 20 and _NUMBER.fullmatch(value.strip()):
        return float(value)
    return None


def _until(value: Json, now: datetime) -> float | None:
    if not isinstance(value, str):
        return None
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(max((then - now).total_seconds(), 0.0), _LONGEST)
