"""Never executed: mypy reads it and so checks what callers of the public API are promised."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, assert_type

from unispec import (
    App,
    AsyncConnection,
    AsyncEngine,
    Begun,
    Catalogue,
    Ceilings,
    Change,
    Connection,
    Diagnostic,
    Engine,
    InputError,
    Item,
    KeyRing,
    Linked,
    LinkError,
    MappingError,
    Page,
    PaginationError,
    ProviderError,
    ProxyReply,
    RateLimit,
    Settings,
    SpecError,
    Status,
    Timeouts,
    TransportError,
    UnispecError,
    events,
    open_store,
)

CATALOGUE = Catalogue.load(Path("mine"), "theirs", bundled=False)
SETTINGS = Settings(timeouts=Timeouts(read=5.0), ceilings=Ceilings(pages=10), body_limit=1_000_000)


def threads(token: str) -> None:
    with Engine(CATALOGUE, jsonata="jsonata-python", settings=SETTINGS) as engine:
        assert_type(engine, Engine)
        account = engine.connect("some", token=token, base_url="http://127.0.0.1:1", overrides={"a": {}})
        assert_type(account, Connection)
        known = account.account
        assert_type(engine.connect("some", token=token, account=known), Connection)
        page = account.list("calendar/events", {"status": "confirmed"}, limit=3, cursor=None, raw=True)
        assert_type(page, Page)
        assert_type(page.result, list[dict[str, Any]])
        assert_type(page.next_cursor, str | None)
        assert_type(page.is_partial, bool)
        assert_type(page.rate_limit, RateLimit | None)
        assert_type(page.diagnostics, tuple[Diagnostic, ...])
        assert_type(page.to_dict(), dict[str, Any])
        for each in account.pages("calendar/events", cursor=page.next_cursor):
            assert_type(each, Page)
        for record in account.iterate("calendar/events", limit=5, validate="off"):
            assert_type(record, dict[str, Any])
        item = account.get("calendar/events", "7", raw=True)
        assert_type(item, Item)
        assert_type(item.result, dict[str, Any])
        assert_type(account.get("user_directory/me"), Item)
        assert_type(account.request("GET", "/users/me", query={"a": 1}), ProxyReply)
        assert_type(account.map("calendar/events", [{"uri": "x"}]), Page)


async def tasks(token: str) -> None:
    async with AsyncEngine(settings=SETTINGS) as engine:
        assert_type(engine, AsyncEngine)
        account = engine.connect("some", token=token)
        assert_type(account, AsyncConnection)
        assert_type(await account.list("calendar/events", limit=3), Page)
        async for page in account.pages("calendar/events"):
            assert_type(page, Page)
        async for record in account.iterate("calendar/events"):
            assert_type(record, dict[str, Any])
        assert_type(await account.get("calendar/events", "7"), Item)
        assert_type(await account.request("GET", "/users/me"), ProxyReply)
        assert_type(account.map("calendar/events", [{"uri": "x"}]), Page)


def observing(event: events.Event) -> None:
    match event:
        case events.RequestAnswered(operation=operation, status=status):
            assert_type(operation, str)
            assert_type(status, int | None)
        case events.CallEnded():
            assert_type(event.seconds, float)


def observed() -> None:
    assert_type(Engine(on_event=observing, tracing=True), Engine)
    AsyncEngine(on_event=lambda event: None)
    Engine(on_event=len)  # type: ignore[arg-type]


def errors(error: UnispecError) -> object:
    assert_type(error.diagnostic, Diagnostic)
    assert_type(error.operation, str | None)
    assert_type(error.cursor, str | None)
    if isinstance(error, ProviderError):
        assert_type(error.status, int)
        assert_type(error.category, str)
        assert_type(error.missing_scopes, tuple[str, ...])
        return timedelta(seconds=error.retry_after) if error.retry_after is not None else None
    if isinstance(error, SpecError):
        return assert_type(error.diagnostics, tuple[Diagnostic, ...])
    return isinstance(error, InputError | TransportError | PaginationError | MappingError)


def linking(secret: str) -> None:
    def changed(change: Change) -> None:
        assert_type((change.connection, change.after), tuple[str, Status])

    store = open_store("accounts.db", KeyRing.from_environment)
    with Engine(
        store=store, apps={"some": App("id", secret), "native": App("id")}, on_change=changed
    ) as engine:
        begun = engine.link("some", tenant="acme", redirect_uri="https://a.example/", scopes=["a:read"])
        assert_type(begun, Begun)
        assert_type(engine.complete_link(tenant="acme", state=begun.state, code="c", timeout=5), str)
        assert_type(engine.link_credentials("some", tenant="acme", credentials={"token": "t"}), str)
        assert_type(engine.accounts("acme"), list[Linked])
        assert_type(engine.disable(tenant="acme", connection="c1"), Linked)
        assert_type(engine.enable(tenant="acme", connection="c1").problem, str | None)
        assert_type(engine.try_account(tenant="acme", connection="c1", base_url="https://a.example"), bool)
        assert_type(engine.unlink(tenant="acme", connection="c1", overrides={}, timeout=5), bool)
        assert_type([each.id for each in store.unreadable()], list[str])
        assert_type(engine.connect("some", tenant="acme", connection="c1"), Connection)


async def linking_in_tasks(engine: AsyncEngine, error: UnispecError) -> str | None:
    begun = await engine.link("some", tenant="acme", redirect_uri="https://a.example/", connection="c1")
    assert_type(await engine.complete_link(tenant="acme", state=begun.state, error="access_denied"), str)
    assert_type(await engine.accounts("acme", "some"), list[Linked])
    assert_type(await engine.disable(tenant="acme", connection="c1"), Linked)
    return error.reason if isinstance(error, LinkError) else None


def refused(engine: Engine, account: Connection, known: Mapping[str, Any]) -> None:
    engine.connect("some", "token")  # type: ignore[call-arg]
    engine.connect("some", token=7)  # type: ignore[arg-type]
    account.list("calendar/events", ["status"])  # type: ignore[arg-type]
    account.list("calendar/events", limit="3")  # type: ignore[arg-type]
    account.list("calendar/events", colour="red")  # type: ignore[call-arg]
    account.get("calendar/events", 7)  # type: ignore[arg-type]
    Page([], rate_limit=known)  # type: ignore[arg-type]
    Page([]).result = []  # type: ignore[misc]
