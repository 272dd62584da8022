"""A process that was forked shares no connection, thread or lock with the one that it comes from."""

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests.clients.conftest import Serve
from tests.clients.facade import Link
from tests.fakes import FakeCalendly
from unispec.clients._leftovers import without_connections
from unispec.clients._shields import TaskShield, ThreadShield, Workers
from unispec.connections.limits import Clock, LocalBudget, SharedBudget
from unispec.connections.limits._budget import Queue
from unispec.connections.storage import SqlStore
from unispec.data import after_fork
from unispec.data._forks import _OWNERS
from unispec.flow import Reserve
from unispec.specs import Rate

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
SMALL_PAGES = {"pagination": {"page_token": {"limit": {"max": 5, "default": 5}}}}
FEW = {"integration": {"rate_limit": {"windows": [{"calls": 1000, "window": "60s"}]}}}


def forked(work: Callable[[], object]) -> str:
    """Do some work in a forked process, and tell what it gives or raises; nothing when it hangs."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(20)
        try:
            said = repr(work())
        except BaseException as error:
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    os.waitpid(process, 0)
    return said


def on_a_loop_of_its_own(linked: Any) -> None:
    """The loop of a facade for tasks stays with the process that it was made in."""
    if hasattr(linked, "_runner") and linked._runner is not None:
        linked._runner = asyncio.Runner()


class Port(BaseHTTPRequestHandler):
    """Tells the port that it is asked from, which is another one for each connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b'{"port": %d}' % self.client_address[1]
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Port) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_forked_process_makes_connections_of_its_own(link: Link, site: str) -> None:
    linked = link(base_url=site)

    def port() -> int:
        return int(linked.request("GET", "/port").result["port"])

    def ports() -> list[int]:
        on_a_loop_of_its_own(linked)
        return [port(), port()]

    mine = port()
    theirs = json.loads(forked(ports))
    assert theirs[0] == theirs[1] != mine
    assert port() == mine


def test_a_transport_of_somebody_else_forgets_its_connections_too(site: str) -> None:
    with httpx.Client(transport=(transport := httpx.HTTPTransport())) as client:
        first, again = (client.get(site).json()["port"] for _ in range(2))
        kept = transport._pool.connections
        without_connections(transport)
        other = client.get(site).json()["port"]
        assert first == again != other
        for each in kept:
            each.close()


def test_an_engine_that_is_closed_is_closed_in_a_forked_process_too(serve: Serve) -> None:
    service = serve()
    linked = service.connect(service.link())
    service.called("close", {})

    def call() -> object:
        on_a_loop_of_its_own(linked)
        return linked.request("GET", "/users/me")

    assert "the engine is closed" in forked(call)


@contextmanager
def held(lock: Any, linked: Any) -> Iterator[None]:
    if isinstance(lock, asyncio.Lock):
        linked._runner.run(lock.acquire())
        yield
        lock.release()
    else:
        with lock:
            yield


def test_an_account_that_is_being_read_can_be_read_in_a_forked_process(
    link: Link, fake: FakeCalendly
) -> None:
    linked: Any = link()

    def read() -> object:
        on_a_loop_of_its_own(linked)
        return sorted(linked.account)

    with held(linked._connection._lock, linked):
        assert "email" in forked(read)
    assert "email" in linked.account


RATES = (Rate(10, 60.0),)


def owners(store: SqlStore) -> dict[str, tuple[Any, str, Callable[[Any], object]]]:
    """Who has a lock: the lock's name, and what needs it."""
    shared = SharedBudget(store, "t", "c", RATES, Clock())
    return {
        "shared": (shared, "_lock", lambda each: next(each.turn(1.0))),
        "at store": (shared, "_at_store", lambda each: each._asked(0)),
        "local": (LocalBudget(RATES, Clock()), "_lock", lambda each: each.is_idle()),
        "queue": (Queue(), "_lock", lambda each: each.ahead(0)),
        "reserve": (Reserve(1.0), "_lock", lambda each: each._add),
    }


@pytest.mark.parametrize("name", ["shared", "at store", "local", "queue", "reserve"])
def test_a_lock_that_somebody_holds_is_free_in_a_forked_process(name: str, store: SqlStore) -> None:
    owner, lock, use = owners(store)[name]

    def free() -> object:
        use(owner)
        return getattr(owner, lock).acquire(timeout=0)

    with getattr(owner, lock):
        assert forked(free) == "True"


def test_a_fork_waits_until_what_is_being_written_to_a_store_is_whole(store: SqlStore) -> None:
    """In half of it, the locks of the file would stay with the new process for good."""
    inside = threading.Event()

    def slow(text: str | None, now: float) -> tuple[str, None]:
        inside.set()
        time.sleep(0.5)
        return "first", None

    def next_one(text: str | None, now: float) -> tuple[str, str | None]:
        return "second", text

    writer = threading.Thread(target=lambda: store.adjust("t", "c", "note", slow))
    writer.start()
    assert inside.wait(10)
    assert forked(lambda: store.adjust("t", "c", "note", next_one)) == "'first'"
    writer.join()
    assert store.adjust("t", "c", "note", next_one) == "second"


def test_calls_that_were_taken_of_a_shared_limit_stay_with_the_process_that_took_them(
    serve: Serve, fake: FakeCalendly
) -> None:
    service = serve(wait=True)
    linked: Any = service.connect(service.link(), overrides=FEW)
    for _ in range(4):
        linked.request("GET", "/users/me")
    budget = linked._connection._line.budget
    assert budget._batch is not None

    def call() -> object:
        on_a_loop_of_its_own(linked)
        before = budget._batch
        return before, linked.request("GET", "/users/me", timeout=10).status

    with budget._at_store, budget._lock:
        assert forked(call) == "(None, 200)"


def test_a_slow_store_holds_up_those_who_wait_for_it_no_longer_than_their_time(
    serve: Serve, fake: FakeCalendly
) -> None:
    service = serve(wait=True)
    linked: Any = service.connect(service.link(), overrides=FEW)
    linked.account  # noqa: B018 - it is read here
    budget = linked._connection._line.budget
    budget._batch, began = None, time.monotonic()
    with budget._at_store, pytest.raises(Exception, match=r"did not end within 0\.6 s"):
        linked.request("GET", "/users/me", timeout=0.6)
    assert time.monotonic() - began < 5


def test_a_linked_account_can_be_used_in_a_forked_process(serve: Serve, fake: FakeCalendly) -> None:
    service = serve()
    linked = service.connect(service.link())
    assert linked.request("GET", "/users/me").status == 200

    def use() -> object:
        for each in (service, linked):
            on_a_loop_of_its_own(each)
        return len(service.accounts()), linked.request("GET", "/users/me").status

    assert forked(use) == "(1, 200)"
    assert linked.request("GET", "/users/me").status == 200


@pytest.mark.parametrize("engine_kind", ["sync"], indirect=True)
def test_a_list_goes_on_in_the_process_that_began_it(link: Link, fake: FakeCalendly) -> None:
    pages = link(changes=SMALL_PAGES).pages("calendar/events")
    seen = [*next(pages).result, *next(pages).result]
    assert "a list goes on in the process that began it" in forked(lambda: next(pages))
    seen += [each for page in pages for each in page.result]
    assert len({each["id"] for each in seen}) == 28


def test_an_engine_can_be_closed_in_a_forked_process_while_the_other_renews_a_grant() -> None:
    shield, let_go, begun = ThreadShield(), threading.Event(), threading.Event()

    def renew() -> str:
        begun.set()
        return "renewed" if let_go.wait(20) else "hung"

    told: list[str] = []
    caller = threading.Thread(target=lambda: told.append(shield.run(renew, None)))
    caller.start()
    assert begun.wait(10)
    assert forked(shield.finish) == "None"
    let_go.set()
    shield.finish()
    caller.join()
    assert told == ["renewed"]


async def test_tasks_of_a_forked_process_wait_for_nothing_of_the_other() -> None:
    shield, workers = TaskShield(), Workers("workers")
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(workers, os.getpid) == os.getpid()
    task = asyncio.create_task(shield.run(asyncio.sleep(0.5, "renewed"), None))
    await asyncio.sleep(0)

    async def others() -> object:
        await shield.finish()
        running = asyncio.get_running_loop()
        return [await running.run_in_executor(each, int) for each in (workers, shield.workers)]

    assert forked(lambda: asyncio.run(others())) == "[0, 0]"
    assert await task == "renewed"


def test_what_is_forgotten_leaves_nothing_to_begin_anew() -> None:
    class Owner:
        def _begin(self) -> None:
            self.began = os.getpid()

    made, before = [Owner()], len(_OWNERS)
    after_fork(made[0])
    assert len(_OWNERS) == before + 1
    assert forked(lambda: made[0].began == os.getpid()) == "True"
    assert not hasattr(made[0], "began")
    made.clear()
    assert len(_OWNERS) == before
