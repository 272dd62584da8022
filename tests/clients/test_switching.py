"""Accounts that a service switches off and on again."""

from typing import Any

import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import Service
from tests.fakes import FakeCalendly
from unispec import InputError
from unispec.connections import Change, Reason, Status
from unispec.diagnostics import LinkError
from unispec.events import StatusChange

EVENTS = "calendar/events"
LASTS = 7200
OFF, ON, BAD = Status.DISABLED, Status.ACTIVE, Status.NEEDS_REAUTH

both_stores = pytest.mark.parametrize("store_kind", ["sqlite", "postgres"])


def switch(service: Service, name: str, connection: str, tenant: str = "acme") -> tuple[str, str | None]:
    found = service.called(name, {"tenant": tenant, "connection": connection})
    (stored,) = service.accounts(tenant)
    assert found == stored
    return found.status, found.reason


@both_stores
def test_a_disabled_account_is_refused_before_anything_is_sent_until_it_is_enabled(
    service: Service, fake: FakeCalendly
) -> None:
    connection = service.link()
    assert switch(service, "disable", connection) == (OFF, None)
    called = len(fake.requests)
    linked = service.connect(connection)
    calls: list[Any] = [
        lambda: linked.list(EVENTS, limit=1),
        lambda: next(linked.iterate(EVENTS)),
        lambda: linked.request("GET", "/users/me"),
        lambda: linked.account,
        lambda: service.called(
            "try_account", {"tenant": "acme", "connection": connection, "private_network": True}
        ),
    ]
    for call in calls:
        with service.raises(InputError, "disabled-connection") as raised:
            call()
        assert "`engine.enable`" in str(raised[0].diagnostic.help)
    assert len(fake.requests) == called
    assert switch(service, "enable", connection) == (ON, None)
    assert linked.list(EVENTS, limit=1).result


def test_each_change_is_told_once(serve: Serve) -> None:
    events: list[Any] = []
    service = serve(on_event=events.append)
    connection = service.link()
    for name in ("enable", "disable", "disable", "enable", "enable"):
        switch(service, name, connection)
    assert service.told == [
        Change("acme", connection, ON, OFF),
        Change("acme", connection, OFF, ON),
    ]
    assert [each for each in events if isinstance(each, StatusChange)] == [
        StatusChange("calendly", connection, "active", "disabled", None),
        StatusChange("calendly", connection, "disabled", "active", None),
    ]


def test_an_account_that_needed_its_owner_still_does_when_it_is_enabled(
    service: Service, fake: FakeCalendly
) -> None:
    connection = service.link()
    fake.oauth.grants.take_back()
    with service.raises(LinkError, "needs-reauth"):
        service.connect(connection).list(EVENTS, limit=1)
    assert switch(service, "disable", connection) == (OFF, Reason.REVOKED)
    assert switch(service, "enable", connection) == (BAD, Reason.REVOKED)
    with service.raises(LinkError, "needs-reauth") as raised:
        service.connect(connection).list(EVENTS, limit=1)
    assert raised[0].reason == "revoked"
    assert [(each.before, each.after, each.reason) for each in service.told] == [
        (ON, BAD, "revoked"),
        (BAD, OFF, None),
        (OFF, BAD, "revoked"),
    ]


@both_stores
def test_a_renewal_that_is_under_way_switches_nothing_on_and_its_grant_is_kept(
    serve: Serve, fake: FakeCalendly
) -> None:
    service = serve()
    connection = service.link()
    fake.pass_time(LASTS)
    asked = {"tenant": "acme", "connection": connection}
    store = service.engine._accounts.store
    renew, seen = store.renew, []

    def renewing(lease: Any, grant: Any) -> Any:
        assert store.switch("acme", connection, on=False) is not None
        seen.append(grant)
        return renew(lease, grant)

    store.renew = renewing
    with service.raises(InputError, "disabled-connection"):
        service.connect(connection).list(EVENTS, limit=1)
    (grant,) = seen
    (account,) = service.accounts()
    assert (account.status, account.grant) == (OFF, grant)
    store.renew = renew
    called = fake.oauth.calls["token"]
    assert service.called("enable", asked).status == "active"
    assert service.connect(connection).list(EVENTS, limit=1).result
    assert fake.oauth.calls["token"] == called


@pytest.mark.parametrize("name", ["disable", "enable"])
def test_the_account_of_another_tenant_cannot_be_switched(service: Service, name: str) -> None:
    connection = service.link()
    for who in (
        {"tenant": "other", "connection": connection},
        {"tenant": "acme", "connection": "calendly-0"},
    ):
        with service.raises(InputError, "unknown-connection"):
            service.called(name, who)
    assert [each.status for each in service.accounts()] == [ON]
    assert service.told == []
