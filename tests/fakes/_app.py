"""The fake itself, as an ASGI application, with everything a test may look at or turn."""

import asyncio
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from urllib.parse import parse_qsl

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.fakes._auth import authenticate, bearer_of
from tests.fakes._calls import Answer, Call, Refusal, not_found
from tests.fakes._faults import Faults, Firing
from tests.fakes._limits import RateLimit
from tests.fakes._oauth import PREFIX, AuthorizationServer
from tests.fakes._pages import Pager
from tests.fakes._routes import Route, route
from tests.fakes._site import Site
from tests.fakes._spoiled import (
    PAGE_KINDS,
    TRANSPORT_KINDS,
    break_connection,
    huge,
    spoiled_answer,
    spoiled_page,
    until_gone,
)
from tests.fakes._world import BEARERS, Token, World

_COMMON = {"cache-control": "max-age=0, private, must-revalidate"}
_JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it arrived; header names are in small letters, `content` is kept below `/oauth/`."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    content: bytes = field(default=b"", repr=False)
    port: int = 0


class FakeCalendly:
    """Serves one world: the API at `url`, its authorization server at `auth_url`.

    `requests`, `unknown_parameters` and `faults.fired` tell what happened; `limit`, `latency` (seconds before
    every answer), `pager`, `broken_calendars` (user URIs), `oauth` and `faults` may be changed at any time.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        limit: RateLimit | None = None,
        latency: float = 0.0,
        log: bool = True,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.world = world or World.small()
        self.url = self.auth_url = ""
        self.requests: list[Sent] = []
        self.unknown_parameters: list[tuple[str, str]] = []
        self.faults = Faults()
        self._clock = now or (lambda: self.world.now)
        self._passed = 0.0
        self._log = log
        self._given = (limit or RateLimit(), latency)
        self._serial = count(1)
        self.site = Site(self.world, self.now)
        self.oauth = AuthorizationServer(
            self.world, lambda: self.now().timestamp(), lambda: time.monotonic() + self._passed
        )
        self.reset()

    @property
    def pager(self) -> Pager:
        return self.site.pager

    @property
    def broken_calendars(self) -> set[str]:
        return self.site.broken_calendars

    def now(self) -> datetime:
        """The time by the clock of the fake."""
        return self._clock() + timedelta(seconds=self._passed)

    def pass_time(self, seconds: float) -> None:
        """Let the clock of the fake go on."""
        self._passed += seconds

    def bearer(self, name: str = "owner") -> str:
        """The token of `owner`, `admin`, `member`, `narrow` (few scopes) or `expired`."""
        return BEARERS[name]

    def reset(self) -> None:
        """Forget every request, fault, switch and used-up limit."""
        limit, self.latency = self._given
        self.limit = RateLimit(limit.limit, limit.window, limit.reset, limit.tier)
        self.requests.clear()
        self.unknown_parameters.clear()
        self.faults.clear()
        self.site.broken_calendars.clear()
        self.site.pager = Pager()
        self._passed = 0.0
        self.oauth.reset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._serve(scope, receive, send)
        except asyncio.CancelledError:  # the server stops while an answer is still awaited
            scope["state"]["transport"].abort()
            await asyncio.sleep(0)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = await _sent(scope, receive)
        found = route(sent.method, sent.path)
        self._record(sent, found[0] if found else None)
        allowed, headers = (True, {}) if _is_oauth(sent) else self.limit.charge(self._who(sent))
        headers |= self._headers()
        if not allowed:
            await _response(Answer(429, b"{}", {"content-type": "application/json"}), headers)(
                scope, receive, send
            )
            return
        firing = self.faults.take(sent.path)
        if await self._wait(firing, receive):
            return
        if firing and firing.fault.kind in TRANSPORT_KINDS and firing.fault.kind != "stalled_headers":
            answer = self.answer(sent)
            await break_connection(firing.fault, answer, headers | _JSON, scope, receive, send)
        else:
            await self._reply(sent, firing, headers)(scope, receive, send)

    async def _wait(self, firing: Firing | None, receive: Receive) -> bool:
        """Take the time that the answer takes; true when the client has gone meanwhile."""
        seconds = self.latency
        if firing and firing.fault.kind == "stalled_headers":
            return await until_gone(receive, firing.fault.seconds)
        if firing and firing.fault.kind == "latency":
            seconds += firing.fault.seconds or 0.0
        if seconds:
            await asyncio.sleep(seconds)
        return False

    def _reply(self, sent: Sent, firing: Firing | None, headers: dict[str, str]) -> Response:
        if firing is None or firing.fault.kind in ("latency", "stalled_headers"):
            return _response(self.answer(sent), headers)
        fault = firing.fault
        if fault.kind == "huge":
            return huge(fault, headers)
        if fault.kind == "bare_429":
            return _response(Answer(429, b"{}"), {})
        if fault.kind in PAGE_KINDS:
            return _response(self.answer(sent, firing), headers)
        return _response(spoiled_answer(fault, sent.path), headers)

    def answer(self, sent: Sent, firing: Firing | None = None) -> Answer:
        """What Calendly would answer, spoiled by a fault that is about pages."""
        try:
            if not self._serves(sent):
                raise not_found()
            if _is_oauth(sent):
                return self.oauth.answer(sent)
            if (found := route(sent.method, sent.path)) is None:
                raise not_found()
            known, ids = found
            caller = authenticate(self.world, self._token(sent), known.scopes)
            base = f"http://{sent.headers['host']}"
            call = Call(base, sent.path, dict(sent.query), ids, caller)
            if firing is not None:
                return spoiled_page(firing, self.site, call, known.handler)
            return known.handler(self.site, call)
        except Refusal as refusal:
            return refusal.answer

    def _record(self, sent: Sent, known: Route | None) -> None:
        if self._log:
            self.requests.append(sent)
        if known is not None:
            unknown = [name for name, _ in sent.query if name not in known.parameters]
            self.unknown_parameters.extend((sent.path, name) for name in unknown)

    def _who(self, sent: Sent) -> str:
        token = self._token(sent)
        return token.user if token else ""

    def _token(self, sent: Sent) -> Token | None:
        bearer = bearer_of(sent.headers.get("authorization"))
        return self.world.tokens.get(bearer) or self.oauth.grants.token(bearer)

    def _serves(self, sent: Sent) -> bool:
        """Whether a request came to the right one of the two addresses."""
        return not self.auth_url or self.auth_url.endswith(f":{sent.port}") == _is_oauth(sent)

    def _headers(self) -> dict[str, str]:
        return _COMMON | {"x-request-id": f"00000000-0000-4000-8000-{next(self._serial):012d}"}


async def _sent(scope: Scope, receive: Receive) -> Sent:
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    sent = Sent(scope["method"], scope["path"], tuple(query), headers, port=scope["server"][1])
    return replace(sent, content=await _body(receive)) if _is_oauth(sent) else sent


async def _body(receive: Receive) -> bytes:
    pieces, is_more = [], True
    while is_more:
        message = await receive()
        pieces.append(message.get("body", b""))
        is_more = message.get("more_body", False)
    return b"".join(pieces)


def _is_oauth(sent: Sent) -> bool:
    return sent.path.startswith(PREFIX)


def _response(answer: Answer, headers: dict[str, str]) -> Response:
    fields = _JSON | headers | dict(answer.headers)
    if answer.status == 200:
        fields["etag"] = f'W/"{zlib.crc32(answer.body):08x}"'
    return Response(answer.body, answer.status, fields)
