"""Each fault does to a client what its name says, for the requests it was meant for, and then no more."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes import FakeCalendly, Fault, World, running
from tests.fakes.cases import OF_ALL, WORLD

pytest_plugins = ("tests.fakes.fixtures",)

EVENTS = "/scheduled_events"


def _events(calendly: httpx.Client, **params: Any) -> httpx.Response:
    return calendly.get(EVENTS, params=OF_ALL | {"count": 5} | params, timeout=0.2)


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault("reset"), httpx.ReadError, "reset by peer"),
        (Fault("stalled_headers"), httpx.ReadTimeout, "timed out"),
        (Fault("stalled_body"), httpx.ReadTimeout, "timed out"),
        (Fault("stalled_body", seconds=0.02), httpx.ReadError, "reset by peer"),
        (Fault("truncated"), httpx.RemoteProtocolError, "without sending complete message body"),
        (Fault("latency", seconds=0.4), httpx.ReadTimeout, "timed out"),
    ],
)
def test_a_broken_connection_raises_and_the_next_request_is_served(
    fake: FakeCalendly, calendly: httpx.Client, fault: Fault, error: type[Exception], words: str
) -> None:
    fake.faults.add(fault)
    with pytest.raises(error, match=words):
        _events(calendly)
    assert _events(calendly).status_code == 200
    assert fake.faults.fired == [(fault.kind, EVENTS)]


def test_late_headers_come_in_the_end(fake: FakeCalendly, calendly: httpx.Client) -> None:
    fake.faults.add(Fault("stalled_headers", seconds=0.05))
    began = time.monotonic()
    assert _events(calendly).status_code == 200
    assert time.monotonic() - began >= 0.05


def test_latency_delays_every_answer(fake: FakeCalendly, calendly: httpx.Client) -> None:
    fake.latency = 0.03
    began = time.monotonic()
    assert [_events(calendly).status_code for _ in range(2)] == [200, 200]
    assert time.monotonic() - began >= 0.06


@pytest.mark.parametrize(
    ("fault", "status", "start", "size"),
    [
        (Fault("error"), 500, b'{"title":"Internal Server Error"', 139),
        (Fault("error", status=503, body=b"busy"), 503, b"busy", 4),
        (Fault("bare_429"), 429, b"{}", 2),
        (Fault("html"), 200, b"<!DOCTYPE html>", 43),
        (Fault("not_utf8"), 200, b'{"resource": {"name": "J\xfc', 32),
        (Fault("deep", depth=50), 200, b'{"collection": [[[[', 116),
        (Fault("redirect", url="http://127.0.0.1:9"), 302, b"", 0),
        (Fault("huge", megabytes=2), 200, b'{"collection": ["xxx', 2_000_020),
        (Fault("gzip_bomb", megabytes=2), 200, b'{"collection": ["xxx', 2_000_020),
    ],
)
def test_a_wrong_answer_arrives_whole(
    fake: FakeCalendly, calendly: httpx.Client, fault: Fault, status: int, start: bytes, size: int
) -> None:
    fake.faults.add(fault)
    answer = _events(calendly)
    assert (answer.status_code, len(answer.content)) == (status, size)
    assert answer.content.startswith(start)
    assert ("x-ratelimit-reset" in answer.headers) == (fault.kind != "bare_429")


def test_special_answers_carry_their_headers(fake: FakeCalendly, calendly: httpx.Client) -> None:
    fake.faults.add(Fault("redirect", url="http://127.0.0.1:9"))
    fake.faults.add(Fault("gzip_bomb", megabytes=1))
    fake.faults.add(Fault("html"))
    fake.faults.add(Fault("error", status=429, headers={"retry-after": "3", "x-ratelimit-remaining": "0"}))
    redirect, bomb, page, throttled = (_events(calendly) for _ in range(4))
    assert redirect.headers["location"] == f"http://127.0.0.1:9{EVENTS}"
    assert bomb.headers["content-encoding"] == "gzip"
    assert int(bomb.headers["content-length"]) < 5_000
    assert page.headers["content-type"] == "text/html"
    assert (throttled.headers["retry-after"], throttled.headers["x-ratelimit-remaining"]) == ("3", "0")


@pytest.mark.parametrize("period", [1, 2, 3])
def test_a_repeated_cursor_goes_round(fake: FakeCalendly, calendly: httpx.Client, period: int) -> None:
    fake.faults.add(Fault("repeated_cursor", path=EVENTS, times=None, period=period))
    answer, tokens = _events(calendly).json(), []
    for _ in range(2 * period):
        tokens.append(answer["pagination"]["next_page_token"])
        answer = calendly.get(answer["pagination"]["next_page"]).json()
        assert len(answer["collection"]) == 5
    assert tokens[:period] == tokens[period:]
    assert len(set(tokens)) == period


def test_an_empty_page_may_have_a_successor(fake: FakeCalendly, calendly: httpx.Client) -> None:
    whole = _events(calendly).json()["collection"]
    fake.faults.add(Fault("empty_page"))
    empty = _events(calendly).json()
    assert (empty["collection"], empty["pagination"]["count"]) == ([], 0)
    assert calendly.get(empty["pagination"]["next_page"]).json()["collection"] == whole


@pytest.mark.parametrize(
    ("kind", "missing"), [("missing_collection", "collection"), ("missing_pagination", "pagination")]
)
def test_a_part_of_the_page_may_be_missing(
    fake: FakeCalendly, calendly: httpx.Client, kind: Any, missing: str
) -> None:
    fake.faults.add(Fault(kind))
    assert {"collection", "pagination"} - set(_events(calendly).json()) == {missing}


def test_the_next_page_may_be_foreign(fake: FakeCalendly, calendly: httpx.Client) -> None:
    fake.faults.add(Fault("foreign_next_page", url="http://127.0.0.1:9"))
    link = _events(calendly).json()["pagination"]["next_page"]
    assert link == f"http://127.0.0.1:9{EVENTS}?page_token=stolen"


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        (Fault("error", path=EVENTS), [500, 200, 200, 200]),
        (Fault("error", path=EVENTS, times=2), [500, 500, 200, 200]),
        (Fault("error", path=EVENTS, after=2), [200, 200, 500, 200]),
        (Fault("error", path=EVENTS, times=None, after=1), [200, 500, 500, 500]),
        (Fault("error", path="/users"), [200, 200, 200, 200]),
        (Fault("error", path="/sched"), [500, 200, 200, 200]),
        (Fault("error", path="/sched", exact=True), [200, 200, 200, 200]),
        (Fault("error", path=EVENTS, exact=True), [500, 200, 200, 200]),
    ],
)
def test_a_fault_fires_when_it_is_due(
    fake: FakeCalendly, calendly: httpx.Client, fault: Fault, statuses: list[int]
) -> None:
    fake.faults.add(fault)
    assert [_events(calendly).status_code for _ in range(4)] == statuses
    assert len(fake.faults.fired) == statuses.count(500)


def test_the_fixture_makes_the_fake_new(fake: FakeCalendly, calendly: httpx.Client) -> None:
    fake.faults.add(Fault("error", times=None))
    fake.broken_calendars.add("somebody")
    fake.latency, fake.limit.limit, fake.pager.expired = 1.0, 1, True
    fake.reset()
    assert _events(calendly).status_code == 200
    assert (len(fake.requests), fake.faults.fired, fake.broken_calendars) == (1, [], set())
    assert (fake.latency, fake.limit.limit, fake.pager.expired) == (0.0, 500, False)


def test_a_fake_starts_and_stops_quickly_even_while_an_answer_stalls() -> None:
    threads = threading.active_count()
    began = time.monotonic()
    with running(FakeCalendly(WORLD)) as fake, httpx.Client(verify=False, timeout=0.05) as client:
        fake.faults.add(Fault("stalled_headers"))
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"{fake.url}/users/me")
        fake.faults.add(Fault("stalled_body"))
        with client.stream("GET", f"{fake.url}/users/me") as answer:
            assert answer.status_code == 401
    assert time.monotonic() - began < 0.6
    assert threading.active_count() == threads


def test_a_fake_in_its_own_process_prints_its_address() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.fakes", "--port", "0", "--events", "150", "--users", "3"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            organization = World.large(events=0, users=3).organization["uri"]
            answer = httpx.get(
                f"{url}/scheduled_events",
                params={"organization": organization, "count": 100},
                headers={"authorization": "Bearer owner-token"},
            )
        finally:
            process.terminate()
    assert answer.json()["pagination"]["count"] == 100
    assert answer.json()["pagination"]["next_page"].startswith(f"{url}/scheduled_events?count=100")
