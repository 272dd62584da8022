"""Rate limits: one fixed window per user, told in three headers on every answer."""

import math
import time
from dataclasses import dataclass, field


@dataclass
class RateLimit:
    """`limit` requests in `window` seconds; `reset` overrides what the reset header says."""

    limit: int = 500
    window: float = 60.0
    reset: str | None = None
    tier: str = "paid"
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def charge(self, who: str) -> tuple[bool, dict[str, str]]:
        """Whether the request may pass, and the headers to answer with."""
        now = time.monotonic()
        began, used = self._windows.get(who, (now, 0))
        if now - began >= self.window:
            began, used = now, 0
        allowed = used < self.limit
        self._windows[who] = (began, used + allowed)
        left = max(1, math.ceil(began + self.window - now))
        return allowed, {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.limit - used - allowed),
            "x-ratelimit-reset": self.reset or str(left),
            "x-ratelimit-tier": self.tier,
        }

    def clear(self) -> None:
        self._windows.clear()
