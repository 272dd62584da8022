"""An authorization server whose addresses a spec says, and all that an account sends to it in its life."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from tests.reliability.containment import CLIENT, SECRETS, written
from unispec import AsyncEngine, Catalogue, Engine, Settings, SpecError, Timeouts, UnispecError
from unispec.connections import App, Grant, Linked, Pace, Status
from unispec.connections.storage import KeyRing, SqlStore, new_key, open_store
from unispec.data import Secret

SPEC = Path(__file__).parent / "integration.yaml"
HOME = "https://auth.provider.test"
ROLES = ("authorize", "token", "revoke", "introspect")
HASTY = Pace(patience=0.5)
QUICK = Settings(timeouts=Timeouts(connect=2, read=1, total=2))

CARRIED = {
    "code": SECRETS["code"].encode(),
    "verifier": b"code_verifier",
    "refresh token": SECRETS["refresh"].encode(),
    "access token": SECRETS["access"].encode(),
    "client secret": SECRETS["client"].encode(),
    "client": b64encode(f"{CLIENT}:{SECRETS['client']}".encode()),
}
"""How each secret is seen in a request."""

MAY_HAVE = {
    "authorize": frozenset[str](),
    "token": frozenset(CARRIED) - {"access token"},
    "revoke": frozenset({"refresh token", "client secret", "client"}),
    "introspect": frozenset({"refresh token", "client secret", "client"}),
}
"""What the address of each role is there to receive."""


@cache
def _base() -> Catalogue:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "integrations" / "steady" / "integration.yaml"
        place.parent.mkdir(parents=True)
        place.write_text(SPEC.read_text().replace("http://127.0.0.1:PORT", HOME))
        base = Catalogue.load(Path(folder), bundled=False)
    return base.overridden("steady", {"integration": {"base_url": "https://api.provider.test"}})


def catalogue(role: str, url: str, client: str, *, constant: bool = False) -> Catalogue:
    """Give a catalogue with one address elsewhere, which may be said by a constant; raises `SpecError`."""
    url = url.encode(errors="replace").decode()  # no file holds half of a character
    text = "{{ vars.place }}" if constant else url
    said: Any = {role: text}
    if role in ("revoke", "introspect"):
        said = {role: {"url": text, "client": client}}
    auth: dict[str, Any] = {"oauth2": {"client": client, **said}}
    if role == "token":
        carried = {"Authorization": "Bearer {{ credentials.access_token }}"}
        auth["client_credentials"] = {"header": carried, "token": text, "client": client}
    return _base().overridden("steady", {"integration": {"vars": {"place": url}, "auth": auth}})


@dataclass
class Provider:
    """Answers all that an account needs in its life; while it `redirects`, each POST is sent elsewhere."""

    said: str = ""
    redirects: int | None = None

    def answer(self, request: bytes) -> bytes:
        if self.redirects is not None and request.startswith(b"POST"):
            said = written(self.said)
            head = b"HTTP/1.1 %d Elsewhere\r\nlocation: " % self.redirects
            return head + said + b"\r\ncontent-length: 0\r\n\r\n"
        tokens = {"access_token": SECRETS["access"], "refresh_token": SECRETS["refresh"], "expires_in": 7200}
        body = json.dumps({**tokens, "active": True, "email": "a@b.test"}).encode()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
        return head + b"content-length: %d\r\n\r\n%s" % (len(body), body)


@dataclass
class Life:
    """All that is asked of an authorization server, by one of the engines."""

    store: SqlStore
    runner: asyncio.Runner | None
    lead: Callable[[Any], None]
    private_network: bool = True
    links: list[str] = field(default_factory=list)

    @contextmanager
    def engine(self, found: Catalogue) -> Iterator[Any]:
        apps = {"steady": App(CLIENT, Secret(SECRETS["client"]))}
        if self.runner is None:
            with Engine(found, settings=QUICK, sleep=lambda _: None, store=self.store, apps=apps) as engine:
                self._prepared(engine)
                yield engine
            return
        tasks = AsyncEngine(found, settings=QUICK, sleep=_no_pause, store=self.store, apps=apps)
        self._prepared(tasks)
        try:
            yield tasks
        finally:
            self.run(tasks.close())

    def _prepared(self, engine: Engine | AsyncEngine) -> None:
        assert engine._accounts is not None
        engine._accounts = replace(engine._accounts, pace=HASTY)
        self.lead(engine)

    def run(self, given: Any) -> Any:
        return given if self.runner is None else self.runner.run(given)

    def steps(self, engine: Any, role: str) -> Iterator[tuple[str, Callable[[], Any]]]:
        """Give all that reaches the address of a role."""
        if role in ("authorize", "token"):
            yield "exchange", lambda: self.exchange(engine)
        if role == "token":
            yield "renewal", lambda: self.call(engine)
            yield "grant of the app", lambda: self.own(engine)
        if role == "introspect":
            yield "question", lambda: self.call(engine, interrupted=True)
        if role == "revoke":
            yield "revocation", lambda: self.unlink(engine)

    def exchange(self, engine: Any) -> None:
        self.links.clear()
        back = "https://app.test/back"
        begun = self.run(engine.link("steady", tenant="t", redirect_uri=back, scopes=[]))
        self.links.append(begun.url)
        own: dict[str, Any] = {"private_network": self.private_network}
        self.run(engine.complete_link(tenant="t", state=begun.state, code=SECRETS["code"], **own))

    def own(self, engine: Any) -> None:
        own: dict[str, Any] = {"private_network": self.private_network, "credentials": {}}
        self.run(engine.link_credentials("steady", tenant="t", **own))

    def call(self, engine: Any, *, interrupted: bool = False) -> None:
        """Call for an account whose grant is over, or whose last renewal was cut off too."""
        linked = self._linked()
        if interrupted:
            assert self.store.lease("t", "c1", linked.version, 0.0) is not None
        own: dict[str, Any] = {"tenant": "t", "connection": "c1", "private_network": self.private_network}
        try:
            self.run(engine.connect("steady", **own).request("GET", "/things"))
        finally:
            after = self.store.get("t", "c1")
            assert after is not None
            assert after.status is not Status.NEEDS_REAUTH, "an address has cost an account its grant"

    def unlink(self, engine: Any) -> None:
        self._linked()
        self.run(engine.unlink(tenant="t", connection="c1", private_network=self.private_network))
        assert self.store.get("t", "c1") is None

    def _linked(self) -> Linked:
        self.store.remove("t", "c1")
        tokens = {"access_token": Secret(SECRETS["access"]), "refresh_token": Secret(SECRETS["refresh"])}
        return self.store.put(Linked("t", "c1", "steady", Grant(tokens, self.store.now() - 1)))


async def _no_pause(seconds: float) -> None:
    await asyncio.sleep(0)


@contextmanager
def lives(lead: Callable[[Any], None], *, private_network: bool = True) -> Iterator[list[Life]]:
    """Give a life by threads, and one by tasks."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        store = open_store(folder / "accounts.db", KeyRing.read(new_key("k1")))
        stack.callback(store.close)
        runner = stack.enter_context(asyncio.Runner())
        yield [Life(store, each, lead, private_network) for each in (None, runner)]


def lived(life: Life, role: str, url: str, client: str, *, constant: bool = False) -> Iterator[str]:
    """Do all that reaches the address of a role; tell of each step when it is over."""
    try:
        found = catalogue(role, url, client, constant=constant)
    except SpecError:
        return
    with life.engine(found) as engine:
        for name, step in life.steps(engine, role):
            with suppress(UnispecError):
                step()
            yield name


@contextmanager
def named(names: dict[str, tuple[str, ...]]) -> Iterator[None]:
    """Resolve these names, and what is an address already; no others."""
    resolve = socket.getaddrinfo

    def resolved(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        text = host.decode() if isinstance(host, bytes) else str(host)
        addresses = names.get(text.lower().rstrip("."), ())
        if not addresses and not _is_address(text):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        found = [resolve(each, port, *more, **named) for each in addresses or (text,)]
        return [each for several in found for each in several]

    with patch("socket.getaddrinfo", resolved):
        yield


def _is_address(text: str) -> bool:
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return re.fullmatch(r"[0-9a-fx.]*[0-9][0-9a-fx.]*", text, re.IGNORECASE) is not None
    return True


def carried(request: bytes) -> frozenset[str]:
    """Tell which secrets a request carries."""
    return frozenset(name for name, mark in CARRIED.items() if mark in request)
