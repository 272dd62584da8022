"""No request reaches an address that no provider has, however the host is written, unless that is allowed."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpcore
import pytest

from tests.clients.facade import Link
from tests.clients.test_calls import ACCOUNT
from tests.fakes import FakeCalendly
from unispec import AsyncEngine, Catalogue, TransportError
from unispec.clients._addresses import is_public

PUBLIC = [
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "::ffff:1.1.1.1",
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
    "2002:0101:0101::1",
    "2001:20::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::10.0.0.1",
    "168.63.129.16",
    "192.0.0.8",
    "192.0.0.192",
    "192.88.99.1",
    "::127.0.0.1",
    "::1.1.1.1",
    "::ffff:0:127.0.0.1",
    "::ffff:0:1.1.1.1",
    "3fff::1",
    "5f00::1",
    "fec0::1",
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


Names = Callable[..., None]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Give a function that says what `provider.test` resolves to, one list after the other."""
    plain = socket.getaddrinfo

    def say(*lists: list[str], seconds: float = 0.0) -> None:
        waiting = iter(lists)

        def answered(host: Any, port: Any, *more: Any, **named: Any) -> Any:
            if host not in ("provider.test", b"provider.test"):
                return plain(host, port, *more, **named)
            time.sleep(seconds)
            kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
            return [(*kind, (address, port)) for address in next(waiting)]

        monkeypatch.setattr(socket, "getaddrinfo", answered)

    return say


def test_a_name_that_leads_inside_later_is_refused_then(
    link: Link, fake: FakeCalendly, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are rebound: each connection goes to an address that was looked at, not to the name."""
    names(["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"])
    port = fake.url.rpartition(":")[2]
    linked = link(private_network=False, base_url=f"http://provider.test:{port}")
    reached: list[str] = []

    def reach(self: Any, host: str, *_: Any, **__: Any) -> Any:
        reached.append(host)
        raise httpcore.ConnectError("unreachable here")

    async def reach_in_tasks(self: Any, host: str, *_: Any, **__: Any) -> Any:
        reach(self, host)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", reach)
    monkeypatch.setattr("httpcore._backends.auto.AutoBackend.connect_tcp", reach_in_tasks)
    with pytest.raises(TransportError, match="private network"):
        linked.request("GET", "/users/me")
    assert reached == ["93.184.216.34"]
    assert fake.requests == []


def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer(
    link: Link, fake: FakeCalendly, names: Names
) -> None:
    names(["::1", "127.0.0.1"])
    port = fake.url.rpartition(":")[2]
    assert link(base_url=f"http://provider.test:{port}").request("GET", "/users/me").status == 200


def test_names_that_are_slow_do_not_outlive_a_call(link: Link, names: Names) -> None:
    names(*[["127.0.0.1"]] * 9, seconds=1.5)
    linked, began = link(base_url="http://provider.test:9", wait=True), time.monotonic()
    with pytest.raises(TransportError, match=r"did not end within 0\.3 s"):
        linked.request("GET", "/users/me", timeout=0.3)
    assert time.monotonic() - began < 1.2


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody answers for `provider.test` until the test is over."""
    plain, over = socket.getaddrinfo, threading.Event()

    def answered(host: Any, *given: Any, **named: Any) -> Any:
        if host in ("provider.test", b"provider.test"):
            over.wait(20)
            raise socket.gaierror(-2, "unknown")
        return plain(host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    yield
    over.set()


@pytest.mark.usefixtures("endless")
def test_names_that_nobody_answers_for_hold_up_neither_other_names_nor_the_end_of_a_loop(
    catalogue: Catalogue, fake: FakeCalendly
) -> None:
    async def call(engine: AsyncEngine, base_url: str, timeout: float) -> int:
        linked = engine.connect(
            "calendly", token=fake.bearer(), base_url=base_url, private_network=True, account=ACCOUNT
        )
        return (await linked.request("GET", "/users/me", timeout=timeout)).status

    async def calls() -> list[Any]:
        async with AsyncEngine(catalogue) as engine:
            slow = [call(engine, f"http://provider.test:{port}", 0.3) for port in range(1, 41)]
            given = await asyncio.gather(*slow, return_exceptions=True)
            near = fake.url.replace("127.0.0.1", "localhost")
            return [*given, await call(engine, near, 10)]

    began = time.monotonic()
    *slow, healthy = asyncio.run(calls())
    assert time.monotonic() - began < 10
    assert all(isinstance(each, TransportError) for each in slow)
    assert healthy == 200


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "169.254.169.254"]
)
def test_a_private_address_is_refused_before_a_proxy_is_asked(
    link: Link, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", fake.url)
    with pytest.raises(TransportError, match="private network"):
        link(private_network=False, base_url=f"http://{host}").request("GET", "/users/me")
    assert fake.requests == []


def test_a_name_that_nobody_knows_is_an_ordinary_failure(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TransportError, match="no connection could be made"):
        link(private_network=False, base_url="http://provider.test").request("GET", "/users/me")
