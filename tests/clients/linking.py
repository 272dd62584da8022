"""A service whose customers link their accounts, on either engine; owners, and what they are sent to.

Whatever is raised, watched, logged or shown on the way is searched for secrets when a service is closed.
"""

import asyncio
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.clients.facade import InTasks, InThreads, Linked, compiled_once
from tests.fakes import WEB, FakeCalendly
from unispec import AsyncEngine, Catalogue, Engine, UnispecError
from unispec.connections import App, Change
from unispec.connections.storage import SqlStore
from unispec.flow import Failure, Reply, Request

RETURN = WEB.redirect_uris[0]
APPS = {"calendly": App(WEB.client_id, WEB.secret)}
WATCHED = ("access_token", "refresh_token", "code", "code_verifier", "client_secret", "token")

_OVERLAY = """\
spec_version: 1
integration: calendly
base_url: {api}
auth:
  oauth2:
    authorize: {auth}/oauth/authorize
    token: {auth}/oauth/token
    revoke: {auth}/oauth/revoke
    introspect: {auth}/oauth/introspect
"""


def catalogue_of(fake: FakeCalendly, *roots: Path, folder: Path) -> Catalogue:
    """The bundled catalogue, with the provider at the addresses of the fake."""
    path = folder / "integrations" / "calendly" / "integration.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(_OVERLAY.format(api=fake.url, auth=fake.auth_url), "utf-8")
    return Catalogue.load(folder, *roots)


def come_back(url: str) -> dict[str, str]:
    """Be the owner's browser: go where the service sends it, and say what it brings back."""
    answer = httpx.get(url)
    assert answer.status_code == 302, answer.text
    told = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    told.pop("error_description", None)
    return told


class Service:
    """An engine with linked accounts; the one for tasks is driven on a loop of its own.

    Waiting lets the clock of the fake go on, unless `wait` is true. `told` has the changes of status.
    """

    def __init__(
        self,
        kind: str,
        catalogue: Catalogue,
        fake: FakeCalendly,
        store: SqlStore,
        *,
        wait: bool = False,
        **settings: Any,
    ) -> None:
        self.shown: list[str] = []
        self.told: list[Change] = []
        self.waits: list[float] = []
        self._runner = asyncio.Runner() if kind == "async" else None
        asked: dict[str, Any] = {
            "store": store,
            "apps": APPS,
            "clock": fake.now,
            "on_change": self.told.append,
            "watch": self._watch,
            "on_event": lambda event: self.shown.append(repr(event)),
            **settings,
        }

        def sleep(seconds: float) -> None:
            self.waits.append(seconds)
            fake.pass_time(seconds)

        async def pause(seconds: float) -> None:
            sleep(seconds)

        if self._runner is None:
            self.engine: Any = Engine(catalogue, **asked, sleep=None if wait else sleep)
        else:
            self.engine = AsyncEngine(catalogue, **asked, sleep=asyncio.sleep if wait else pause)
        compiled_once(self.engine, catalogue)

    def begin(self, tenant: str = "acme", **more: Any) -> Any:
        return self._run(lambda: self.engine.link("calendly", tenant=tenant, redirect_uri=RETURN, **more))

    def complete(self, tenant: str = "acme", **told: Any) -> str:
        return str(self._run(lambda: self.engine.complete_link(tenant=tenant, private_network=True, **told)))

    def link(self, tenant: str = "acme", **more: Any) -> str:
        """The whole way: begin, let the owner go and come back, complete."""
        return self.complete(tenant, **come_back(self.begin(tenant, **more).url))

    def keep(
        self, credentials: dict[str, str], integration: str = "calendly", tenant: str = "acme", **more: Any
    ) -> str:
        given = {"tenant": tenant, "credentials": credentials, "private_network": True, **more}
        return str(self._run(lambda: self.engine.link_credentials(integration, **given)))

    def unlink(self, connection: str, tenant: str = "acme") -> bool:
        asked = {"tenant": tenant, "connection": connection, "private_network": True}
        return bool(self._run(lambda: self.engine.unlink(**asked)))

    def accounts(self, tenant: str = "acme", integration: str | None = None) -> list[Any]:
        found: list[Any] = self._run(lambda: self.engine.accounts(tenant, integration))
        return found

    def connect(self, connection: str, tenant: str = "acme", **more: Any) -> Linked:
        asked = {"tenant": tenant, "connection": connection, "private_network": True, **more}
        if self._runner is None:
            return InThreads(self.engine, self.waits, asked)
        return InTasks(self.engine, self._runner, self.waits, asked)

    def called(self, name: str, asked: dict[str, Any]) -> Any:
        """Call the engine as it is; what it gives is awaited where it must be."""
        found = getattr(self.engine, name)(**asked)
        is_plain = self._runner is None or not asyncio.iscoroutine(found)
        return found if is_plain else self._run(lambda: found)

    def together(self, calls: Sequence[Callable[[Any], Any]]) -> list[Any]:
        """Make calls of the engine side by side; what each gave or raised."""
        if self._runner is None:
            with ThreadPoolExecutor(len(calls)) as pool:
                return [_outcome(each) for each in [pool.submit(call, self.engine) for call in calls]]

        async def gathered() -> list[Any]:
            return await asyncio.gather(*(call(self.engine) for call in calls), return_exceptions=True)

        return self._runner.run(gathered())

    @contextmanager
    def raises(self, kind: type[UnispecError], code: str) -> Iterator[list[Any]]:
        """Expect an error, which is in the list afterwards, and show it."""
        found: list[Any] = []
        with pytest.raises(kind) as raised:
            yield found
        error = raised.value
        found.append(error)
        self.shown += [repr(error), *traceback.format_exception(error)]
        assert error.diagnostic.code == code

    def close_engine(self) -> None:
        self._run(self.engine.close)

    def close(self) -> None:
        self.close_engine()
        if self._runner is not None:
            self._runner.close()

    def _watch(self, request: Request, answer: Reply | Failure) -> None:
        told = answer.content + repr(answer.headers).encode() if isinstance(answer, Reply) else b""
        self.shown.append(f"{request!r}{answer!r}{told.decode('utf-8', 'replace')}")

    def _run(self, call: Callable[[], Any]) -> Any:
        found = call()
        found = found if self._runner is None else self._runner.run(found)
        self.shown.append(repr(found))
        return found


def _outcome(future: Any) -> Any:
    error = future.exception()
    return error if error is not None else future.result()


def secrets_of(fake: FakeCalendly) -> set[str]:
    """What came over the wire and nobody may see: what the fake gave, and what it was sent."""
    sent = (dict(parse_qsl(each.content.decode())) for each in fake.requests)
    given = {fields[name] for fields in sent for name in WATCHED if name in fields}
    return {*fake.oauth.grants.secrets(), *given, str(WEB.secret), fake.bearer()}


def leaked(fake: FakeCalendly, text: str) -> list[str]:
    """The beginnings of the secrets that are in a text."""
    return [secret[:6] for secret in secrets_of(fake) if secret in text]
