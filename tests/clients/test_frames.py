"""Who reports errors collects what each frame holds: no frame of ours, or of httpx, holds a secret plain."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import Service, come_back, secrets_of
from tests.fakes import WEB, FakeCalendly, Fault
from unispec import Settings, TransportError
from unispec.connections import App
from unispec.connections.storage import SqlStore
from unispec.diagnostics import Code, Diagnostic

EVENTS = "calendar/events"
LASTS = 7_200
OWNED = "pt-7Qw-of-the-owner"
FILES = ("/unispec/", "/httpx/")


class Interrupted(BaseException):
    """What stops a task as Ctrl-C stops a thread."""


class Interrupting(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Sends until it is stopped at a path."""

    def __init__(self) -> None:
        self.at: str | None = None
        self._sync, self._async = httpx.HTTPTransport(), httpx.AsyncHTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == self.at:
            raise KeyboardInterrupt
        return self._sync.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == self.at:
            raise Interrupted
        return await self._async.handle_async_request(request)

    def close(self) -> None:
        self._sync.close()

    async def aclose(self) -> None:
        await self._async.aclose()


def written(value: object) -> str:
    try:
        return repr(value)
    except AttributeError:  # an object that is not whole yet
        return ""


def shown(error: BaseException | None) -> Iterator[tuple[str, str]]:
    """What the frames of an error hold, those of what led to it too; those of tests are the caller's."""
    while error is not None:
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if any(each in code.co_filename for each in FILES) and "/tests/" not in code.co_filename:
                for name, value in trace.tb_frame.f_locals.items():
                    yield f"{code.co_filename.rpartition('/')[2]}:{code.co_qualname}: {name}", written(value)
            trace = trace.tb_next
        error = error.__cause__ or error.__context__


def held(fake: FakeCalendly, work: Callable[[], Any]) -> tuple[list[str], int]:
    """Where secrets are after an error, and how many names were looked at."""
    with pytest.raises(BaseException) as raised:  # noqa: PT011
        work()
    pair = b64encode(f"{WEB.client_id}:{WEB.secret}".encode()).decode()
    secrets = {*secrets_of(fake), pair, OWNED}
    found = list(shown(raised.value))
    return [place for place, text in found if any(secret in text for secret in secrets)], len(found)


def nothing(patch: pytest.MonkeyPatch) -> None:
    """Leave the store as it is."""


def a_store_that_fails(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    def failing(*_: Any) -> None:
        raise TransportError(Diagnostic(Code.STORE_FAILED, "gone"))

    return lambda patch: patch.setattr(SqlStore, name, failing)


def keys_that_fail(patch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise TransportError(Diagnostic(Code.STORE_FAILED, "no keys"))

    patch.setattr("unispec.connections.storage._source.KeySource.known", failing)


BROKEN: list[Any] = [
    Fault("error", "/oauth/token", status=400, body=b'{"error": "invalid_grant"}', times=None),
    Fault("error", "/oauth/token", status=401, body=b'{"error": "invalid_client"}', times=None),
    Fault("error", "/oauth/token", status=200, body=b'{"refresh_token": "rt-of-no-use"}', times=None),
    Fault("error", "/oauth/token", status=503, times=None),
    Fault("html", "/oauth/token", times=None),
    Fault("reset", "/oauth/token", times=None),
    Fault("truncated", "/oauth/token", times=None),
    Fault("error", "/users/me", status=500, times=None),
    Fault("error", "/users/me", status=200, body=b"[]", times=None),
    Fault("error", "/users/me", status=403, times=None),
    "/oauth/token",
    "/users/me",
]
"""Faults of the provider, and paths at which somebody presses Ctrl-C."""

STORES: list[Any] = [a_store_that_fails(name) for name in ("put", "end_link", "now")]
LINKING = [*((fault, nothing) for fault in BROKEN), *((None, store) for store in [*STORES, keys_that_fail])]
RENEWING = [
    *((fault, nothing) for fault in BROKEN if "users" not in getattr(fault, "path", str(fault))),
    *((None, a_store_that_fails(name)) for name in ("renew", "get", "lease", "now")),
    (None, keys_that_fail),
]


def name_of(case: Any) -> str:
    return str(getattr(case, "kind", getattr(case, "__name__", case)))


@pytest.fixture
def stopping() -> Interrupting:
    return Interrupting()


@pytest.fixture
def service(serve: Serve, stopping: Interrupting) -> Service:
    return serve(transport=stopping, settings=Settings())


def break_it(fake: FakeCalendly, stopping: Interrupting, fault: Any) -> None:
    if isinstance(fault, Fault):
        fake.faults.add(fault)
    elif fault is not None:
        stopping.at = fault


@pytest.mark.parametrize(("fault", "patched"), LINKING, ids=name_of)
def test_no_frame_of_an_error_of_linking_holds_a_secret(
    service: Service, fake: FakeCalendly, stopping: Interrupting,
    monkeypatch: pytest.MonkeyPatch, fault: Any, patched: Any,
) -> None:  # fmt: skip
    told = come_back(service.begin().url)
    break_it(fake, stopping, fault)
    with monkeypatch.context() as patch:
        patched(patch)
        found, looked = held(fake, lambda: service.complete(**told))
    stopping.at = None
    assert found == []
    assert looked > 5


@pytest.mark.parametrize(("fault", "patched"), RENEWING, ids=name_of)
def test_no_frame_of_an_error_of_renewing_holds_a_secret(
    service: Service, fake: FakeCalendly, stopping: Interrupting,
    monkeypatch: pytest.MonkeyPatch, fault: Any, patched: Any,
) -> None:  # fmt: skip
    linked = service.connect(service.link())
    fake.pass_time(LASTS)
    break_it(fake, stopping, fault)
    with monkeypatch.context() as patch:
        patched(patch)
        found, looked = held(fake, lambda: linked.list(EVENTS, limit=1))
    stopping.at = None
    assert found == []
    assert looked > 5


BROUGHT: list[Any] = [
    {"token": OWNED},
    {"token": f"{OWNED}\nof two lines"},
    {"token": f"{OWNED} é"},
    {"access_token": OWNED, "refresh_token": " "},
    {"access_token": OWNED, "refresh_token": 5},
    {"api_key": OWNED},
    {"token": OWNED, "username": "jo"},
    {5: OWNED},
    OWNED,
]


@pytest.mark.parametrize("brought", BROUGHT, ids=range(len(BROUGHT)))
def test_no_frame_of_an_error_of_what_an_owner_brings_holds_it(
    service: Service, fake: FakeCalendly, brought: Any
) -> None:
    found, looked = held(fake, lambda: service.keep(brought))
    assert found == []
    assert looked > 2


@pytest.mark.parametrize("code", [b"c0de-of-bytes", 5])
def test_a_code_that_is_no_text_is_not_held(service: Service, fake: FakeCalendly, code: Any) -> None:
    begun = service.begin()
    with pytest.raises(BaseException, match="`code` must be a text") as raised:
        service.complete(state=begun.state, code=code)
    assert [place for place, text in shown(raised.value) if "c0de" in text] == []


def test_an_app_that_is_refused_shows_no_secret() -> None:
    with pytest.raises(BaseException, match="client_id") as raised:
        App(" ", OWNED)
    assert [place for place, text in shown(raised.value) if OWNED in text] == []


def test_a_secret_in_a_frame_is_found(fake: FakeCalendly) -> None:
    def careless() -> None:
        text = f"a token: {OWNED}"
        raise ValueError(len(text))

    plain = careless.__code__.replace(co_filename="/unispec/careless.py")
    careless.__code__ = plain
    found, looked = held(fake, careless)
    assert (found, looked) == (["careless.py:" + plain.co_qualname + ": text"], 1)
    assert asyncio.iscoroutinefunction(Interrupting().handle_async_request)
