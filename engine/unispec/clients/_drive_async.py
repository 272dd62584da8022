"""Carries out the steps of a flow, in tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import Executor
from contextlib import closing
from contextvars import copy_context
from typing import Any, TypeVar

from unispec.clients._shields import TaskShield
from unispec.diagnostics import UnispecError
from unispec.flow import Do, Emit, Failure, Flow, Fork, RawPage, Reply, Send, Shield, Wait

Result = TypeVar("Result")


class AsyncDriver:
    """Runs flows for one account; holds no state of any of them."""

    def __init__(
        self,
        send: Callable[[Send], Awaitable[Reply | Failure]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shield: TaskShield | None = None,
        workers: Executor | None = None,
    ) -> None:
        self._send = send
        self._sleep = sleep
        self._shield = shield or TaskShield()
        self._workers = workers

    async def run(self, flow: Flow[Result]) -> Result:
        """Run a flow that emits nothing to its end, and give what it returns."""
        answer: Any = None
        with closing(flow):
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration as stop:
                    result: Result = stop.value
                    return result
                answer = await self._carry_out(step)

    async def pages(
        self, flow: Flow[None], is_last: Callable[[RawPage], bool]
    ) -> AsyncGenerator[RawPage, None]:
        """Give the pages of a flow; while one is used, the next is already being fetched.

        `is_last` tells whether a page is the last one that is wanted.
        """
        upcoming: asyncio.Task[RawPage | None] | None = None
        try:
            page = await self._advance(flow)
            while page is not None:
                if page.following is None or is_last(page):
                    yield page
                    return
                upcoming = asyncio.create_task(self._advance(flow), name="unispec-prefetch")
                await _begun()
                yield page
                page = await upcoming
        finally:
            if upcoming is not None:
                await _ended([upcoming])
            flow.close()

    async def _advance(self, flow: Flow[None]) -> RawPage | None:
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration:
                return None
            if isinstance(step, Emit):
                return step.page
            answer = await self._carry_out(step)

    async def _carry_out(self, step: object) -> Any:
        match step:
            case Send():
                return await self._send(step)
            case Do():
                return await asyncio.get_running_loop().run_in_executor(
                    self._workers, copy_context().run, step.work
                )
            case Wait():
                await self._sleep(step.seconds)
                return None
            case Fork():
                return await self._fork(step)
            case Shield():
                driver = AsyncDriver(self._send, self._sleep, self._shield, self._shield.workers)
                return await self._shield.run(driver.run(step.begin()), step.seconds)
        raise TypeError(f"{type(step).__name__} is not a step that can be carried out here")

    async def _fork(self, fork: Fork) -> list[Any]:
        slots = asyncio.Semaphore(fork.parallel)

        async def outcome(begin: Callable[[], Flow[Any]]) -> Any:
            async with slots:
                try:
                    return await self.run(begin())
                except UnispecError as error:
                    return error

        tasks = [asyncio.create_task(outcome(begin), name="unispec-fork") for begin in fork.flows]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            await _ended(tasks)


_TURNS = 12


async def _begun() -> None:
    """Give a task the turns of the loop that it takes to write a request to an open connection."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)


async def _ended(tasks: list[asyncio.Task[Any]]) -> None:
    """Cancel tasks, and come back when they have ended; what they raised has no reader any more."""
    left = [task for task in tasks if not task.done()]
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left)
    for task in tasks:
        if not task.cancelled():
            task.exception()
