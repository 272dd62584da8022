"""Who may renew a grant, by times that a clock wrote down which may have been set back meanwhile.

A time is known together with the time at which it was written. When that lies ahead, the clock was set
back: a lease then lasts once more as long as it was given for, and a pause is over.
"""

from __future__ import annotations

from typing import Any

from unispec.connections._linked import Status

_USABLE = (Status.ACTIVE, Status.DEGRADED)
_UNEVEN = 1.0


def is_free(row: Any, version: int, now: float) -> bool:
    """Tell whether the grant of this version can be renewed, and nobody does it or was told to wait."""
    if row is None or row.version != version or row.status not in _USABLE:
        return False
    return max(row.lease_until or 0.0, paused_until(row, now) or 0.0) <= now


def paused_until(row: Any, now: float) -> float | None:
    """Tell when a renewal may be tried again."""
    was_set_back = now < row.updated_at - _UNEVEN
    return None if was_set_back else row.retry_at


def shortened(row: Any, now: float) -> dict[str, float] | None:
    """Give the columns of a lease that began in the future, as one that begins now; None for any other."""
    if row is None or None in (row.lease_until, row.renewal_began) or row.renewal_began <= now:
        return None
    return {"lease_until": now + row.lease_until - row.renewal_began, "renewal_began": now}
