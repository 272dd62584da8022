"""The time of a request is bounded as a whole, wherever its answer drips, and so is that of a call."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.clients.facade import Link, Linked
from tests.fakes import FakeCalendly, Fault
from unispec import InputError, ProviderError, Settings, Timeouts, TransportError

QUICK = Settings(timeouts=Timeouts(connect=0.5, read=0.5, total=0.7))
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"
# what comes at once, and what drips from then on
DRIPS = {
    "status line": (b"HTTP/1.1 200 ", b"x"),
    "header": (OK + b"x-a: ", b"x"),
    "early hints": (b"", b"HTTP/1.1 103 Early\r\n\r\n"),
    "chunk extension": (CHUNKED + b"1;", b"x"),
    "body": (OK + b"content-length: 1000\r\n\r\n", b"x"),
    "trailer": (CHUNKED + b"2\r\n{}\r\n0\r\nx-a: ", b"x"),
}

Serve = Callable[[bytes, bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Give a function that opens a server which drips, and tells its URL."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def answer(listener: socket.socket, begin: bytes, unit: bytes) -> None:
        with listener:
            connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(begin)
            for _ in range(40):
                try:
                    connection.sendall(unit)
                except OSError:
                    return
                if over.wait(0.1):
                    return

    def start(begin: bytes, unit: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(5)
        threads.append(threading.Thread(target=answer, args=(listener, begin, unit)))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    over.set()
    for thread in threads:
        thread.join()


def ends_in_time(link: Link, base_url: str) -> None:
    began = time.monotonic()
    with pytest.raises(TransportError, match=r"took longer than 0\.7 s"):
        link(settings=QUICK, base_url=base_url).request("POST", "/things")
    assert 0.6 < time.monotonic() - began < 2


@pytest.mark.parametrize(("begin", "unit"), DRIPS.values(), ids=DRIPS)
def test_an_answer_that_drips_ends_when_the_time_is_up(
    link: Link, serve: Serve, begin: bytes, unit: bytes
) -> None:
    ends_in_time(link, serve(begin, unit))


def test_an_answer_that_drips_through_a_proxy_ends_when_the_time_is_up(
    link: Link, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", serve(*DRIPS["header"]))
    ends_in_time(link, "http://provider.test")


SHORT = 0.6
SLOW = {"latency": Fault("latency", seconds=5, times=None), "stall": Fault("stalled_body", times=None)}
BUSY = Fault("error", status=503, headers={"retry-after": "60"}, times=None)
EVENTS = "calendar/events"
CALLS: dict[str, Callable[[Linked, float], Any]] = {
    "list": lambda linked, timeout: linked.list(EVENTS, timeout=timeout),
    "get": lambda linked, timeout: linked.get(EVENTS, "x", timeout=timeout),
    "pages": lambda linked, timeout: list(linked.pages(EVENTS, timeout=timeout)),
    "iterate": lambda linked, timeout: list(linked.iterate(EVENTS, timeout=timeout)),
    "request": lambda linked, timeout: linked.request("GET", "/users/me", timeout=timeout),
}


@pytest.mark.parametrize("fault", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_call_outlives_its_timeout(
    link: Link, fake: FakeCalendly, call: Callable[[Linked, float], Any], fault: Fault
) -> None:
    fake.faults.add(fault)
    linked = link(wait=True)
    began = time.monotonic()
    with pytest.raises(TransportError, match=r"did not end within 0\.6 s") as raised:
        call(linked, SHORT)
    assert raised.value.diagnostic.code == "deadline-exceeded"
    assert time.monotonic() - began < SHORT + 1


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_call_that_has_no_time_for_another_try_says_what_the_provider_answered(
    link: Link, fake: FakeCalendly, call: Callable[[Linked, float], Any]
) -> None:
    fake.faults.add(BUSY)
    began = time.monotonic()
    with pytest.raises(ProviderError) as raised:
        call(link(wait=True), SHORT)
    assert (raised.value.status, raised.value.retry_after) == (503, 60)
    assert "no time left of its 0.6 s" in str(raised.value.diagnostic.help)
    assert raised.value.operation
    assert time.monotonic() - began < SHORT + 1


@pytest.mark.parametrize("seconds", [1e10, 1e300, 10**400], ids=["1e10", "1e300", "10**400"])
def test_a_timeout_may_be_as_long_as_anybody_likes(link: Link, fake: FakeCalendly, seconds: float) -> None:
    linked = link(wait=True)
    assert linked.list(EVENTS, limit=2, timeout=seconds).result
    assert linked.request("GET", "/users/me", timeout=seconds).status == 200


@pytest.mark.parametrize("name", ["connect", "read", "total", "call"])
@pytest.mark.parametrize("value", [0, -1, "5", True, float("nan"), float("inf")])
def test_a_time_that_is_none_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InputError, match=f"`{name}` must be a number of seconds above zero"):
        Timeouts(**{name: value})


def test_times_of_settings_may_be_as_long_as_anybody_likes(link: Link, fake: FakeCalendly) -> None:
    longest = Timeouts(*[10**400] * 4)
    assert link(settings=Settings(timeouts=longest)).request("GET", "/users/me").status == 200


def test_related_calls_share_the_timeout_of_their_call(link: Link, fake: FakeCalendly) -> None:
    fake.faults.add(Fault("latency", "/scheduled_events/", seconds=5, times=None))
    linked = link(wait=True)
    began = time.monotonic()
    with pytest.raises(TransportError, match="did not end within"):
        linked.list(EVENTS, {"expand": ["attendees"]}, timeout=1.0)
    assert time.monotonic() - began < 2.5


def test_all_calls_may_have_a_timeout_of_one_setting(link: Link, fake: FakeCalendly) -> None:
    fake.faults.add(Fault("latency", seconds=5, times=None))
    linked = link(settings=Settings(timeouts=Timeouts(call=0.4)))
    with pytest.raises(TransportError, match=r"did not end within 0\.4 s"):
        linked.request("GET", "/users/me")


def test_a_timeout_that_is_long_enough_changes_nothing(link: Link) -> None:
    assert link().list(EVENTS, timeout=60).result == link().list(EVENTS).result


@pytest.mark.parametrize("timeout", [0, -1, True, "5", float("inf"), float("nan")])
def test_a_timeout_that_is_none_is_refused(link: Link, timeout: Any) -> None:
    with pytest.raises(InputError, match="`timeout` must be a number of seconds above zero"):
        link().list(EVENTS, timeout=timeout)
