"""A provider of YAML alone, through both real clients, against a server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from unispec import AsyncEngine, Catalogue, Engine, PaginationError, ProviderError

ROOT = Path(__file__).parents[1] / "providers"
EVENTS = "calendar/events"
KEY = "k3y-of-tiny"
COUNT = 45


def appointment(number: int) -> dict[str, Any]:
    person = {"name": "Ada", "mail": "ada@tiny.example", "chair": True}
    return {
        "number": number,
        "subject": f"Talk {number}",
        "state": "on" if number % 2 else "off",
        "begins": 1_793_610_000 + number * 3600,
        "minutes": 30,
        "people": [person],
    }


class Tiny(BaseHTTPRequestHandler):
    """Answers as Tiny does; `next_host` may send the next page elsewhere."""

    protocol_version = "HTTP/1.1"
    next_host = ""
    keys: list[str | None] = []  # noqa: RUF012 - emptied by the fixture

    def do_GET(self) -> None:
        Tiny.keys.append(self.headers["X-Api-Key"])
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if self.headers["X-Api-Key"] != KEY:
            self.answer(401, {"error": {"kind": "no entry", "text": "the key is wrong"}})
        elif url.path == "/api/appointments":
            self.page(query)
        else:
            self.answer(200, {"appointment": appointment(int(url.path.rsplit("/", 1)[-1]))})

    def page(self, query: dict[str, str]) -> None:
        page, size = int(query.get("page", "1")), int(query["per_page"])
        wanted = [
            each for each in map(appointment, range(COUNT)) if query.get("state") in (None, each["state"])
        ]
        state = f"&state={query['state']}" if "state" in query else ""
        link = f'<{self.next_host}/api/appointments?per_page={size}&page={page + 1}{state}>; rel="next"'
        found = wanted[(page - 1) * size : page * size]
        self.answer(200, found, {"link": link} if page * size < len(wanted) else {})

    def answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        limits = {"ratelimit-limit": "10", "ratelimit-remaining": "9", "ratelimit-reset": "1793610060"}
        for name, value in {"content-length": str(len(content)), **limits, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    Tiny.keys.clear()
    Tiny.next_host = ""
    with ThreadingHTTPServer(("127.0.0.1", 0), Tiny) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def tiny() -> Catalogue:
    return Catalogue.load(ROOT)


def test_it_runs_in_threads(tiny: Catalogue, url: str) -> None:
    with Engine(tiny) as engine:
        account = engine.connect("tiny", token=KEY, base_url=url, private_network=True)
        whole = list(account.iterate(EVENTS, validate="raise"))
        assert [event["id"] for event in whole] == [str(number) for number in range(COUNT)]
        assert whole[0]["attendees"][0]["person"]["emails"][0]["email"] == "ada@tiny.example"
        confirmed = account.list(EVENTS, {"status": "confirmed"}, limit=7)
        assert [event["id"] for event in confirmed.result] == ["1", "3", "5", "7", "9", "11", "13"]
        rest = list(account.iterate(EVENTS, {"status": "confirmed"}, cursor=confirmed.next_cursor))
        assert len(confirmed.result) + len(rest) == COUNT // 2
        assert account.get(EVENTS, "7").result == whole[7]
        assert confirmed.rate_limit is not None
        assert confirmed.rate_limit.remaining == 9
    assert set(Tiny.keys) == {KEY}


async def test_it_runs_in_tasks(tiny: Catalogue, url: str) -> None:
    async with AsyncEngine(tiny) as engine:
        account = engine.connect("tiny", token=KEY, base_url=url, private_network=True)
        whole = [event async for event in account.iterate(EVENTS, validate="raise")]
        assert len(whole) == COUNT
        assert (await account.get(EVENTS, "7")).result == whole[7]
    assert set(Tiny.keys) == {KEY}


def test_its_errors_are_read_its_own_way(tiny: Catalogue, url: str) -> None:
    with Engine(tiny) as engine, pytest.raises(ProviderError) as caught:
        engine.connect("tiny", token="wr0ng-key", base_url=url, private_network=True).list(EVENTS)
    error = caught.value
    assert (error.status, error.category, error.title, error.provider_message) == (
        401,
        "unauthorized",
        "no entry",
        "the key is wrong",
    )


def test_its_key_never_follows_a_link_to_another_origin(tiny: Catalogue, url: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Tiny) as evil:
        Tiny.next_host = f"http://127.0.0.1:{evil.server_port}"
        with Engine(tiny) as engine:
            account = engine.connect("tiny", token=KEY, base_url=url, private_network=True)
            events = account.iterate(EVENTS)
            seen = [next(events) for _ in range(20)]
            with pytest.raises(PaginationError):
                next(events)
        assert len(seen) == 20
        assert len(Tiny.keys) == 1
