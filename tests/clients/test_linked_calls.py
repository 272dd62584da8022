"""Calls for linked accounts: fresh grants under way, and what is said when there is none."""

import time
from typing import Any

import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import Service
from tests.fakes import FakeCalendly, Fault
from unispec import InputError, ProviderError, Settings, Timeouts, TransportError
from unispec.connections import Change, Status
from unispec.diagnostics import LinkError

EVENTS = "calendar/events"
LASTS = 7200
SMALL_PAGES = {"integration": {"pagination": {"page_token": {"limit": {"max": 5, "default": 5}}}}}
MANY = 50

both_stores = pytest.mark.parametrize("store_kind", ["sqlite", "postgres"])


def bearers(fake: FakeCalendly, path: str = "/scheduled_events") -> list[str]:
    """The access tokens that calls came with, each once, in order."""
    sent = [each.headers["authorization"].partition(" ")[2] for each in fake.requests if each.path == path]
    return list(dict.fromkeys(sent))


def status_of(service: Service) -> tuple[str, str | None]:
    (account,) = service.accounts()
    return str(account.status), account.reason and str(account.reason)


def test_a_linked_account_gives_what_a_token_gives(service: Service, fake: FakeCalendly) -> None:
    linked = service.connect(service.link())
    calls: list[Any] = [
        linked.get("user_directory/me").result["id"],
        [each["id"] for each in linked.iterate("calendar/event_types", limit=3)],
        linked.request("GET", "/users/me").result["resource"]["uri"],
        linked.map(EVENTS, []).result,
    ]
    assert all(calls[:3])


@pytest.mark.parametrize("seconds", [1e10, 10**400], ids=["1e10", "10**400"])
def test_a_renewal_is_waited_for_as_long_as_anybody_likes(
    service: Service, fake: FakeCalendly, seconds: float
) -> None:
    linked = service.connect(service.link())
    fake.pass_time(LASTS)
    assert linked.request("GET", "/users/me", timeout=seconds).status == 200
    assert fake.oauth.calls["token"] == 2


@both_stores
def test_a_grant_that_ends_during_a_list_is_renewed_once(service: Service, fake: FakeCalendly) -> None:
    connection = service.link()
    pages = service.connect(connection, overrides=SMALL_PAGES).pages(EVENTS, limit=25)
    seen = []
    for number, page in enumerate(pages):
        seen += page.result
        if number == 1:
            fake.pass_time(LASTS)
    assert len({each["id"] for each in seen}) == 25
    assert fake.oauth.calls["token"] == 2
    assert len(bearers(fake)) == 2
    assert status_of(service) == ("active", None)
    assert service.told == [], "a renewal is no change of status"


def test_a_grant_is_renewed_before_it_ends(service: Service, fake: FakeCalendly) -> None:
    linked = service.connect(service.link())
    fake.pass_time(LASTS - 1000)
    linked.list(EVENTS, limit=1)
    assert fake.oauth.calls["token"] == 1
    fake.pass_time(500)
    linked.list(EVENTS, limit=1)
    assert fake.oauth.calls["token"] == 2
    assert all(each.path != "/scheduled_events" or len(bearers(fake)) == 2 for each in fake.requests)


@both_stores
def test_many_callers_share_one_renewal(serve: Serve, fake: FakeCalendly) -> None:
    service = serve(wait=True)
    connection = service.link()
    fake.pass_time(LASTS)
    fake.faults.add(Fault("latency", "/oauth/token", seconds=0.2))
    asked = {"tenant": "acme", "connection": connection, "private_network": True}
    opened = service.engine.connect("calendly", **asked)
    outcomes = service.together([lambda _: opened.list(EVENTS, limit=1)] * MANY)
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert fake.oauth.calls["token"] == 2
    assert len(bearers(fake)) == 1


@both_stores
def test_many_callers_whose_fresh_grant_is_refused_share_one_renewal(
    serve: Serve, fake: FakeCalendly
) -> None:
    """The provider loses the access token although it should last; the refresh token is good."""
    service = serve(wait=True)
    connection = service.link()
    fake.oauth.grants.issued[-1].access = "forgotten"
    asked = {"tenant": "acme", "connection": connection, "private_network": True}
    opened = service.engine.connect("calendly", **asked)
    outcomes = service.together([lambda _: opened.list(EVENTS, limit=1)] * 20)
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert fake.oauth.calls["token"] == 2
    assert status_of(service) == ("active", None)


@both_stores
def test_a_grant_that_the_owner_took_back_needs_them_and_is_told_once(
    serve: Serve, fake: FakeCalendly
) -> None:
    service = serve(wait=True)
    connection = service.link()
    fake.oauth.grants.take_back()
    asked = {"tenant": "acme", "connection": connection, "private_network": True}
    opened = service.engine.connect("calendly", **asked)
    outcomes = service.together([lambda _: opened.list(EVENTS, limit=1)] * 10)
    assert {type(each) for each in outcomes} == {LinkError}
    assert {(each.status, each.reason) for each in outcomes} == {("needs_reauth", "revoked")}
    assert service.told == [
        Change("acme", connection, Status.ACTIVE, Status.NEEDS_REAUTH, reason=outcomes[0].reason)
    ]
    assert status_of(service) == ("needs_reauth", "revoked")
    called = len(fake.requests)
    with service.raises(LinkError, "needs-reauth") as raised:
        service.connect(connection).list(EVENTS, limit=1)
    assert len(fake.requests) == called, "nothing is sent until it is linked again"
    assert "the account must be linked again (revoked)" in str(raised[0])


def test_a_token_that_is_refused_although_it_is_new_needs_its_owner(
    service: Service, fake: FakeCalendly
) -> None:
    connection = service.link()
    fake.faults.add(Fault("error", "/scheduled_events", status=401, times=None, body=b"{}"))
    with service.raises(LinkError, "needs-reauth") as raised:
        service.connect(connection).list(EVENTS, limit=1)
    assert raised[0].reason == "unauthorized"
    assert fake.oauth.calls["token"] == 2
    assert len(fake.faults.fired) == 2, "one call, one renewal, one more call"
    assert [change.after for change in service.told] == ["needs_reauth"]


def test_an_outage_of_the_token_endpoint_is_sat_out_and_no_loss(service: Service, fake: FakeCalendly) -> None:
    connection = service.link()
    fake.pass_time(LASTS)
    fake.faults.add(Fault("error", "/oauth/token", status=503, times=3))
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert service.waits == [1.0, 2.0, 4.0]
    assert [(each.before, each.after) for each in service.told] == [
        ("active", "degraded"),
        ("degraded", "active"),
    ]
    assert fake.oauth.grants.replays == 0


def test_an_outage_that_lasts_is_an_error_that_says_that_nothing_is_lost(
    service: Service, fake: FakeCalendly
) -> None:
    connection = service.link()
    fake.pass_time(LASTS)
    fake.faults.add(Fault("error", "/oauth/token", status=503, times=None))
    with service.raises(TransportError, "no-fresh-token") as raised:
        service.connect(connection).list(EVENTS, limit=1)
    assert "the grant is not lost" in str(raised[0].diagnostic.help)
    assert status_of(service) == ("degraded", None)
    fake.faults.clear()
    fake.pass_time(300)
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert status_of(service) == ("active", None)


def test_while_the_old_token_lasts_an_outage_is_not_noticed(service: Service, fake: FakeCalendly) -> None:
    connection = service.link()
    fake.pass_time(LASTS - 300)
    fake.faults.add(Fault("error", "/oauth/token", status=503, times=None))
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert service.waits == []
    assert status_of(service) == ("degraded", None)
    assert service.connect(connection).list(EVENTS, limit=1).result


@pytest.mark.parametrize("kind", ["truncated", "reset", "stalled_body"])
def test_a_token_that_was_lost_on_its_way_is_never_used_twice(
    serve: Serve, fake: FakeCalendly, kind: Any
) -> None:
    service = serve(settings=Settings(timeouts=Timeouts(total=0.3)))
    connection = service.link()
    fake.pass_time(LASTS)
    fake.faults.add(Fault(kind, "/oauth/token"))
    with service.raises(LinkError, "needs-reauth") as raised:
        service.connect(connection).list(EVENTS, limit=1)
    assert raised[0].reason == "refresh_interrupted"
    assert fake.oauth.calls["introspect"] == 1
    assert fake.oauth.grants.replays == 0


def test_a_token_that_was_not_taken_is_used_again_after_asking(serve: Serve, fake: FakeCalendly) -> None:
    service = serve(settings=Settings(timeouts=Timeouts(total=0.3)))
    connection = service.link()
    fake.pass_time(LASTS)
    fake.faults.add(Fault("stalled_headers", "/oauth/token"))
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert (fake.oauth.calls["introspect"], fake.oauth.grants.replays) == (1, 0)
    assert status_of(service) == ("active", None)


def test_a_call_waits_for_a_grant_no_longer_than_it_may(serve: Serve, fake: FakeCalendly) -> None:
    service = serve(wait=True)
    connection = service.link()
    fake.pass_time(LASTS)
    fake.faults.add(Fault("stalled_headers", "/oauth/token", seconds=1.5))
    began = time.monotonic()
    with service.raises(TransportError, "deadline-exceeded"):
        service.connect(connection).list(EVENTS, limit=1, timeout=0.3)
    assert time.monotonic() - began < 1.0


def test_what_the_grant_does_not_reach_is_an_error_of_the_provider(service: Service) -> None:
    linked = service.connect(service.link(scopes=["users:read"]))
    with service.raises(ProviderError, "provider-error") as raised:
        linked.list(EVENTS, limit=1)
    assert raised[0].category == "missing_scope"
    assert raised[0].missing_scopes == ("scheduled_events:read",)
    assert status_of(service) == ("active", None), "other calls still work"


CALLS: list[Any] = [
    lambda service, who: service.connect(**who).list(EVENTS, limit=1),
    lambda service, who: next(service.connect(**who).iterate(EVENTS)),
    lambda service, who: service.connect(**who).get("user_directory/me"),
    lambda service, who: service.connect(**who).request("GET", "/users/me"),
    lambda service, who: service.connect(**who).account,
    lambda service, who: service.unlink(**who),
    lambda service, who: service.called("try_account", who),
    lambda service, who: service.begin(who["tenant"], connection=who["connection"]),
    lambda service, who: service.keep({"token": "t" * 20}, **who),
]


@pytest.mark.parametrize("call", CALLS)
def test_the_account_of_another_tenant_is_like_one_that_is_not_there(
    service: Service, fake: FakeCalendly, call: Any
) -> None:
    connection = service.link()
    called = len(fake.requests)
    said = set()
    for who in (
        {"tenant": "other", "connection": connection},
        {"tenant": "acme", "connection": "calendly-0"},
        {"tenant": "ACME", "connection": connection},
    ):
        with service.raises(InputError, "unknown-connection") as raised:
            call(service, who)
        said.add((str(raised[0]), raised[0].diagnostic.help))
    assert len(said) == 1
    assert len(fake.requests) == called
    assert service.accounts("other") == []
    assert [each.id for each in service.accounts()] == [connection]


def test_accounts_are_listed_for_their_tenant_and_integration(service: Service, fake: FakeCalendly) -> None:
    first = service.link()
    fake.pass_time(1)
    second, other = service.link(), service.link("other")
    assert [each.id for each in service.accounts()] == [first, second]
    assert [each.id for each in service.accounts("other")] == [other]
    assert service.accounts("acme", "calendly") == service.accounts()
    assert service.accounts("acme", "another") == []


def test_the_authorization_server_never_sees_an_access_token_nor_the_provider_another_secret(
    service: Service, fake: FakeCalendly
) -> None:
    connection = service.link()
    fake.pass_time(LASTS)
    service.connect(connection).list(EVENTS, limit=1)
    service.unlink(connection)
    api, auth = (
        [each for each in fake.requests if address.endswith(f":{each.port}")]
        for address in (fake.url, fake.auth_url)
    )
    assert len(api) + len(auth) == len(fake.requests)
    assert {each.path for each in auth} == {f"/oauth/{name}" for name in ("authorize", "token", "revoke")}
    shown = "".join(f"{each.content!r}{each.headers}{each.query}" for each in auth)
    assert [pair for pair in fake.oauth.grants.issued if pair.access in shown] == []
    assert [each for each in api if not each.headers["authorization"].startswith("Bearer eyJ")] == []
    assert [each for each in api if any(pair.refresh in str(each) for pair in fake.oauth.grants.issued)] == []
