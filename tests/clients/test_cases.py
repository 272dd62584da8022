"""The recorded cases through both engines: what is replayed is what really happens."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from tests.clients.facade import KINDS
from unispec import AsyncEngine, Catalogue, Engine, UnispecError
from unispec.flow import Failure, Program, Request
from unispec.language import RUNTIMES, runtime
from unispec.specs import catalogue_root
from unispec.testing import Book, Case, read_cases, replay

CASES = read_cases(catalogue_root() / "integrations" / "calendly")
BASE = "https://api.calendly.com"


class Stage:
    """One engine on which case after case is played: its network, its clock and its sleep."""

    def __init__(self, kind: str, catalogue: Catalogue, jsonata: str) -> None:
        self.case = CASES[0]
        self.book = Book(())
        self.waits: list[float] = []
        self.answers: list[Any] = []
        self.numbers = count()
        self.runner = asyncio.Runner()
        shared: dict[str, Any] = {
            "jsonata": jsonata,
            "transport": httpx.MockTransport(self.answer),
            "clock": lambda: self.case.now,
        }
        self.play: Callable[[Any], Any] = self.in_threads if kind == "sync" else self.in_tasks
        self.engine: Any = (
            Engine(catalogue, sleep=self.waits.append, **shared)
            if kind == "sync"
            else AsyncEngine(catalogue, sleep=self.pause, **shared)
        )

    async def pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer over HTTP what the case answers, and end the connection where it does."""
        url = request.url
        query = tuple(url.params.multi_items())
        answer = self.book.send(Request(request.method, f"{BASE}{url.path}", query))
        if isinstance(answer, Failure):
            raise httpx.ReadError(answer.problem, request=request)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.content)

    def run(self, case: Case) -> UnispecError | None:
        self.case, self.book = case, Book(case.exchanges)
        self.waits.clear()
        self.answers.clear()
        token = f"recorded-{next(self.numbers)}"
        linked = self.engine.connect("calendly", token=token, account=case.account)
        try:
            self.play(linked)
        except UnispecError as error:
            return error
        return None

    def asked(self, linked: Any, cursor: str | None) -> Any:
        case = self.case
        more = {"raw": case.raw, "validate": "raise"}
        if case.operation.operation == "get":
            return linked.get(case.operation.resource, None, case.input, **more)
        return linked.list(case.operation.resource, case.input, limit=case.limit, cursor=cursor, **more)

    def follows(self, answer: Any) -> str | None:
        self.answers.append(answer)
        ends = self.case.pages is not None and len(self.answers) >= self.case.pages
        return None if ends else getattr(answer, "next_cursor", None)

    def in_threads(self, linked: Any) -> None:
        cursor = self.follows(self.asked(linked, None))
        while cursor is not None:
            cursor = self.follows(self.asked(linked, cursor))

    def in_tasks(self, linked: Any) -> None:
        async def play(ask: Callable[[str | None], Awaitable[Any]]) -> None:
            cursor = self.follows(await ask(None))
            while cursor is not None:
                cursor = self.follows(await ask(cursor))

        self.runner.run(play(lambda cursor: self.asked(linked, cursor)))

    def close(self) -> None:
        closed = self.engine.close()
        if closed is not None:
            self.runner.run(closed)
        self.runner.close()


@pytest.fixture(scope="module", params=sorted(RUNTIMES))
def jsonata(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def program(catalogue: Catalogue, jsonata: str) -> Program:
    return Program(catalogue.integration("calendly"), catalogue.models, runtime(jsonata))


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, catalogue: Catalogue, jsonata: str) -> Iterator[Stage]:
    stage = Stage(request.param, catalogue, jsonata)
    yield stage
    stage.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.operation}/{case.name}")
def test_a_case_gives_over_http_what_its_replay_gives(
    stage: Stage, program: Program, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.5)
    expected = replay(program, case)
    error = stage.run(case)
    assert [each.result for each in stage.answers] == [each.result for each in expected.answers]
    assert [each.is_partial for each in stage.answers] == [each.is_partial for each in expected.answers]
    assert [each.diagnostics for each in stage.answers] == [each.diagnostics for each in expected.answers]
    assert sorted(each.query for each in stage.book.sent) == sorted(each.query for each in expected.requests)
    assert sorted(stage.waits) == sorted(expected.waits)
    assert len(stage.book.unused) == len(expected.unused)
    assert type(error) is type(expected.error)
    assert error is None or error.diagnostic == expected.error.diagnostic  # type: ignore[union-attr]
