"""What must not be cut off goes on: callers run out of time, are cancelled, or stop to listen."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from unispec.clients._call_time import CallTime
from unispec.clients._drive_async import AsyncDriver
from unispec.clients._drive_sync import Driver
from unispec.clients._shields import TaskShield, ThreadShield
from unispec.diagnostics import Code, Diagnostic, TransportError
from unispec.flow import Do, Emit, Failure, Flow, RawPage, Reply, Request, Send, Shield, within

ASKED = Request("POST", "https://auth.test/token")


class Slow:
    """Answers when it is let go; keeps what was done with the answer."""

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self.let_go = threading.Event()
        self.stored: list[int] = []

    def send(self, step: Send) -> Reply:
        self.arrived.set()
        assert self.let_go.wait(10)
        return Reply(201, {}, b"")

    async def asend(self, step: Send) -> Reply | Failure:
        return await asyncio.to_thread(self.send, step)

    def renewing(self) -> Flow[str]:
        answer = yield Send(ASKED)
        yield Do(lambda: self.stored.append(answer.status))
        return "renewed"

    def calling(self) -> Flow[Any]:
        return (yield Shield(self.renewing))

    def listing(self) -> Flow[None]:
        yield Emit(RawPage(1, [], [], {}, None, "more"))
        yield Shield(self.renewing)
        yield Emit(RawPage(2, [], [], {}, None, None))


def test_a_thread_whose_time_is_over_leaves_what_goes_on() -> None:
    slow, shield = Slow(), ThreadShield()
    driver = Driver(slow.send, None, shield)
    with pytest.raises(TransportError, match=r"did not end within 0\.05 s"):
        driver.run(within(slow.calling(), CallTime(0.05)))
    assert slow.stored == []
    slow.let_go.set()
    shield.finish()
    assert slow.stored == [201]


def test_a_list_that_nobody_reads_on_leaves_what_goes_on() -> None:
    slow, shield = Slow(), ThreadShield()
    pages = Driver(slow.send, None, shield).pages(slow.listing(), lambda _: False)
    next(pages)
    assert slow.arrived.wait(10)
    pages.close()
    slow.let_go.set()
    shield.finish()
    assert slow.stored == [201]


async def test_a_task_that_is_cancelled_leaves_what_goes_on() -> None:
    slow, shield = Slow(), TaskShield()
    task = asyncio.create_task(AsyncDriver(slow.asend, shield=shield).run(slow.calling()))
    await asyncio.to_thread(slow.arrived.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    slow.let_go.set()
    await shield.finish()
    assert slow.stored == [201]


async def test_a_task_whose_time_is_over_leaves_what_goes_on() -> None:
    slow, shield = Slow(), TaskShield()
    with pytest.raises(TransportError, match=r"did not end within 0\.05 s"):
        await AsyncDriver(slow.asend, shield=shield).run(within(slow.calling(), CallTime(0.05)))
    slow.let_go.set()
    await shield.finish()
    assert slow.stored == [201]


async def test_who_waits_gets_what_comes_of_it() -> None:
    slow = Slow()
    slow.let_go.set()
    assert Driver(slow.send).run(slow.calling()) == "renewed"
    assert await AsyncDriver(slow.asend).run(slow.calling()) == "renewed"


def test_closing_waits_for_no_thread_longer_than_it_may(caplog: pytest.LogCaptureFixture) -> None:
    slow, shield = Slow(), ThreadShield()
    with pytest.raises(TransportError):
        Driver(slow.send, None, shield).run(within(slow.calling(), CallTime(0.05)))
    shield.finish(0.05)
    assert "while grants are being renewed: 1" in caplog.text
    slow.let_go.set()
    shield.finish()
    assert slow.stored == [201]


async def test_closing_waits_for_no_task_longer_than_it_may(caplog: pytest.LogCaptureFixture) -> None:
    slow, shield = Slow(), TaskShield()
    with pytest.raises(TransportError):
        await AsyncDriver(slow.asend, shield=shield).run(within(slow.calling(), CallTime(0.05)))
    await shield.finish(0.05)
    assert "while grants are being renewed: 1" in caplog.text
    slow.let_go.set()
    await shield.finish()
    assert slow.stored == [201]


def test_where_no_thread_can_be_started_the_caller_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    slow, shield = Slow(), ThreadShield()
    slow.let_go.set()
    monkeypatch.setattr(threading.Thread, "start", start)
    assert Driver(slow.send, None, shield).run(slow.calling()) == "renewed"
    shield.finish()


def failing() -> Flow[Any]:
    yield Do(lambda: time.sleep(0.05))
    raise TransportError(Diagnostic(Code.STORE_FAILED, "the store failed"))


def shielded(begin: Callable[[], Flow[Any]]) -> Flow[Any]:
    return (yield Shield(begin))


async def test_an_error_is_raised_where_somebody_waits_and_logged_where_nobody_does(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slow = Slow()
    threads, tasks = ThreadShield(), TaskShield()
    drivers = Driver(slow.send, None, threads), AsyncDriver(slow.asend, shield=tasks)
    with pytest.raises(TransportError, match="the store failed"):
        drivers[0].run(shielded(failing))
    with pytest.raises(TransportError, match="the store failed"):
        await drivers[1].run(shielded(failing))
    assert caplog.messages == []
    with pytest.raises(TransportError, match="did not end"):
        drivers[0].run(within(shielded(failing), CallTime(0.01)))
    with pytest.raises(TransportError, match="did not end"):
        await drivers[1].run(within(shielded(failing), CallTime(0.01)))
    threads.finish()
    await tasks.finish()
    assert [each.rpartition(": ")[2] for each in caplog.messages] == ["the store failed"] * 2
