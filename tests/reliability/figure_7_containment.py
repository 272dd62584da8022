"""Containment: whatever a URL looks like and wherever it comes from, credentials go to the provider alone.

Each URL is said in all the places where one can be said, to the engine for threads or the one for tasks, by
one of four kinds of credentials. Any host leads to one of two servers, and both keep what they receive.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.clients.facade import InTasks, InThreads
from tests.reliability.containment import (
    BASIC,
    CLIENT,
    MARKS,
    SECRETS,
    Play,
    catalogue,
    changed,
)
from tests.reliability.hostile import urls
from tests.reliability.witness import Routes, routes
from unispec import AsyncEngine, Engine, Settings, Timeouts, UnispecError
from unispec.connections import App
from unispec.connections.storage import KeyRing, new_key, open_store
from unispec.data import Secret
from unispec.flow._bookmark import Bookmark, _opened, write_cursor

QUICK = Settings(timeouts=Timeouts(connect=2, read=0.5, total=2))
EVENTS = "calendar/events"
KNOWN = {"user": "u/1", "organization": "o/1", "organization_id": "1", "email": "a@b.test", "timezone": "UTC"}
HOMES = frozenset({("api.provider.test", 443), ("auth.provider.test", 443)})
OVERRIDE = "another `base_url`"
PLAIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{0,5})?(/[^\\]*)?", re.IGNORECASE)
"""An address that nobody can misread."""

Speak = Callable[[Any], Any]
"""Runs what an engine gives: an answer, or a coroutine of one."""


_COMPILED: dict[str, Any] = {}
"""What both engines share, to compile once."""


class Side:
    """One engine, and its accounts of all kinds."""

    def __init__(self, title: str, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self._runner = stack.enter_context(asyncio.Runner()) if title == "tasks" else None
        self._store = open_store(folder / f"{title}.db", KeyRing.read(new_key("k1")))
        stack.callback(self._store.close)
        self.engine = self._opened("plain", catalogue())
        self.sites, self.links, self.headers = (
            self._opened(kind, changed(kind)) for kind in ("sites", "links", "headers")
        )

    def _opened(self, kind: str, found: Any) -> Any:
        apps = {"calendly": App(CLIENT, Secret(SECRETS["client"]))}
        if self._runner is None:
            threads = Engine(found, settings=QUICK, sleep=lambda _: None, store=self._store, apps=apps)
            _COMPILED[kind] = threads._house._compiled
            return self._stack.enter_context(threads)
        tasks = AsyncEngine(found, settings=QUICK, sleep=_no_pause, store=self._store, apps=apps)
        tasks._house._compiled = _COMPILED[kind]
        self._stack.callback(lambda: self.run(tasks.close()))
        return tasks

    def run(self, given: Any) -> Any:
        return given if self._runner is None else self._runner.run(given)

    def linked(self, engine: Any = None, **connected: Any) -> Any:
        engine, connected = engine or self.engine, {"private_network": True, **connected}
        if self._runner is None:
            return InThreads(engine, [], connected)
        return InTasks(engine, self._runner, [], connected)

    def accounts(self) -> list[dict[str, str]]:
        """Link an account of each kind; give what names it."""
        found: list[dict[str, str]] = []
        for given in ({"api_key": SECRETS["key"]}, BASIC):
            asked = self.engine.link_credentials(
                "calendly", tenant="t", credentials=given, private_network=True
            )
            found.append({"tenant": "t", "connection": self.run(asked)})
        return [*found, {"tenant": "t", "connection": self.link(self.engine)}]

    def link(self, engine: Any) -> str:
        begun = self.run(engine.link("calendly", tenant="t", redirect_uri="https://app.test/back", scopes=[]))
        ending = engine.complete_link(
            tenant="t", state=begun.state, code=SECRETS["code"], private_network=True
        )
        return str(self.run(ending))


async def _no_pause(seconds: float) -> None:
    await asyncio.sleep(0)


class Places:
    """Everywhere that a URL can be said."""

    def __init__(self, side: Side, play: Play) -> None:
        self._side, self._play = side, play
        given = {"token": SECRETS["token"], "account": KNOWN}
        self._named: list[dict[str, Any]] = [given, *side.accounts()]
        self._plain = [side.linked(**each) for each in self._named]
        self._links = [side.linked(side.links, **each) for each in self._named]
        self._headers = [side.linked(side.headers, **each) for each in self._named]
        self._site = side.linked(side.sites, token=SECRETS["token"], account={**KNOWN, "site": "a"})
        self._cursor = self._genuine()

    def said(self, url: str, number: int) -> Iterator[tuple[str, Callable[[], Any]]]:
        """Give all places, each with what says the URL there."""
        which = number // 2 % len(self._named)
        plain, links, headers = self._plain[which], self._links[which], self._headers[which]
        yield "next URL in a body", lambda: list(links.pages(EVENTS, validate="off"))
        yield "`Link` header", lambda: list(headers.pages(EVENTS, validate="off"))
        yield "URI of a record", lambda: plain.list(EVENTS, {"expand": ["attendees", "organizer"]})
        yield "id in a path", lambda: plain.get(EVENTS, url)
        yield "proxy path", lambda: plain.request("GET", url)
        yield "proxy path behind `/`", lambda: plain.request("POST", f"/{url}", json={})
        yield "query and header", lambda: plain.request("GET", "/users/me", query={"url": url, url: "x"})
        yield "forged cursor", lambda: links.list(EVENTS, cursor=self._forged(url))
        yield "value in `base_url`", lambda: self._sited(url).request("GET", "/users/me")
        for status in (301, 302, 303, 307, 308)[number % 5 :][:1]:
            yield "redirect of a GET", self._redirected(lambda: plain.request("GET", "/users/me"), status)
            yield (
                "redirect of a POST",
                self._redirected(lambda: plain.request("POST", "/users/me", json={}), status),
            )
        if number % 10 < 2:
            engine = self._side.engine
            yield "redirect of a token call", self._redirected(lambda: self._side.link(engine), 307)
            yield "value in a token answer", self._told
            yield OVERRIDE, lambda: self._placed(url)

    def _redirected(self, call: Callable[[], Any], status: int) -> Callable[[], Any]:
        def redirected() -> Any:
            self._play.redirects = status
            try:
                return call()
            finally:
                self._play.redirects = None

        return redirected

    def _sited(self, site: str) -> Any:
        return self._side.linked(self._side.sites, token=SECRETS["token"], account={**KNOWN, "site": site})

    def _placed(self, url: str) -> Any:
        placed = self._side.linked(token=SECRETS["token"], account=KNOWN, base_url=url)
        return placed.request("GET", "/users/me")

    def _told(self) -> Any:
        connection = self._side.link(self._side.sites)
        return self._side.linked(self._side.sites, tenant="t", connection=connection).request("GET", "/x")

    def _genuine(self) -> list[Any]:
        self._play.said, self._play.pages = "https://api.provider.test/v2/scheduled_events?page=2", 0
        cursor = self._links[0].list(EVENTS, limit=1).next_cursor
        assert cursor is not None
        return list(_opened(cursor))

    def _forged(self, url: str) -> str:
        fingerprint, position, skip = self._cursor
        text = url.encode(errors="replace").decode()
        return write_cursor(Bookmark([position[0], text, *position[2:]], skip), fingerprint)


@contextmanager
def sides(play: Play) -> Iterator[tuple[Routes, dict[str, Side]]]:
    """Open both engines, and lead all that they send."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        led = stack.enter_context(routes(HOMES, play.answer))
        found = {title: Side(title, folder, stack) for title in ("threads", "tasks")}
        for side in found.values():
            for engine in (side.engine, side.sites, side.links, side.headers):
                led.lead(engine)
        yield led, found


def measure(long: bool) -> Iterator[str]:
    play, counted, answered = Play("u/1"), Counter[str](), Counter[str]()
    with sides(play) as (led, found):
        places = [Places(side, play) for side in found.values()]
        for number, url in enumerate(urls(10_000 if long else 300)):
            for name, say in places[number % 2].said(url, number):
                play.said, play.pages = url, 0
                counted[name] += 1
                with suppress(UnispecError):
                    say()
                    answered[name] += 1
                _judge(led, name, url)
        total = len(led.home.received)
    said = sum(counted.values())
    yield f"{number + 1:,} hostile URLs said in {len(counted)} places, {said:,} times:"
    yield f"  0 credentials and 0 requests off the origin, {total:,} requests on it"


def _judge(led: Routes, place: str, url: str) -> None:
    """Look at what was sent since the last time; another `base_url` must be plain to read."""
    if place == OVERRIDE:
        plain = PLAIN.fullmatch(url)
        hosts = {host.rstrip(".").lower() for host, _ in led.asked}
        assert hosts <= ({plain[1].strip("[].").lower()} if plain else set()), (place, url, hosts)
        led.forget()
        return
    allowed = re.compile(r"([a-z0-9_.-]+\.)?provider\.test\.?", re.IGNORECASE)
    is_sited = place in ("value in `base_url`", "value in a token answer")
    foreign = [
        each
        for each in led.asked
        if each not in HOMES and not (is_sited and each[1] == 443 and allowed.fullmatch(each[0]))
    ]
    received = [] if is_sited and not foreign else led.elsewhere.received
    leaked = [each for each in (*received, *led.bare) if any(mark in each for mark in MARKS)]
    assert not leaked, (place, url)
    assert (foreign, received, led.bare) == ([], [], []), (place, url)
    led.forget()
