"""The clock of rate limits: a wait has passed on it, also one that was only pretended."""

from __future__ import annotations

import time


class Clock:
    """Seconds that never go back; `skipped` of them did not really pass."""

    __slots__ = ("skipped",)

    def __init__(self) -> None:
        self.skipped = 0.0

    def now(self) -> float:
        """Tell the time."""
        return time.monotonic() + self.skipped

    def slept(self, began: float, seconds: float) -> None:
        """Take note of a wait: what of it has not passed yet is skipped."""
        self.skipped += max(began + seconds - self.now(), 0.0)
