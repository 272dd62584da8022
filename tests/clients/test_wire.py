"""What comes over the wire is one answer to one request, whatever a server sends besides or instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.clients.facade import Link
from tests.reliability.damage import OTHER
from tests.reliability.faulty import Damage, End, Faulty, serving
from unispec import TransportError

Serve = Callable[[Callable[[bytes], bytes]], Faulty]
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n"
REDIRECT = b"HTTP/1.1 %d Elsewhere\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Give a function that serves, and changes each answer."""
    with ExitStack() as stack:
        yield lambda change: stack.enter_context(
            serving(Faulty(lambda name, _, answer: Damage(name, change(answer), End.KEEP)))
        )


def test_what_a_server_sends_beyond_an_answer_answers_nothing(link: Link, serve: Serve) -> None:
    served = serve(lambda answer: answer + OTHER)
    linked = link(base_url=served.url)
    names = ["one", "two", "three"]
    assert [linked.request("GET", f"/of/{name}").result["of"] for name in names] == names


def test_a_connection_is_used_again_after_a_tidy_answer(link: Link, serve: Serve) -> None:
    served = serve(lambda answer: answer)
    linked = link(base_url=served.url)
    for name in ("one", "two", "three"):
        linked.request("POST", f"/of/{name}", json={})
    assert served.connections == 1


def test_a_switch_of_protocols_is_no_answer_and_a_write_is_not_sent_again(link: Link, serve: Serve) -> None:
    served = serve(lambda answer: SWITCH)
    with pytest.raises(TransportError, match="cut off or broke the protocol"):
        link(base_url=served.url).request("POST", "/of/one", json={})
    assert served.arrivals["one"] == 1


@pytest.mark.parametrize("status", [301, 307])
@pytest.mark.parametrize("location", [b"https://xn--/", b"https://[", b"http://a:b", b"//evil.test", b"\xff"])
def test_a_redirect_is_one_error_wherever_it_leads(
    link: Link, serve: Serve, location: bytes, status: int
) -> None:
    served = serve(lambda answer: REDIRECT % (status, location))
    linked = link(base_url=served.url)
    with pytest.raises(TransportError, match="redirects are not followed"):
        linked.request("GET", "/of/one")
    assert served.arrivals["one"] == 1


def test_a_host_that_cannot_be_sent_to_is_a_final_failure(link: Link) -> None:
    linked = link(base_url="https://xn--/")
    with pytest.raises(TransportError, match=r"not valid|no connection"):
        linked.request("POST", "/of/one", json={})
    assert linked.waits == []
