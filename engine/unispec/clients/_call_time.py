"""The time that a whole call may take."""

from __future__ import annotations

import time
from typing import Any

from unispec.clients._settings import Settings, seconds_of


class CallTime:
    """A deadline, so many seconds from now."""

    __slots__ = ("_end", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.restart()

    def left(self) -> float:
        """Tell how many seconds are left."""
        return self._end - time.monotonic()

    def restart(self) -> None:
        """Begin anew."""
        self._end = time.monotonic() + self.seconds


def call_time(timeout: Any, settings: Settings) -> CallTime | None:
    """Start the time of a call; None for a call without a deadline. Raises `InputError`."""
    seconds = settings.timeouts.call if timeout is None else timeout
    if seconds is None:
        return None
    return CallTime(seconds_of(seconds, "timeout"))
