"""A grant that is not kept is given back, and an account is linked again by its own owner alone."""

from typing import Any

import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import Service, come_back
from tests.fakes import NATIVE, WEB, FakeCalendly, Fault
from unispec import InputError, Settings, Timeouts, TransportError, UnispecError
from unispec.connections import App, Grant, Linked, Status
from unispec.connections.storage import SqlStore
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, LinkError

EVENTS = "calendar/events"
BUSY = Diagnostic(Code.STORE_FAILED, "gone for a moment")


def nothing(service: Service, fake: FakeCalendly, patch: pytest.MonkeyPatch) -> None:
    """Leave all as it is: the scopes do not suffice."""


def an_outage(service: Service, fake: FakeCalendly, patch: pytest.MonkeyPatch) -> None:
    fake.faults.add(Fault("error", "/users/me", status=500, times=None))


def nonsense(service: Service, fake: FakeCalendly, patch: pytest.MonkeyPatch) -> None:
    fake.faults.add(Fault("error", "/users/me", status=200, body=b"[]", times=None))


def a_store_that_fails(service: Service, fake: FakeCalendly, patch: pytest.MonkeyPatch) -> None:
    def failing(_: SqlStore, linked: Linked) -> Linked:
        raise TransportError(BUSY)

    patch.setattr(SqlStore, "put", failing)


PROBLEMS: list[Any] = [
    (nothing, "provider-error"),
    (an_outage, "provider-error"),
    (nonsense, "missing-records"),
    (a_store_that_fails, "store-failed"),
]
SCOPES = {nothing: ["groups:read"]}


@pytest.mark.parametrize(("problem", "code"), PROBLEMS)
def test_a_grant_that_is_not_kept_is_given_back(
    service: Service, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch, problem: Any, code: str
) -> None:
    told = come_back(service.begin(scopes=SCOPES.get(problem)).url)
    problem(service, fake, monkeypatch)
    with service.raises(UnispecError, code):
        service.complete(**told)
    assert fake.oauth.calls["revoke"] == 1
    assert [each.is_revoked for each in fake.oauth.grants.issued] == [True]
    assert service.accounts() == []


@pytest.mark.parametrize("kind", ["reset", "error", "html", "bare_429"])
def test_that_it_cannot_be_given_back_changes_nothing(
    service: Service, fake: FakeCalendly, kind: Any
) -> None:
    told = come_back(service.begin(scopes=["groups:read"]).url)
    fake.faults.add(Fault(kind, "/oauth/revoke", times=None))
    with service.raises(UnispecError, "provider-error") as raised:
        service.complete(**told)
    assert raised[0].category == "missing_scope"
    assert [fired.path for fired in fake.requests].count("/oauth/revoke") == 1


@pytest.mark.parametrize("lasts", [True, False])
def test_a_link_goes_on_when_its_caller_has_no_time_left(
    serve: Serve, fake: FakeCalendly, lasts: bool
) -> None:
    """The code is used up and the grant is given: it is kept, or given back when it cannot be."""
    service = serve(wait=True, settings=Settings(timeouts=Timeouts(total=3.0)))
    told = come_back(service.begin().url)
    fake.faults.add(Fault("stalled_headers", "/users/me", seconds=None if lasts else 1.5, times=None))
    with service.raises(TransportError, "deadline-exceeded") as raised:
        service.complete(**told, timeout=1.0)
    assert "look at `engine.accounts`" in raised[0].diagnostic.help
    service.close_engine()
    assert [each.path for each in fake.requests].count("/users/me") == 1, "nothing is tried again"
    assert fake.oauth.calls["revoke"] == lasts
    assert [each.is_revoked for each in fake.oauth.grants.issued] == [lasts]
    assert [each.status for each in service.accounts()] == ["active"] * (not lasts)


def test_a_store_that_fails_for_a_moment_costs_no_grant(
    service: Service, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, put, failures = come_back(service.begin().url), SqlStore.put, iter([True] * 3)

    def failing(store: SqlStore, linked: Linked) -> Linked:
        if next(failures, False):
            raise TransportError(BUSY)
        return put(store, linked)

    monkeypatch.setattr(SqlStore, "put", failing)
    assert service.complete(**told) == service.accounts()[0].id
    assert fake.oauth.calls["revoke"] == 0


def test_an_app_that_the_provider_does_not_know_is_named(serve: Serve, fake: FakeCalendly) -> None:
    service = serve()
    connection = service.link()
    wrong = serve(apps={"calendly": App(WEB.client_id, "not-the-secret")})
    with wrong.raises(TransportError, "link-failed") as raised:
        wrong.complete(**come_back(wrong.begin().url))
    assert "`invalid_client`" in str(raised[0])
    assert raised[0].diagnostic.help == "check the client id and the secret of the app"
    fake.pass_time(7_200)
    called = fake.oauth.calls["token"]
    with wrong.raises(TransportError, "no-fresh-token") as raised:
        wrong.connect(connection).list(EVENTS, limit=1)
    assert "`invalid_client`" in str(raised[0])
    assert "check the client id and the secret of the app" in raised[0].diagnostic.help
    assert (fake.oauth.calls["token"], wrong.waits) == (called + 1, [])
    assert service.accounts()[0].status == "degraded"


def test_the_grant_of_another_app_is_left_alone(serve: Serve, fake: FakeCalendly) -> None:
    """The provider would say `invalid_grant`, which is no word on the grant."""
    service, other = serve(), serve(apps={"calendly": App(NATIVE.client_id)})
    connection = service.link()
    fake.pass_time(7_200)
    called = fake.oauth.calls["token"]
    with other.raises(InputError, "missing-credentials") as raised:
        other.connect(connection).list(EVENTS, limit=1)
    assert "given to another app" in str(raised[0])
    assert (fake.oauth.calls["token"], service.accounts()[0].status) == (called, "active")
    for _ in range(2):
        assert service.connect(connection).list(EVENTS, limit=1).result
        fake.pass_time(7_200)
    assert service.waits == []


def test_a_closed_engine_takes_no_lease(serve: Serve, fake: FakeCalendly) -> None:
    service, closed = serve(), serve()
    connection = service.link()
    linked = closed.connect(connection)
    closed.close_engine()
    fake.pass_time(7_200)
    with closed.raises(InputError, "invalid-request"):
        linked.list(EVENTS, limit=1)
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert service.waits == []
    assert fake.oauth.calls["introspect"] == 0, "nothing was interrupted"


def test_a_disabled_account_that_is_linked_again_waits_for_who_disabled_it(
    service: Service, fake: FakeCalendly
) -> None:
    connection = service.link()
    service.called("disable", {"tenant": "acme", "connection": connection})
    service.told.clear()
    again(service, fake, connection)
    (account,) = service.accounts()
    assert (account.status, account.version, service.told) == (Status.DISABLED, 2, [])
    assert service.called("enable", {"tenant": "acme", "connection": connection}).status == "active"
    assert service.connect(connection).list(EVENTS, limit=1).result


def test_what_an_owner_brought_is_never_ended(service: Service, fake: FakeCalendly) -> None:
    """They may use it elsewhere, and try again."""
    service.link(scopes=["users:read"])
    pair = fake.oauth.grants.issued[-1]
    fake.faults.add(Fault("error", "/users/me", status=500, times=None))
    with service.raises(UnispecError, "provider-error"):
        service.keep({"access_token": pair.access, "refresh_token": pair.refresh})
    assert fake.oauth.calls["revoke"] == 0


def again(service: Service, fake: FakeCalendly, connection: str) -> None:
    service.complete(**come_back(service.begin(connection=connection).url))


def by_token(service: Service, fake: FakeCalendly, connection: str) -> None:
    service.keep({"token": fake.bearer(fake.oauth.user or "owner")}, connection=connection)


WAYS = pytest.mark.parametrize("way", [again, by_token])


@WAYS
def test_another_owner_does_not_take_an_account_over(
    service: Service, fake: FakeCalendly, store: SqlStore, way: Any
) -> None:
    connection = service.link()
    before = store.get("acme", connection)
    fake.oauth.user = "admin"
    with service.raises(LinkError, "other-account") as raised:
        way(service, fake, connection)
    assert "another account" in str(raised[0])
    assert "@" not in f"{raised[0]!r}{raised[0].diagnostic.help}"
    assert "https:" not in f"{raised[0]!r}{raised[0].diagnostic.help}"
    assert store.get("acme", connection) == before, "what was stored is untouched"
    ended = [False, True] if way is again else [False]
    assert [each.is_revoked for each in fake.oauth.grants.issued] == ended
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert service.told == []


@WAYS
def test_the_owner_of_before_links_an_account_again(service: Service, fake: FakeCalendly, way: Any) -> None:
    connection = service.link()
    way(service, fake, connection)
    (account,) = service.accounts()
    assert (account.id, account.version) == (connection, 2)
    assert fake.oauth.calls["revoke"] == 0


@WAYS
@pytest.mark.parametrize("known", [{}, {"email": "olga@acme.test"}, {"user": None}])
def test_an_account_whose_owner_is_not_known_yet_is_linked_again_by_anybody(
    service: Service, fake: FakeCalendly, store: SqlStore, way: Any, known: Any
) -> None:
    store.put(Linked("acme", "calendly-old", "calendly", Grant({"token": Secret("t-of-old")}), known))
    way(service, fake, "calendly-old")
    fake.oauth.user = "admin"
    with service.raises(LinkError, "other-account"):
        way(service, fake, "calendly-old")
    assert store.get("acme", "calendly-old") == service.accounts()[0]


def test_an_account_that_was_forgotten_meanwhile_does_not_come_back(
    service: Service, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch, store: SqlStore
) -> None:
    connection = service.link()
    told = come_back(service.begin(connection=connection).url)
    service.unlink(connection)
    called = fake.oauth.calls["token"]
    with service.raises(InputError, "unknown-connection"):
        service.complete(**told)
    assert fake.oauth.calls["token"] == called, "no code is exchanged"
    assert service.accounts() == []


def test_an_account_that_is_forgotten_while_it_is_read_does_not_come_back(
    service: Service, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch, store: SqlStore
) -> None:
    connection = service.link()
    told = come_back(service.begin(connection=connection).url)
    answer = fake.oauth.answer

    def forgetting(sent: Any) -> Any:
        store.remove("acme", connection)
        return answer(sent)

    monkeypatch.setattr(fake.oauth, "answer", forgetting)
    with service.raises(InputError, "unknown-connection"):
        service.complete(**told)
    assert service.accounts() == []
    assert [each.is_revoked for each in fake.oauth.grants.issued] == [False, True]


def test_a_grant_that_came_while_the_old_one_was_ended_is_ended_too(
    service: Service, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch, store: SqlStore
) -> None:
    connection = service.link()
    stale = service.accounts()[0]
    again(service, fake, connection)
    get, given = store.get, iter([stale])
    monkeypatch.setattr(store, "get", lambda *who: next(given, None) or get(*who))
    assert service.unlink(connection) is True
    assert [each.is_revoked for each in fake.oauth.grants.issued] == [True, True]
    assert service.accounts() == []


def test_a_personal_token_that_is_refused_by_chance_is_tried_once_more(
    service: Service, fake: FakeCalendly
) -> None:
    connection = service.keep({"token": fake.bearer()})
    fake.faults.add(Fault("error", "/scheduled_events", status=401, body=b"{}"))
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert service.waits == [1.0]
    assert (service.accounts()[0].status, service.told) == (Status.ACTIVE, [])
    assert [line for line in service.shown if line.startswith("Retrying(") and "401" in line]


def test_many_callers_whose_token_is_refused_mark_it_once(serve: Serve, fake: FakeCalendly) -> None:
    service = serve(wait=True)
    connection = service.keep({"token": fake.bearer()})
    fake.faults.add(Fault("error", "/scheduled_events", status=401, body=b"{}", times=None))
    asked = {"tenant": "acme", "connection": connection, "private_network": True}
    opened = service.engine.connect("calendly", **asked)
    outcomes = service.together([lambda _: opened.list(EVENTS, limit=1)] * 50)
    assert {(type(each), getattr(each, "reason", None)) for each in outcomes} == {(LinkError, "unauthorized")}
    assert [(each.after, each.reason) for each in service.told] == [("needs_reauth", "unauthorized")]
    assert service.accounts()[0].reason == "unauthorized"
    assert not fake.oauth.calls
