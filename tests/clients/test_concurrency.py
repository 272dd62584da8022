"""Many callers at once, callers that stop early, and what is left behind: nothing."""

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.fakes import FakeCalendly, Fault, RateLimit
from tests.fakes.cases import MINA, OLGA, PLAIN
from unispec import AsyncConnection, AsyncEngine, Catalogue, Connection, Engine, Settings, Timeouts

EVENTS = "calendar/events"
PATH = "/scheduled_events"
SMALL_PAGES = {
    "integration": {
        "pagination": {"page_token": {"limit": {"max": 5, "default": 5}}},
        "rate_limit": {"windows": None},
    }
}
PATIENCE = 5.0


@pytest.fixture
def engine(catalogue: Catalogue, fake: FakeCalendly) -> Iterator[Engine]:
    with Engine(catalogue, clock=lambda: fake.world.now) as engine:
        yield engine


@pytest.fixture
def linked(engine: Engine, fake: FakeCalendly) -> Connection:
    return engine.connect(
        "calendly", token=fake.bearer(), base_url=fake.url, overrides=SMALL_PAGES, private_network=True
    )


def tasked(engine: AsyncEngine, fake: FakeCalendly) -> AsyncConnection:
    return engine.connect(
        "calendly", token=fake.bearer(), base_url=fake.url, overrides=SMALL_PAGES, private_network=True
    )


def in_tasks(catalogue: Catalogue, fake: FakeCalendly) -> AsyncEngine:
    return AsyncEngine(catalogue, clock=lambda: fake.world.now)


EARLIER: set[threading.Thread] = set()


@pytest.fixture(autouse=True)
def _earlier() -> None:
    """Know the threads that engines of other tests may have left."""
    EARLIER.clear()
    EARLIER.update(threading.enumerate())


def ours() -> list[str]:
    found = (thread for thread in threading.enumerate() if thread not in EARLIER)
    return [thread.name for thread in found if thread.name.startswith("unispec")]


def soon(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def key(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]


def asked(fake: FakeCalendly, path: str = PATH) -> int:
    return sum(sent.path == path for sent in fake.requests)


CALLS: list[Callable[[Any], Any]] = [
    lambda linked: linked.list(EVENTS, limit=7),
    lambda linked: linked.list("user_directory/users"),
    lambda linked: linked.get("user_directory/users", key(MINA)),
    lambda linked: linked.get("calendar/event_types", key(PLAIN)),
    lambda linked: linked.list("user_directory/licenses"),
    lambda linked: linked.get("user_directory/me"),
]


def plain(answer: Any) -> Any:
    return answer.result


def test_one_engine_serves_sixteen_threads(engine: Engine, linked: Connection, fake: FakeCalendly) -> None:
    fake.limit = RateLimit(1_000_000)
    expected = [plain(call(linked)) for call in CALLS]
    whole = list(linked.iterate(EVENTS))
    shared = engine.connect(
        "calendly", token=fake.bearer(), base_url=fake.url, overrides=SMALL_PAGES, private_network=True
    )
    fake.requests.clear()
    start = threading.Barrier(16)

    def work(number: int) -> bool:
        start.wait(PATIENCE)
        right = True
        for turn in range(30):
            index = (number + turn) % (len(CALLS) + 1)
            if index == len(CALLS):
                right = right and list(shared.iterate(EVENTS)) == whole
            else:
                right = right and plain(CALLS[index](shared)) == expected[index]
        return right

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(work, range(16)))
    own = sum(sent.path == "/users/me" for sent in fake.requests)
    assert own == 1 + sum((n + t) % (len(CALLS) + 1) == 5 for n in range(16) for t in range(30))
    assert soon(lambda: ours() == [])


async def test_one_engine_serves_fifty_tasks(catalogue: Catalogue, fake: FakeCalendly) -> None:
    fake.limit = RateLimit(1_000_000)
    async with in_tasks(catalogue, fake) as engine:
        linked = tasked(engine, fake)
        shared = tasked(engine, fake)
        expected = [plain(await call(linked)) for call in CALLS]
        whole = [each async for each in linked.iterate(EVENTS)]
        fake.requests.clear()

        async def work(number: int) -> bool:
            if number % 5 == 0:
                return [each async for each in shared.iterate(EVENTS)] == whole
            index = number % len(CALLS)
            return bool(plain(await CALLS[index](shared)) == expected[index])

        assert all(await asyncio.gather(*(work(number) for number in range(50))))
        own = sum(sent.path == "/users/me" for sent in fake.requests)
        assert own == 1 + sum(n % 5 != 0 and n % len(CALLS) == 5 for n in range(50))
    assert len(asyncio.all_tasks()) == 1


def test_accounts_of_one_engine_are_not_mixed_up(engine: Engine, fake: FakeCalendly) -> None:
    def own(token: str) -> Any:
        linked = engine.connect("calendly", token=fake.bearer(token), base_url=fake.url, private_network=True)
        return [linked.get("user_directory/me").result["id"], linked.account["email"]]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(own, ["owner", "admin", "member"] * 8))
    assert found == found[:3] * 8
    assert len({tuple(each) for each in found}) == 3
    assert found[0][0] == key(OLGA)


# a consumer that stops at the first page, in every way there is
def by_break(pages: Any) -> None:
    for _ in pages:
        break


def by_close(pages: Any) -> None:
    next(pages)
    pages.close()


def by_raising(pages: Any) -> None:
    def consume() -> None:
        for _ in pages:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consume()


def by_forgetting(pages: Any) -> None:
    next(pages)
    del pages
    gc.collect()


@pytest.mark.parametrize("method", ["pages", "iterate"])
@pytest.mark.parametrize("stop", [by_break, by_close, by_raising, by_forgetting])
def test_a_consumer_that_stops_leaves_nothing_behind(
    linked: Connection, fake: FakeCalendly, stop: Callable[[Any], None], method: str
) -> None:
    linked.account  # noqa: B018 - what is known of the account is not what is counted
    stop(getattr(linked, method)(EVENTS))
    assert soon(lambda: ours() == [])
    assert asked(fake) <= 2


def test_a_list_that_is_never_begun_asks_nothing(linked: Connection, fake: FakeCalendly) -> None:
    linked.pages(EVENTS)
    linked.iterate(EVENTS).close()
    assert fake.requests == []
    assert ours() == []


def test_the_next_page_is_fetched_while_one_is_used_and_no_more(
    linked: Connection, fake: FakeCalendly
) -> None:
    pages = linked.pages(EVENTS)
    for number in range(1, 5):
        next(pages)
        assert soon(lambda number=number: asked(fake) == number + 1)  # type: ignore[misc]
        time.sleep(0.02)
        assert asked(fake) == number + 1
        assert ours() == ["unispec-prefetch"]
    pages.close()


@pytest.mark.parametrize(("limit", "requests"), [(3, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_no_page_is_fetched_that_a_limit_makes_needless(
    linked: Connection, fake: FakeCalendly, limit: int, requests: int
) -> None:
    assert len(list(linked.iterate(EVENTS, limit=limit))) == limit
    assert soon(lambda: ours() == [])
    assert asked(fake) == requests


def test_a_list_of_one_page_needs_no_thread(linked: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def started(thread: threading.Thread) -> None:
        if thread.name != "unispec-names":  # a name is looked up in a thread, or nothing could bound it
            pytest.fail("a thread was started")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", started)
    assert len(list(linked.iterate("user_directory/roles"))) == 3
    assert len(list(linked.iterate("user_directory/users"))) == 4


@pytest.mark.parametrize(
    "fault",
    [
        Fault("bare_429", PATH, times=None, after=1),
        Fault("error", PATH, times=None, after=1, status=503, headers={"retry-after": "60"}),
        Fault("stalled_headers", PATH, times=None, after=1),
    ],
    ids=lambda fault: fault.kind,
)
def test_stopping_does_not_wait_for_what_is_under_way(
    catalogue: Catalogue, fake: FakeCalendly, fault: Fault
) -> None:
    with Engine(catalogue, settings=Settings(timeouts=Timeouts(read=0.5))) as engine:
        linked = engine.connect(
            "calendly", token=fake.bearer(), base_url=fake.url, overrides=SMALL_PAGES, private_network=True
        )
        fake.faults.add(fault)
        pages = linked.pages(EVENTS)
        next(pages)
        assert soon(lambda: bool(fake.faults.fired))
        began = time.monotonic()
        pages.close()
        assert time.monotonic() - began < 0.1
        assert soon(lambda: ours() == [])


def test_an_error_ahead_is_raised_where_its_page_is_wanted(linked: Connection, fake: FakeCalendly) -> None:
    fake.faults.add(Fault("html", PATH, after=1))
    pages = linked.pages(EVENTS)
    assert len(next(pages).result) == 5
    assert soon(lambda: bool(fake.faults.fired))
    pages.close()
    assert soon(lambda: ours() == [])


class Loop:
    """Watches what a loop reports on its own."""

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.reports.append(context)


async def a_break(linked: AsyncConnection) -> None:
    async for _ in linked.iterate(EVENTS):
        break


async def a_close(linked: AsyncConnection) -> None:
    found = linked.pages(EVENTS)
    await anext(found)
    await found.aclose()


async def an_error(linked: AsyncConnection) -> None:
    async def consume() -> None:
        async for _ in linked.iterate(EVENTS):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await consume()


async def a_cancellation(linked: AsyncConnection) -> None:
    begun = asyncio.Event()

    async def consume() -> None:
        async for _ in linked.iterate(EVENTS):
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(consume())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def a_cancellation_while_fetching(linked: AsyncConnection) -> None:
    task = asyncio.create_task(linked.list(EVENTS))
    await asyncio.sleep(0.002)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def a_forgotten_one(linked: AsyncConnection) -> None:
    found = linked.iterate(EVENTS)
    await anext(found)
    del found
    gc.collect()


@pytest.mark.parametrize(
    "stop", [a_break, a_close, an_error, a_cancellation, a_cancellation_while_fetching, a_forgotten_one]
)
@pytest.mark.parametrize("fault", [None, Fault("html", PATH, after=1), Fault("bare_429", PATH, None, 1)])
async def test_a_task_that_stops_leaves_nothing_behind(
    catalogue: Catalogue, fake: FakeCalendly, stop: Any, fault: Fault | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    watch = Loop()
    asyncio.get_running_loop().set_exception_handler(watch)
    async with in_tasks(catalogue, fake) as engine:
        linked = tasked(engine, fake)
        await linked.account()
        if fault is not None:
            fake.faults.add(fault)
        await asyncio.wait_for(stop(linked), PATIENCE)
        assert asked(fake) <= 2
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1
    gc.collect()
    await asyncio.sleep(0)
    assert watch.reports == []
    assert caplog.text == ""


async def test_the_request_for_the_next_page_is_on_its_way_before_a_page_is_used(
    catalogue: Catalogue, fake: FakeCalendly
) -> None:
    """The consumer never lets the loop run, as mapping does not either."""
    async with in_tasks(catalogue, fake) as engine:
        linked = tasked(engine, fake)
        found = linked.pages(EVENTS)
        await anext(found)
        await anext(found)
        seen = asked(fake)
        assert soon(lambda: asked(fake) == 3) or seen == 3
        await found.aclose()
    assert asked(fake) == 3


async def test_a_bug_in_one_of_several_calls_ends_the_others(
    catalogue: Catalogue, fake: FakeCalendly
) -> None:
    """What is no error of the engine is raised as it is, and no task is left running."""

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/invitees"):
            await asyncio.sleep(0.01)
            raise ZeroDivisionError
        raise AssertionError(request.url.path)

    async with AsyncEngine(catalogue, transport=httpx.MockTransport(answer)) as engine:
        linked = engine.connect("calendly", token="x" * 8, base_url=fake.url, private_network=True)
        with pytest.raises(AssertionError):
            await linked.account()
    async with in_tasks(catalogue, fake) as engine:
        linked = tasked(engine, fake)
        kept = linked._driver._send

        async def send(step: Any) -> Any:
            return await kept(step) if "/invitees" not in step.request.url else 1 / 0

        linked._driver._send = send
        with pytest.raises(ZeroDivisionError):
            await linked.list(EVENTS, {"expand": ["attendees"]})
        assert len(asyncio.all_tasks()) == 1
