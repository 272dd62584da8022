"""What goes wrong on the way: a typed error that names the place, nothing lost, nothing for ever."""

import gzip
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import httpx
import pytest

from tests.clients.facade import Link, Linked
from tests.fakes import FakeCalendly, Fault, RateLimit
from unispec import (
    Ceilings,
    MappingError,
    PaginationError,
    ProviderError,
    Settings,
    Timeouts,
    TransportError,
    UnispecError,
)

EVENTS = "calendar/events"
PATH = "/scheduled_events"
SMALL_PAGES = {"pagination": {"page_token": {"limit": {"max": 5, "default": 5}}}}
UNKNOWN_WINDOWS: dict[str, Any] = {"rate_limit": {"windows": None}}
QUICK = Settings(timeouts=Timeouts(connect=0.3, read=0.3, total=0.6), body_limit=2_000_000)
WHOLE = 28


@dataclass(frozen=True)
class Broken:
    """A fault on the third page, the error that it ends in, and whether it is tried again first."""

    fault: Fault
    error: type[UnispecError]
    code: str
    is_retried: bool = False


def third(kind: Any, **more: Any) -> Fault:
    return Fault(kind, PATH, times=None, after=2, exact=True, **more)


BROKEN = {
    "reset": Broken(third("reset"), TransportError, "no-answer", is_retried=True),
    "truncated": Broken(third("truncated"), TransportError, "no-answer", is_retried=True),
    "html": Broken(third("html"), TransportError, "body-not-json"),
    "not utf-8": Broken(third("not_utf8"), TransportError, "body-not-json", is_retried=True),
    "deep": Broken(third("deep"), TransportError, "body-too-deep"),
    "huge": Broken(third("huge", megabytes=8), TransportError, "body-too-large"),
    "gzip bomb": Broken(third("gzip_bomb", megabytes=8), TransportError, "body-too-large"),
    "redirect": Broken(third("redirect"), TransportError, "redirect"),
    "missing collection": Broken(third("missing_collection"), MappingError, "missing-records"),
    "server error": Broken(third("error", status=500), ProviderError, "provider-error", is_retried=True),
    "unavailable": Broken(
        third("error", status=503, headers={"retry-after": "7"}),
        ProviderError,
        "provider-error",
        is_retried=True,
    ),
    "too many requests": Broken(third("bare_429"), ProviderError, "provider-error", is_retried=True),
    "bad request": Broken(third("error", status=400), ProviderError, "provider-error"),
    "teapot without a body": Broken(third("error", status=418, body=b""), ProviderError, "provider-error"),
    "gateway page": Broken(
        third("error", status=502, body=b"<html>"), ProviderError, "provider-error", is_retried=True
    ),
}


def records(linked: Linked, cursor: str | None = None) -> tuple[list[Any], UnispecError | None]:
    """Read one by one, so that what came before an error is kept."""
    found: list[Any] = []
    try:
        for each in linked.iterate(EVENTS, cursor=cursor):
            found.append(each)
    except UnispecError as error:
        return found, error
    return found, None


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_fault_ends_in_a_typed_error_and_the_list_resumes_to_the_exact_rest(
    link: Link, fake: FakeCalendly, broken: Broken
) -> None:
    linked = link(settings=QUICK, changes=SMALL_PAGES)
    whole = list(linked.iterate(EVENTS))
    fake.limit = RateLimit(100_000)
    fake.faults.add(broken.fault)
    began = time.monotonic()
    before, error = records(linked)
    assert time.monotonic() - began < 5
    assert type(error) is broken.error
    assert (error.diagnostic.code, error.operation, error.page) == (broken.code, "calendar/events.list", 3)
    assert before == whole[:10]
    assert bool(linked.waits) is broken.is_retried
    assert sum(linked.waits) <= 120
    fake.faults.clear()
    rest, nothing = records(linked, error.cursor)
    assert nothing is None
    assert before + rest == whole


@pytest.mark.parametrize("kind", ["stalled_headers", "stalled_body"])
def test_a_stall_ends_when_the_time_is_up_and_is_tried_again(
    link: Link, fake: FakeCalendly, kind: Any
) -> None:
    linked = link(settings=QUICK, changes=SMALL_PAGES)
    fake.faults.add(Fault(kind, PATH, after=2, exact=True))
    began = time.monotonic()
    found, error = records(linked)
    assert error is None
    assert len(found) == WHOLE
    assert len(linked.waits) == 1
    assert 0.2 < time.monotonic() - began < 5


def test_a_stall_that_stays_spends_the_budget_and_no_more(link: Link, fake: FakeCalendly) -> None:
    brief = {"retry": {"budget": "1s"}}
    linked = link(settings=QUICK, changes=brief)
    fake.faults.add(Fault("stalled_headers", PATH, times=None))
    began = time.monotonic()
    found, error = records(linked)
    assert isinstance(error, TransportError)
    assert (found, error.cursor, error.page) == ([], None, 1)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("fault", [Fault("error", PATH, times=3, status=502), Fault("reset", PATH, times=3)])
def test_a_passing_fault_is_sat_out(link: Link, fake: FakeCalendly, fault: Fault) -> None:
    linked = link()
    fake.faults.add(fault)
    assert len(linked.list(EVENTS, limit=20).result) == 20
    assert len(linked.waits) == 3
    assert all(0 <= wait <= 2 for wait in linked.waits)


def test_an_account_that_cannot_be_read_says_so_and_is_read_again_later(
    link: Link, fake: FakeCalendly
) -> None:
    linked = link()
    fake.faults.add(Fault("html", "/users/me"))
    with pytest.raises(TransportError) as caught:
        linked.list(EVENTS)
    assert caught.value.operation == "connection"
    assert linked.list(EVENTS).result


def test_a_rate_limit_is_sat_out_with_nothing_configured(link: Link, fake: FakeCalendly) -> None:
    linked = link(wait=True, changes={**SMALL_PAGES, **UNKNOWN_WINDOWS})
    fake.limit = RateLimit(4, window=0.8)
    began = time.monotonic()
    found, error = records(linked)
    assert error is None
    assert len(found) == WHOLE
    assert 1.0 <= time.monotonic() - began < 6


def test_a_rate_limit_waits_as_long_as_the_provider_says(link: Link, fake: FakeCalendly) -> None:
    fake.limit = RateLimit(3, reset="17")
    linked = link(changes={**SMALL_PAGES, **UNKNOWN_WINDOWS, "retry": {"budget": "60s"}})
    before, error = records(linked)
    assert isinstance(error, ProviderError)
    assert (error.status, error.category, error.retry_after) == (429, "rate_limited", 17)
    assert all(16 <= wait <= 18 for wait in linked.waits)
    assert len(linked.waits) == 4, "once before the limit is met, three times for tries after it was"
    assert len(before) == 10
    assert error.cursor


def test_every_page_tells_how_much_of_the_limit_is_left(link: Link) -> None:
    left = [page.rate_limit for page in link(changes=SMALL_PAGES).pages(EVENTS)]
    assert all(each is not None and each.limit == 500 for each in left)
    assert all(one.remaining - 1 == other.remaining for one, other in pairwise(left))  # type: ignore[union-attr, operator]


def test_an_expired_token_of_the_provider_is_an_expired_cursor(link: Link, fake: FakeCalendly) -> None:
    linked = link(changes=SMALL_PAGES)
    cursor = linked.list(EVENTS, limit=5).next_cursor
    fake.pager.expired = True
    with pytest.raises(ProviderError) as caught:
        linked.list(EVENTS, limit=5, cursor=cursor)
    assert (caught.value.status, caught.value.category) == (400, "expired_cursor")
    assert "without a cursor" in str(caught.value)
    assert caught.value.cursor == cursor


def test_a_token_that_works_once_is_enough_to_read_a_list(link: Link, fake: FakeCalendly) -> None:
    fake.pager.uses = 1
    assert len(list(link(changes=SMALL_PAGES).iterate(EVENTS))) == WHOLE


@pytest.mark.parametrize("period", [1, 2, 3, 4, 5])
def test_a_cursor_that_comes_again_ends_the_list_with_an_error(
    link: Link, fake: FakeCalendly, period: int
) -> None:
    linked = link(changes=SMALL_PAGES)
    fake.faults.add(Fault("repeated_cursor", PATH, times=None, exact=True, period=period))
    found, error = records(linked)
    assert isinstance(error, PaginationError)
    assert error.diagnostic.code in ("repeated-cursor", "repeated-page")
    assert len(found) <= 5 * (period + 1)
    assert error.operation == "calendar/events.list"


def test_empty_pages_are_passed_over_when_records_follow(link: Link, fake: FakeCalendly) -> None:
    linked = link(changes=SMALL_PAGES)
    fake.faults.add(Fault("empty_page", PATH, times=7, after=1, exact=True))
    pages = list(linked.pages(EVENTS))
    assert [len(page.result) for page in pages[1:8]] == [0] * 7
    assert sum(len(page.result) for page in pages) == WHOLE
    assert pages[-1].next_cursor is None


def test_empty_pages_without_end_are_an_error(link: Link, fake: FakeCalendly) -> None:
    settings = Settings(ceilings=Ceilings(empty_pages=10))
    fake.faults.add(Fault("empty_page", PATH, times=None, exact=True))
    found, error = records(link(settings=settings))
    assert isinstance(error, PaginationError)
    assert found == []
    assert len(fake.requests) <= 12


@pytest.mark.parametrize(
    ("ceilings", "code", "count"),
    [(Ceilings(pages=2), "page-ceiling", 10), (Ceilings(records=10), "record-ceiling", 10)],
)
def test_a_ceiling_ends_the_list_with_an_error_that_resumes(
    link: Link, ceilings: Ceilings, code: str, count: int
) -> None:
    linked = link(changes=SMALL_PAGES, settings=Settings(ceilings=ceilings))
    before, error = records(linked)
    assert isinstance(error, PaginationError)
    assert (error.diagnostic.code, len(before)) == (code, count)
    rest, _ = records(link(changes=SMALL_PAGES), error.cursor)
    assert before + rest == list(link().iterate(EVENTS))


def test_an_answer_without_pagination_ends_the_list_unless_the_spec_insists(
    link: Link, fake: FakeCalendly
) -> None:
    """Many providers leave the object out on the last page, so a spec must say when that is wrong."""
    fault = Fault("missing_pagination", PATH, times=None, exact=True)
    fake.faults.add(fault)
    loose = {"next": "pagination.next_page_token", "limit": {"max": 5, "default": 5}}
    assert len(list(link(changes={"pagination": {"page_token": loose}}).iterate(EVENTS))) == 5
    found, error = records(link(changes=SMALL_PAGES))
    assert isinstance(error, MappingError)
    assert error.diagnostic.message == "the answer has no `pagination`"
    assert error.page == 1
    assert found == []


def test_an_error_inside_a_related_call_resumes_the_outer_list(link: Link, fake: FakeCalendly) -> None:
    linked = link(changes=SMALL_PAGES)
    expanded = {"expand": ["attendees"]}

    def read_into(found: list[Any]) -> None:
        for each in linked.iterate(EVENTS, expanded):
            found.append(each)

    whole = list(linked.iterate(EVENTS, expanded))
    fake.reset()
    fake.faults.add(Fault("error", f"{PATH}/", times=1, after=12, status=400))
    before: list[Any] = []
    with pytest.raises(ProviderError) as caught:
        read_into(before)
    assert 0 < len(before) < len(whole)
    rest = list(linked.iterate(EVENTS, expanded, cursor=caught.value.cursor))
    assert before + rest == whole


def test_an_error_in_a_page_that_was_begun_resumes_within_that_page(link: Link, fake: FakeCalendly) -> None:
    linked = link(changes=SMALL_PAGES)
    whole = list(linked.iterate(EVENTS))
    first = linked.list(EVENTS, limit=3)
    for read in (
        lambda: linked.list(EVENTS, limit=3, cursor=first.next_cursor),
        lambda: list(linked.iterate(EVENTS, cursor=first.next_cursor)),
    ):
        fake.faults.add(Fault("error", PATH, status=400))
        with pytest.raises(ProviderError) as caught:
            read()
        rest = list(linked.iterate(EVENTS, cursor=caught.value.cursor))
        assert first.result + rest == whole


ENCODED = gzip.compress(b'{"resource": {"uri": "u/1"}}')
BODIES: dict[str, tuple[str, bytes, str | None]] = {
    "gzip": ("gzip", ENCODED, None),
    "gzip in two members": (
        "gzip",
        gzip.compress(b'{"resource": ') + gzip.compress(b'{"uri": "u/1"}}'),
        None,
    ),
    "gzip with a space": (" GZIP ", ENCODED, None),
    "identity": ("identity", b'{"resource": {"uri": "u/1"}}', None),
    "cut gzip": ("gzip", ENCODED[:-6], "body-encoding"),
    "gzip with garbage after it": ("gzip", ENCODED + b"garbage", "body-encoding"),
    "not gzip at all": ("gzip", b"{}", "body-encoding"),
    "brotli": ("br", b"\x8b\x00\x80{}\x03", "body-encoding"),
    "gzip twice": ("gzip, gzip", gzip.compress(ENCODED), "body-encoding"),
}


@pytest.mark.parametrize(("encoding", "content", "code"), BODIES.values(), ids=BODIES)
def test_a_body_is_decoded_only_as_it_was_asked_for(
    link: Link, encoding: str, content: bytes, code: str | None
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(content)
        return httpx.Response(200, headers={"content-encoding": encoding}, stream=stream, request=request)

    linked = link(transport=httpx.MockTransport(answer))
    if code is None:
        assert linked.request("GET", "/users/me").result == {"resource": {"uri": "u/1"}}
        return
    with pytest.raises(TransportError) as caught:
        linked.request("GET", "/users/me")
    assert caught.value.diagnostic.code == code


def untrusted() -> httpx.ConnectError:
    error = httpx.ConnectError("x")
    error.__cause__ = OSError()
    error.__cause__.__context__ = ssl.SSLCertVerificationError()
    return error


# what httpx raises, what is said, and whether a GET and a POST are tried again
RAISED: list[tuple[Callable[[], Exception], str, bool, bool]] = [
    (lambda: httpx.ConnectError("x"), "no connection could be made", True, True),
    (lambda: httpx.ConnectTimeout("x"), "no connection could be made in time", True, True),
    (lambda: httpx.PoolTimeout("x"), "no connection became free in time", True, True),
    (lambda: httpx.ReadTimeout("x"), "did not answer in time", True, False),
    (lambda: httpx.WriteTimeout("x"), "could not be sent in time", True, False),
    (lambda: httpx.ReadError("x"), "the connection broke", True, False),
    (lambda: httpx.WriteError("x"), "the connection broke", True, False),
    (lambda: httpx.CloseError("x"), "the connection broke", True, False),
    (lambda: httpx.ProxyError("x"), "the connection broke", True, False),
    (lambda: httpx.RemoteProtocolError("x"), "cut off or broke the protocol", True, False),
    (lambda: httpx.LocalProtocolError("x"), "cannot be sent as it is", False, False),
    (lambda: httpx.UnsupportedProtocol("x"), "not valid", False, False),
    (lambda: OSError("x"), "the connection broke", True, False),
    (lambda: TimeoutError("x"), "the connection broke", True, False),
    (httpx.StreamClosed, "the transport failed with `StreamClosed`", False, False),
    (lambda: RuntimeError("x"), "the transport failed with `RuntimeError`", False, False),
    (untrusted, "certificate of the provider is not trusted", False, False),
]


@pytest.mark.parametrize(("make", "words", "get", "post"), RAISED, ids=range(len(RAISED)))
def test_every_way_to_get_no_answer_is_told_apart(
    link: Link, make: Callable[[], Exception], words: str, get: bool, post: bool
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise make()

    for method, is_retried in (("GET", get), ("POST", post)):
        linked = link(transport=httpx.MockTransport(answer))
        with pytest.raises(TransportError, match=words) as caught:
            linked.request(method, "/things")
        assert caught.value.diagnostic.code == "no-answer"
        assert bool(linked.waits) is is_retried
        assert sum(linked.waits) <= 120
