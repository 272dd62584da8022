"""What a provider knows of one account: the refresh token that it takes next, and who presented which when.

A refresh token is taken once. Moods say, call by call, what goes wrong; without one all is well.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mood:
    """What happens to a token call.

    `stall` waits before the token is taken, `late` waits after, `lost` takes it and breaks the connection.
    The others take nothing: `hang` waits, `reset`, `closed` and `cut` break the connection, `status` answers
    with this status and body.
    """

    name: str
    seconds: float = 0.0
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Grants:
    """The grants of one account, one after the other."""

    account: str
    number: int = 1
    alive: bool = True
    lasts: float = 7_200.0
    moods: deque[Mood] = field(default_factory=deque)
    mood: Mood | None = None
    calls: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    presented: Counter[str] = field(default_factory=Counter)
    excused: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    replays: int = 0
    together: int = 0
    unexcused: int = 0
    asked: int = 0
    used: int = 0
    refused: int = 0
    story: list[tuple[float, str]] = field(default_factory=list)

    @property
    def refresh(self) -> str:
        return f"refresh.{self.account}.{self.number}"

    @property
    def access(self) -> str:
        return f"access.{self.account}.{self.number}"

    def arrive(self, token: str, now: float) -> None:
        """Count that a token was presented: a second time needs the word that it is still good."""
        self.calls += 1
        self.story.append((now, f"presented {token}"))
        self.presented[token] += 1
        if self.presented[token] > 1 + self.excused[token]:
            self.unexcused += 1
        self.together += self.under_way[token] > 0
        self.under_way[token] += 1

    def untouched(self, token: str) -> None:
        """Count an answer that says for certain that nothing was done: the token may come again."""
        self.excused[token] += 1

    def is_good(self, token: str, now: float) -> bool:
        """Say whether a token would be taken."""
        self.asked += 1
        good = self.alive and token == self.refresh
        self.story.append((now, f"{token} is {'good' if good else 'over'}"))
        if good and self.presented[token] > self.excused[token]:
            self.excused[token] = self.presented[token]
        return good

    def take(self, token: str) -> dict[str, Any] | None:
        """Take a token and give the next grant; None when it is not the one."""
        self.replays += self.taken[token] > 0
        if not self.alive or token != self.refresh:
            return None
        self.taken[token] += 1
        self.story.append((time.time(), f"took {token}"))
        self.number += 1
        return self.told()

    def told(self) -> dict[str, Any]:
        """Give the grant as a token answer tells it."""
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "token_type": "Bearer",
            "expires_in": self.lasts,
            "scope": "all",
        }

    def opens(self, access: str) -> bool:
        """Say whether an access token opens the API."""
        is_open = self.alive and access == self.access
        self.used += is_open
        self.refused += not is_open
        return is_open

    def counted(self) -> dict[str, Any]:
        """Give what was counted."""
        return {
            "number": self.number,
            "alive": self.alive,
            "calls": self.calls,
            "replays": self.replays,
            "together": self.together,
            "unexcused": self.unexcused,
            "taken_twice": sum(count > 1 for count in self.taken.values()),
            "presented": max(self.presented.values(), default=0),
            "asked": self.asked,
            "used": self.used,
            "refused": self.refused,
            "under_way": sum(self.under_way.values()),
            "story": self.story,
        }
