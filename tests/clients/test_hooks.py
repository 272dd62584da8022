"""What a hook does, or is, ends no call: it is refused when an engine is made, or its failure is logged."""

import threading
from typing import Any

import pytest

from tests.clients.conftest import Serve
from tests.clients.facade import Link
from tests.fakes import FakeCalendly, Fault
from unispec import App, AsyncEngine, Change, Engine, InputError, LinkError, TransportError, events
from unispec.connections.storage import SqlStore

ENGINES = [Engine, AsyncEngine]


class Down(Exception):
    """A mail server that is away."""


def failing(change: Change) -> None:
    raise Down(change.connection)


async def waiting(change: Change) -> None:
    raise AssertionError


class Later:
    async def __call__(self, change: Change) -> None:
        raise AssertionError


@pytest.mark.parametrize("hook", [failing, Later()], ids=["raises", "would be awaited"])
def test_a_hook_for_changes_that_fails_ends_no_call_and_each_failure_is_logged(
    serve: Serve, fake: FakeCalendly, caplog: pytest.LogCaptureFixture, hook: Any
) -> None:
    service = serve(on_change=hook)
    connection = service.link()
    linked = service.connect(connection)
    fake.faults.add(Fault("error", "/oauth/token", status=500))
    fake.pass_time(7_200)
    with service.raises(TransportError, "no-fresh-token"):
        linked.request("GET", "/users/me", timeout=0.5)
    fake.oauth.grants.take_back()
    fake.pass_time(60)
    with service.raises(LinkError, "needs-reauth"):
        linked.request("GET", "/users/me")
    assert service.link(connection=connection) == connection
    (account,) = service.accounts()
    assert account.status == "active"
    failures = [each for each in caplog.records if "`on_change`" in each.getMessage()]
    assert [(each.name, each.levelname) for each in failures] == [("unispec.accounts", "ERROR")] * 3
    assert all(connection in each.getMessage() for each in failures)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["on_event", "on_change", "watch"])
@pytest.mark.parametrize("hook", [5, "print", waiting], ids=["a number", "a text", "a coroutine"])
def test_a_hook_that_cannot_be_called_is_refused(engine: Any, name: str, hook: Any, store: SqlStore) -> None:
    with pytest.raises(InputError, match=f"`{name}` must be a plain function"):
        engine(store=store, **{name: hook})


@pytest.mark.parametrize("engine_kind", ["sync"], indirect=True)
def test_a_hook_that_asks_for_the_account_that_is_being_read_gets_an_error(
    link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    known: list[Any] = []

    def hook(event: events.Event) -> None:
        if isinstance(event, events.CallEnded):
            known.append(linked.account)

    linked = link(on_event=hook)
    reader = threading.Thread(target=lambda: linked.account, daemon=True)
    reader.start()
    reader.join(20)
    assert not reader.is_alive()
    assert known == []
    assert "a hook asks for an account that is just being read" in caplog.text
    assert linked.request("GET", "/users/me").status == 200
    assert known == [linked.account], "afterwards it is there"


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"store": "accounts.db"}, "invalid-store", "and is a `str`"),
    ({"store": b"accounts.db"}, "invalid-store", "and is a `bytes`"),
    ({"store": {}}, "invalid-store", "and is a `dict`"),
    ({"apps": {"calendly": ("id", "secret")}}, "invalid-parameter", "must be an app"),
    ({"apps": {"calendly": None}}, "invalid-parameter", "must be an app"),
    ({"apps": {5: App("id")}}, "invalid-parameter", "`apps`"),
    ({"apps": [App("id")]}, "invalid-parameter", "`apps` must be a mapping"),
    ({"apps": {"calendy": App("id")}}, "unknown-integration", "did you mean `calendly`"),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("given", "code", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_no_store_or_no_app_is_refused_when_an_engine_is_made(
    engine: Any, given: dict[str, Any], code: str, said: str, store: SqlStore
) -> None:
    with pytest.raises(InputError) as raised:
        engine(**{"store": store, **given})
    assert raised.value.diagnostic.code == code
    assert said in str(raised.value)


@pytest.mark.parametrize("client_id", ["", " ", None, 5, b"id"])
def test_an_app_has_an_id(client_id: Any) -> None:
    with pytest.raises(InputError, match="the `client_id` of an app must be a text"):
        App(client_id, "secret")


@pytest.mark.parametrize("secret", ["", " ", 5, b"secret", ["secret"]])
def test_the_secret_of_an_app_is_a_text_or_left_out(secret: Any) -> None:
    assert App("id").client_secret is None
    with pytest.raises(InputError, match="the `client_secret` of an app must be a text") as raised:
        App("id", secret)
    assert "['secret']" not in str(raised.value)
