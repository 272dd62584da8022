"""Linking: owners go to the provider and come back, and nobody else comes in that way."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import RETURN, Service, come_back, leaked
from tests.fakes import WEB, FakeCalendly, Fault
from unispec import Engine, InputError, Settings, Timeouts, TransportError
from unispec.connections.storage import SqlStore
from unispec.diagnostics import LinkError

EVENTS = "calendar/events"
SCOPES = {
    "availability:read",
    "event_types:read",
    "groups:read",
    "organizations:read",
    "scheduled_events:read",
    "users:read",
}

both_stores = pytest.mark.parametrize("store_kind", ["sqlite", "postgres"])


def asked_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def tokens_called(fake: FakeCalendly) -> int:
    return fake.oauth.calls["token"]


@both_stores
def test_an_owner_goes_comes_back_and_their_events_can_be_listed(
    service: Service, fake: FakeCalendly
) -> None:
    begun = service.begin()
    assert begun.url.startswith(f"{fake.auth_url}/oauth/authorize?")
    connection = service.complete(**come_back(begun.url))
    (account,) = service.accounts()
    assert (account.id, account.status, account.integration) == (connection, "active", "calendly")
    assert account.tenant == "acme"
    linked = service.connect(connection)
    assert len(linked.list(EVENTS, limit=20).result) == 20
    assert linked.account["email"] == "olga@acme.test"
    assert tokens_called(fake) == 1
    assert {sent.path for sent in fake.requests} == {
        "/oauth/authorize",
        "/oauth/token",
        "/users/me",
        "/scheduled_events",
    }


def test_an_owner_is_asked_for_what_the_operations_need(service: Service) -> None:
    begun = service.begin()
    asked = asked_of(begun.url)
    assert set(asked.pop("scope").split()) == SCOPES
    assert len(begun.state) >= 43
    assert len(asked.pop("code_challenge")) == 43
    assert asked == {
        "response_type": "code",
        "client_id": WEB.client_id,
        "redirect_uri": RETURN,
        "state": begun.state,
        "code_challenge_method": "S256",
    }


def test_an_owner_may_be_asked_for_less(service: Service) -> None:
    connection = service.link(scopes=["users:read"])
    assert service.accounts()[0].grant.scopes == ("users:read",)
    assert service.connect(connection).get("user_directory/me").result["id"]


def test_a_scope_that_is_none_is_refused_before_anybody_goes_anywhere(service: Service) -> None:
    with service.raises(InputError, "invalid-parameter") as raised:
        service.begin(scopes=["users:raed"])
    assert raised[0].diagnostic.message == "`users:raed` is not a scope of `calendly`"
    assert "users:read" in raised[0].diagnostic.help


def test_what_was_shown_is_searched_for_all_that_is_secret(service: Service, fake: FakeCalendly) -> None:
    service.link()
    (pair,) = fake.oauth.grants.issued
    exchange = next(
        asked_of(f"?{each.content.decode()}") for each in fake.requests if each.path == "/oauth/token"
    )
    for secret in (pair.access, pair.refresh, exchange["code"], exchange["code_verifier"], WEB.secret):
        assert leaked(fake, f"shown: {secret}!") == [str(secret)[:6]]
    assert len(service.shown) > 3


def test_what_begins_and_what_is_linked_show_no_more_than_they_must(service: Service) -> None:
    begun = service.begin()
    assert repr(begun) == "Begun()"
    service.complete(**come_back(begun.url))
    (account,) = service.accounts()
    assert "olga" not in repr(account)


def in_time(service: Service, fake: FakeCalendly, told: dict[str, str]) -> tuple[str, dict[str, str]]:
    return "acme", told


def of_another_tenant(
    service: Service, fake: FakeCalendly, told: dict[str, str]
) -> tuple[str, dict[str, str]]:
    return "other", told


def used_before(service: Service, fake: FakeCalendly, told: dict[str, str]) -> tuple[str, dict[str, str]]:
    service.complete(**told)
    return "acme", told


def late(service: Service, fake: FakeCalendly, told: dict[str, str]) -> tuple[str, dict[str, str]]:
    fake.pass_time(11 * 60)
    return "acme", told


def made_up(service: Service, fake: FakeCalendly, told: dict[str, str]) -> tuple[str, dict[str, str]]:
    return "acme", told | {"state": "0" * 43}


def of_no_state(service: Service, fake: FakeCalendly, told: dict[str, str]) -> tuple[str, dict[str, str]]:
    return "acme", told | {"state": ""}


@both_stores
@pytest.mark.parametrize("way", [of_another_tenant, used_before, late, made_up, of_no_state])
def test_only_the_state_of_a_link_that_is_open_completes_it(
    service: Service, fake: FakeCalendly, way: Any
) -> None:
    tenant, told = way(service, fake, come_back(service.begin().url))
    before, called = len(service.accounts()), tokens_called(fake)
    with service.raises(InputError, "unknown-link"):
        service.complete(tenant, **told)
    assert tokens_called(fake) == called, "no code is exchanged"
    assert len(service.accounts()) == before
    assert service.accounts("other") == []


def test_a_state_that_another_tenant_tried_still_serves_its_own(service: Service) -> None:
    told = come_back(service.begin().url)
    with service.raises(InputError, "unknown-link"):
        service.complete("other", **told)
    assert service.complete(**told)


@both_stores
def test_of_callbacks_that_race_one_exchanges_the_code(
    serve: Serve, fake: FakeCalendly, store: SqlStore
) -> None:
    service = serve(wait=True)
    told = come_back(service.begin().url)
    fake.faults.add(Fault("latency", "/oauth/token", seconds=0.1))
    calls = [lambda engine: engine.complete_link(tenant="acme", private_network=True, **told)] * 8
    outcomes = service.together(calls)
    (won,) = [each for each in outcomes if isinstance(each, str)]
    lost = [each.diagnostic.code for each in outcomes if isinstance(each, InputError)]
    assert lost == ["unknown-link"] * 7
    assert [each.id for each in service.accounts()] == [won]
    assert tokens_called(fake) == 1


def test_the_code_of_another_link_is_refused(service: Service, fake: FakeCalendly) -> None:
    """Somebody slips a code of their own into another's way back: it was made for another verifier."""
    mine, theirs = come_back(service.begin().url), come_back(service.begin().url)
    with service.raises(LinkError, "link-failed") as raised:
        service.complete(state=mine["state"], code=theirs["code"])
    assert "the provider refuses the code (`invalid_grant`)" in str(raised[0])
    assert service.accounts() == []


def test_an_owner_may_refuse(service: Service, fake: FakeCalendly) -> None:
    fake.oauth.consents = False
    told = come_back(service.begin().url)
    with service.raises(LinkError, "link-failed") as raised:
        service.complete(**told)
    assert "refused (`access_denied`)" in str(raised[0])
    assert raised[0].status == "unlinked"
    with service.raises(InputError, "unknown-link"):
        service.complete(state=told["state"], code="a-code-that-comes-later")
    assert tokens_called(fake) == 0
    assert service.accounts() == []


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"code": ""},
        {"code": "with a blank"},
        {"code": "line\nbreak"},
        {"code": "x" * 5000},
        {"code": "c", "error": "access_denied"},
        {"error": "<script>alert('Hello')</script>"},
    ],
)
def test_whoever_comes_back_without_a_proper_code_is_not_linked(
    service: Service, fake: FakeCalendly, told: dict[str, str]
) -> None:
    with service.raises(LinkError, "link-failed") as raised:
        service.complete(state=service.begin().state, **told)
    assert "script" not in str(raised[0])
    assert tokens_called(fake) == 0


GARBAGE = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"<html>",
    b'{"access_token": ""}',
    b'{"access_token": 5}',
    b'{"access_token": "two\\nlines", "token_type": "Bearer"}',
    b'{"access_token": "a", "refresh_token": 5}',
    b'{"access_token": "cut',
]
OUTAGES = [
    *[Fault("error", "/oauth/token", status=status, times=None) for status in (400, 403, 429, 500, 503)],
    *[Fault("error", "/oauth/token", status=200, body=body) for body in GARBAGE],
    Fault("html", "/oauth/token"),
    Fault("reset", "/oauth/token"),
    Fault("truncated", "/oauth/token"),
    Fault("stalled_headers", "/oauth/token"),
    Fault("stalled_body", "/oauth/token"),
    Fault("redirect", "/oauth/token"),
]


@pytest.mark.parametrize("fault", OUTAGES, ids=lambda fault: f"{fault.kind}-{fault.status}-{fault.body}")
def test_a_token_endpoint_that_fails_links_nobody(serve: Serve, fake: FakeCalendly, fault: Fault) -> None:
    service = serve(settings=Settings(timeouts=Timeouts(total=0.3)))
    told = come_back(service.begin().url)
    fake.faults.add(fault)
    with service.raises(TransportError, "link-failed") as raised:
        service.complete(**told)
    assert raised[0].diagnostic.help == "begin a new link"
    assert service.accounts() == []
    assert len(fake.faults.fired) == 1, "a code is sent once"


def test_an_account_that_cannot_be_read_is_not_linked(serve: Serve, fake: FakeCalendly) -> None:
    service = serve()
    told = come_back(service.begin(scopes=["groups:read"]).url)
    with service.raises(Exception, "provider-error") as raised:  # type: ignore[arg-type]
        service.complete(**told)
    assert raised[0].category == "missing_scope"
    assert service.accounts() == []


def test_linking_anew_keeps_the_id_and_revives_an_account(service: Service, fake: FakeCalendly) -> None:
    connection = service.link()
    fake.oauth.grants.take_back()
    with service.raises(LinkError, "needs-reauth"):
        service.connect(connection).list(EVENTS, limit=1)
    assert service.link(connection=connection) == connection
    (account,) = service.accounts()
    assert (account.id, account.status, account.reason, account.failures) == (connection, "active", None, 0)
    assert service.connect(connection).list(EVENTS, limit=1).result
    told = [(each.connection, each.before, each.after) for each in service.told]
    assert told == [(connection, "active", "needs_reauth"), (connection, "needs_reauth", "active")]


def test_an_account_of_another_tenant_cannot_be_linked_anew(service: Service) -> None:
    connection = service.link()
    for tenant, name in (("other", connection), ("acme", "calendly-nothing")):
        with service.raises(InputError, "unknown-connection"):
            service.begin(tenant, connection=name)


@both_stores
def test_unlinking_revokes_and_forgets(service: Service, fake: FakeCalendly) -> None:
    connection, other = service.link(), service.link()
    linked = service.connect(connection)
    assert service.unlink(connection) is True
    assert fake.oauth.calls["revoke"] == 1
    assert [each.is_revoked for each in fake.oauth.grants.issued] == [True, False]
    assert [each.id for each in service.accounts()] == [other]
    with service.raises(InputError, "unknown-connection"):
        linked.list(EVENTS, limit=1)
    with service.raises(InputError, "unknown-connection"):
        service.unlink(connection)


@pytest.mark.parametrize("kind", ["reset", "error", "stalled_headers", "bare_429", "html"])
def test_an_account_is_forgotten_although_the_provider_does_not_answer(
    serve: Serve, fake: FakeCalendly, kind: Any
) -> None:
    service = serve(settings=Settings(timeouts=Timeouts(total=0.3)))
    connection = service.link()
    fake.faults.add(Fault(kind, "/oauth/revoke", times=None))
    assert service.unlink(connection) is (kind == "html")
    assert service.accounts() == []


def test_an_account_is_forgotten_although_the_app_is_no_longer_known(
    serve: Serve, fake: FakeCalendly
) -> None:
    connection = serve().link()
    bare = serve(apps={})
    assert bare.unlink(connection) is False
    assert bare.accounts() == []


def test_without_an_app_or_a_store_nothing_begins(serve: Serve) -> None:
    service = serve(apps={})
    with service.raises(InputError, "missing-credentials") as raised:
        service.begin()
    assert "App(client_id, client_secret)" in str(raised[0].diagnostic.help)
    with pytest.raises(InputError, match="there is no store of linked accounts"), Engine() as engine:
        engine.link("calendly", tenant="acme", redirect_uri=RETURN)


def test_apps_of_no_store_are_a_mistake() -> None:
    with pytest.raises(InputError, match="of no use without a `store`"):
        Engine(on_change=print)
