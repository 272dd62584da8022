"""Who is refused an address of a private network learns which host it was, and how it is allowed."""

import socket

import pytest

from tests.clients.conftest import Serve
from tests.clients.facade import Link
from tests.clients.linking import come_back
from tests.fakes import FakeCalendly
from tests.reliability.containment import changed
from unispec import Engine, TransportError

PARAMETER = "`private_network=True`"


def test_a_refused_host_is_named_with_the_parameter_that_allows_it(link: Link, fake: FakeCalendly) -> None:
    with pytest.raises(TransportError) as raised:
        link(private_network=False).request("GET", "/users/me")
    assert raised.value.diagnostic.code == "private-address"
    assert raised.value.diagnostic.message.startswith("the host `127.0.0.1` has an address that no provider")
    assert PARAMETER in str(raised.value.diagnostic.help)
    assert fake.requests == []


def test_the_host_of_a_token_endpoint_is_named_to_who_links(serve: Serve) -> None:
    service = serve()
    told = come_back(service.begin().url)
    with service.raises(TransportError, "link-failed") as raised:
        service.called("complete_link", {"tenant": "acme", **told})
    assert "the host `127.0.0.1` has an address" in raised[0].diagnostic.message
    assert PARAMETER in str(raised[0].diagnostic.help)


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name lead into a private network."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


@pytest.mark.usefixtures("inside")
def test_a_host_that_an_account_writes_is_not_named() -> None:
    with Engine(changed("sites")) as engine:
        account = engine.connect("calendly", token="t" * 20, account={"site": "canary"})
        with pytest.raises(TransportError) as raised:
            account.request("GET", "/users/me")
    assert raised.value.diagnostic.code == "private-address"
    assert "canary" not in str(raised.value.diagnostic)
    assert PARAMETER in str(raised.value.diagnostic.help)
