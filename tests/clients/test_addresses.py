"""No request reaches an address that no provider has, however the host is written, unless that is allowed."""

import socket
from typing import Any

import pytest

from tests.clients.facade import Link
from tests.fakes import FakeCalendly
from unispec import TransportError
from unispec.clients._addresses import is_public

PUBLIC = [
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "::ffff:1.1.1.1",
    "2002:0101:0101::1",
    "64:ff9b::1.1.1.1",
]
OTHERS = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::10.0.0.1",
    "nonsense",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_provider_can_have_a_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", OTHERS)
def test_a_provider_has_no_other_address(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "0"])
def test_this_machine_is_not_reached_unless_an_account_is_allowed_to(
    link: Link, fake: FakeCalendly, host: str
) -> None:
    port = fake.url.rpartition(":")[2]
    try:
        linked = link(private_network=False, base_url=f"http://{host}:{port}")
    except Exception as error:
        assert getattr(error, "diagnostic", None) is not None  # noqa: PT017
        return
    with pytest.raises(TransportError) as raised:
        linked.request("GET", "/users/me")
    assert raised.value.diagnostic.code in ("private-address", "no-answer")
    assert fake.requests == []


def test_an_account_that_is_allowed_shares_no_connection_with_one_that_is_not(
    link: Link, fake: FakeCalendly
) -> None:
    assert link().request("GET", "/users/me").status == 200
    with pytest.raises(TransportError, match="private network"):
        link(private_network=False).request("GET", "/users/me")
    assert len(fake.requests) == 1


def test_a_name_with_one_private_address_is_refused(
    link: Link, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever answers for the name could give the other address to the connection."""
    plain = socket.getaddrinfo

    def answered(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host not in ("provider.test", b"provider.test"):
            return plain(host, port, *more, **named)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    with pytest.raises(TransportError, match="private network"):
        link(private_network=False, base_url="http://provider.test").request("GET", "/users/me")


def test_a_name_that_nobody_knows_is_an_ordinary_failure(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TransportError, match="no connection could be made"):
        link(private_network=False, base_url="http://provider.test").request("GET", "/users/me")
