"""Linking at a provider that is somewhere else than its spec says: a sandbox, another host, a test."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import RETURN, Service, come_back
from tests.fakes import FakeCalendly, Fault
from unispec import Catalogue, InputError, ProviderError, SpecError, TransportError

ME = "/users/me"
NARROW = {"integration": {"rate_limit": {"windows": [{"calls": 2, "window": "1h"}]}}}


@pytest.fixture
def elsewhere(serve: Serve, catalogue: Catalogue) -> Service:
    """A service whose catalogue leads to the real provider."""
    return serve(catalogue=catalogue)


def leading(fake: FakeCalendly) -> dict[str, Any]:
    """The overrides that lead to the fake, but for the address of its API."""
    names = {"authorize": "authorize", "token": "token", "revoke": "revoke", "introspect": "introspect"}
    endpoints = {name: f"{fake.auth_url}/oauth/{path}" for name, path in names.items()}
    return {"overrides": {"integration": {"auth": {"oauth2": endpoints}}}}


def at(fake: FakeCalendly) -> dict[str, Any]:
    return {"base_url": fake.url, **leading(fake)}


def try_account(service: Service, connection: str, **more: Any) -> Any:
    asked = {"tenant": "acme", "connection": connection, "private_network": True, **more}
    return service.called("try_account", asked)


def unlink(service: Service, connection: str, **more: Any) -> Any:
    asked = {"tenant": "acme", "connection": connection, "private_network": True, **more}
    return service.called("unlink", asked)


def test_an_account_is_linked_tried_and_unlinked_where_the_caller_says(
    elsewhere: Service, fake: FakeCalendly
) -> None:
    begun = elsewhere.begin(**leading(fake))
    assert begun.url.startswith(f"{fake.auth_url}/oauth/authorize?")
    connection = elsewhere.complete(**come_back(begun.url), **at(fake))
    assert try_account(elsewhere, connection, **at(fake)) is True
    assert unlink(elsewhere, connection, **leading(fake)) is True
    assert fake.oauth.calls["revoke"] == 1
    assert [each.path for each in fake.requests] == [
        "/oauth/authorize",
        "/oauth/token",
        ME,
        ME,
        "/oauth/revoke",
    ]


def test_credentials_are_tried_where_the_caller_says(elsewhere: Service, fake: FakeCalendly) -> None:
    connection = elsewhere.keep({"token": fake.bearer()}, base_url=fake.url)
    assert try_account(elsewhere, connection, base_url=fake.url) is True
    assert [each.path for each in fake.requests] == [ME, ME]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"base_url": 5}, "`base_url` must be a text"),
    ({"base_url": "a.test"}, "the base URL is refused"),
    ({"base_url": "https://a.test?b"}, "the base URL must not have a query"),
    ({"overrides": ["a"]}, "`overrides` must be a mapping"),
    ({"private_network": "yes"}, "`private_network` must be true or false"),
    ({"timeout": 0}, "`timeout` must be a number"),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG, ids=lambda value: str(value)[:30])
def test_a_place_that_is_none_is_refused_and_uses_up_no_link(
    service: Service, fake: FakeCalendly, wrong: dict[str, Any], message: str
) -> None:
    told = come_back(service.begin().url)
    connection = service.link()
    called = len(fake.requests)
    code = "foreign-url" if "the base URL" in message else "invalid-parameter"
    who = {"tenant": "acme", "connection": connection}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("complete_link", {"tenant": "acme", **told}),
        ("link_credentials", {"integration": "calendly", "tenant": "acme", "credentials": {"token": "t"}}),
        ("try_account", who),
        ("unlink", who),
        ("link", {"integration": "calendly", "tenant": "acme", "redirect_uri": RETURN}),
    ]
    for name, asked in calls:
        if (name == "link" and "overrides" not in wrong) or (name == "unlink" and "base_url" in wrong):
            continue
        with service.raises(InputError, code) as raised:
            service.called(name, asked | wrong)
        assert message in str(raised[0])
    assert len(fake.requests) == called
    assert service.complete(**told)


def test_overrides_that_are_no_spec_are_refused_with_what_is_wrong(service: Service) -> None:
    with service.raises(SpecError, "unknown-key"):
        service.begin(overrides={"integration": {"auth": {"oauth2": {"tokn": "https://a.test/t"}}}})


def test_trying_an_account_ends_in_time(serve: Serve, fake: FakeCalendly) -> None:
    service = serve(wait=True)
    connection = service.link()
    fake.faults.add(Fault("stalled_headers", ME, seconds=20))
    began = time.monotonic()
    with service.raises(TransportError, "deadline-exceeded"):
        try_account(service, connection, timeout=0.4)
    assert time.monotonic() - began < 10


def test_an_account_is_forgotten_in_time_although_the_provider_does_not_answer(
    serve: Serve, fake: FakeCalendly
) -> None:
    service = serve(wait=True)
    connection = service.link()
    fake.faults.add(Fault("stalled_headers", "/oauth/revoke", seconds=20))
    began = time.monotonic()
    assert unlink(service, connection, timeout=0.4) is False
    assert time.monotonic() - began < 10
    assert service.accounts() == []


def relink(service: Service, connection: str) -> Any:
    begun = service.begin(connection=connection, overrides=NARROW)
    return service.complete(**come_back(begun.url), overrides=NARROW)


READS: list[Callable[[Service, FakeCalendly, str], Any]] = [
    lambda service, fake, connection: try_account(service, connection, overrides=NARROW),
    lambda service, fake, connection: relink(service, connection),
    lambda service, fake, connection: service.keep(
        {"token": fake.bearer()}, connection=connection, overrides=NARROW
    ),
]


@pytest.mark.parametrize("read", READS, ids=["try", "relink", "credentials"])
def test_reading_an_account_that_is_there_takes_a_turn_of_its_limit(
    service: Service, fake: FakeCalendly, read: Any
) -> None:
    connection = service.link()
    sent = [each.path for each in fake.requests]
    assert read(service, fake, connection)
    linked = service.connect(connection, overrides=NARROW)
    linked.request("GET", ME)
    with service.raises(ProviderError, "rate-limited"):
        linked.request("GET", ME)
    before = len([each for each in fake.requests if each.path == ME])
    with service.raises(ProviderError, "rate-limited"):
        read(service, fake, connection)
    assert len([each for each in fake.requests if each.path == ME]) == before
    assert before == sent.count(ME) + 2
