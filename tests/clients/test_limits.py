"""Requests of one account wait for their turn instead of meeting a limit, through either engine."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.clients.facade import KINDS, Link
from tests.fakes import FakeCalendly, RateLimit
from unispec import AsyncEngine, Engine, ProviderError, Settings, UnispecError

EVENTS = "calendar/events"
SMALL_PAGES = {"pagination": {"page_token": {"limit": {"max": 5, "default": 5}}}}
FEW = {"windows": [{"calls": 4, "window": "500ms"}]}


def test_a_long_list_meets_no_limit(link: Link, fake: FakeCalendly) -> None:
    fake.limit = RateLimit(4, window=0.5)
    answers: list[Any] = []
    changes = {**SMALL_PAGES, "rate_limit": {**FEW, "remaining": None}}
    linked = link(wait=True, changes=changes, watch=lambda request, answer: answers.append(answer.status))
    assert len(list(linked.iterate(EVENTS))) == 28
    assert answers == [200] * len(answers)
    assert len(answers) > 4


def test_a_smaller_limit_that_the_provider_tells_of_is_kept(link: Link, fake: FakeCalendly) -> None:
    fake.limit = RateLimit(50)
    linked = link(changes=SMALL_PAGES)
    for _ in range(50):
        linked.request("GET", "/users/me")
    assert linked.waits == []
    with pytest.raises(ProviderError) as raised:
        linked.request("GET", "/users/me")
    assert raised.value.category == "rate_limited"
    assert sum(linked.waits) >= 60, "it was waited for the next window before the limit could be met"


def test_a_call_whose_turn_comes_after_its_deadline_ends_at_once(link: Link, fake: FakeCalendly) -> None:
    linked = link(wait=True, changes={"rate_limit": {"windows": [{"calls": 2, "window": "60s"}]}})
    for _ in range(2):
        linked.request("GET", "/users/me")
    with pytest.raises(ProviderError) as raised:
        linked.request("GET", "/users/me", timeout=5)
    assert raised.value.diagnostic.code == "rate-limited"
    assert raised.value.retry_after == pytest.approx(60, abs=10)
    assert len(fake.requests) == 2


def test_a_turn_that_is_too_far_off_is_not_waited_for(link: Link, fake: FakeCalendly) -> None:
    linked = link(wait=True, changes={"rate_limit": {"windows": [{"calls": 2, "window": "1h"}]}})
    for _ in range(2):
        linked.request("GET", "/users/me")
    with pytest.raises(ProviderError) as raised:
        linked.request("GET", "/users/me")
    assert raised.value.diagnostic.code == "rate-limited"
    assert (raised.value.category, raised.value.status) == ("rate_limited", 0)
    assert len(fake.requests) == 2


class Site:
    """Answers calls through httpx, and keeps them."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = iter(statuses)
        self.sent: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request.headers["authorization"])
        status = next(self.statuses, 200)
        return httpx.Response(status, json={}, headers={"retry-after": "1"} if status == 429 else {})


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def calls(kind: str, site: Site, asked: list[tuple[str, str]], **more: Any) -> list[Any]:
    """Make calls side by side, each with a token and a method; give their answers and errors."""
    limit = {"integration": {"rate_limit": {"windows": [{"calls": 10, "window": "60s"}]}}}
    named: dict[str, Any] = {"account": {}, "overrides": limit}
    transport = httpx.MockTransport(site)
    if kind == "sync":
        with (
            Engine(transport=transport, sleep=lambda _: None, **more) as engine,
            ThreadPoolExecutor(8) as pool,
        ):

            def one(each: tuple[str, str]) -> Any:
                try:
                    return engine.connect("calendly", token=each[0], **named).request(each[1], "/things")
                except UnispecError as error:
                    return error

            return list(pool.map(one, asked))

    async def nothing(_: float) -> None:
        await asyncio.sleep(0)

    async def run() -> list[Any]:
        async with AsyncEngine(transport=transport, sleep=nothing, **more) as engine:
            linked = [engine.connect("calendly", token=token, **named) for token, _ in asked]
            made = [each.request(how, "/things") for each, (_, how) in zip(linked, asked, strict=True)]
            return await asyncio.gather(*made, return_exceptions=True)

    return asyncio.run(run())


def test_connections_of_one_account_share_its_limit_and_those_of_another_do_not(kind: str) -> None:
    site = Site()
    found = calls(kind, site, [("one", "GET"), ("two", "GET")] * 10)
    assert len(site.sent) == 20
    assert not any(isinstance(each, UnispecError) for each in found)


def test_an_outage_is_not_made_worse(kind: str) -> None:
    site = Site(*[503] * 10_000)
    asked = [(f"t{number}", "GET") for number in range(300)]
    found = calls(kind, site, asked, settings=Settings(retry_reserve=50))
    assert all(isinstance(each, ProviderError) for each in found)
    assert 300 <= len(site.sent) <= 1.1 * 300 + 50


def test_a_write_that_failed_is_sent_once_and_one_that_was_refused_again(kind: str) -> None:
    for status, times in ((500, 1), (503, 1), (429, 2), (200, 1)):
        site = Site(status)
        calls(kind, site, [("one", "POST")])
        assert len(site.sent) == times, status
