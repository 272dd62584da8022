"""A token endpoint on a clock of its own: each refresh token is taken once, and it keeps count."""

from dataclasses import dataclass, field
from typing import Literal

import orjson

from unispec.connections import Grant
from unispec.connections._renewal import Granted, Outcome, Refused, Unclear
from unispec.data import Secret
from unispec.flow import Failure, Reply, Request

TOKEN, INTROSPECT, REVOKE = (f"https://auth.test/{name}" for name in ("token", "introspect", "revoke"))
Mood = Literal["well", "lost", "down", "refuses connections", "garbage", "slow down"]


@dataclass
class Endpoint:
    """Answers token calls; `lost` takes the token and the answer goes astray, `down` takes nothing."""

    lasts: float = 3_600.0
    mood: Mood = "well"
    current: str = "r1"
    alive: bool = True
    given: int = 1
    calls: int = 0
    presented: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    replays: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)

    def grant(self) -> Grant:
        """Link anew: what came before is over."""
        self.given += 1
        self.current, self.alive = f"r{self.given}", True
        return self._grant()

    def _grant(self) -> Grant:
        tokens = {"access_token": Secret(f"a{self.given}"), "refresh_token": Secret(self.current)}
        return Grant(tokens, None, ("all",))

    def answer(self, request: Request) -> Reply | Failure:
        token = (request.content or b"").decode()
        if self.mood == "refuses connections":
            return Failure("no-answer", "no connection", sent=False)
        if request.url == REVOKE:
            self.revoked.append(token)
            return Reply(200, {}, b"")
        if request.url == INTROSPECT:
            active = self.alive and token == self.current
            return _json({"active": active}, 503 if self.mood == "down" else 200)
        return self._renewed(token)

    def _renewed(self, token: str) -> Reply | Failure:
        self.calls += 1
        self.presented.append(token)
        if self.mood == "down":
            return Reply(503, {"retry-after": "2"}, b"down")
        if self.mood == "slow down":
            return Reply(429, {}, b"")
        if self.mood == "garbage":
            return Reply(200, {}, b"<html>")
        if token in self.taken:
            self.replays.append(token)
        if not self.alive or token != self.current:
            return _json({"error": "invalid_grant"}, 400)
        self.taken.append(token)
        self.given += 1
        self.current = f"r{self.given}"
        if self.mood == "lost":
            return Failure("no-answer", "the answer took longer than 8 s")
        tokens = {"access_token": f"a{self.given}", "refresh_token": self.current}
        return _json({**tokens, "expires_in": self.lasts})


@dataclass(frozen=True)
class Speaking:
    """Speaks with that endpoint; `asks` says whether it can be asked if a token is still good."""

    asks: bool = True

    def request(self, grant: Grant) -> Request | None:
        token = grant.get("refresh_token")
        return Request("POST", TOKEN, content=token.reveal().encode(), idempotent=False) if token else None

    def outcome(self, answer: Reply | Failure, grant: Grant, now: float) -> Outcome:
        if isinstance(answer, Failure):
            return Unclear(answer.problem, answer.sent)
        if answer.status == 429:
            return Unclear("too many calls", reached=False)
        try:
            told = orjson.loads(answer.content)
        except ValueError:
            return Unclear("no JSON", reached=True)
        if answer.status == 400:
            return Refused(told["error"])
        tokens = {name: Secret(told[name]) for name in ("access_token", "refresh_token")}
        return Granted(Grant(tokens, now + told["expires_in"], grant.scopes))

    def question(self, grant: Grant) -> Request | None:
        asked = self.request(grant) if self.asks else None
        return Request("POST", INTROSPECT, content=asked.content) if asked else None

    def is_good(self, answer: Reply | Failure) -> bool | None:
        if isinstance(answer, Failure) or answer.status != 200:
            return None
        return bool(orjson.loads(answer.content)["active"])

    def revocation(self, grant: Grant) -> Request | None:
        asked = self.request(grant)
        return Request("POST", REVOKE, content=asked.content) if asked else None


def _json(body: object, status: int = 200) -> Reply:
    return Reply(status, {}, orjson.dumps(body))
