"""Carries out the steps of a flow, in tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from unispec.diagnostics import UnispecError
from unispec.flow import Emit, Failure, Flow, Fork, RawPage, Reply, Request, Send, Wait

Result = TypeVar("Result")


class AsyncDriver:
    """Runs flows for one account; holds no state of any of them."""

    def __init__(
        self,
        send: Callable[[Request], Awaitable[Reply | Failure]],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._send = send
        self._sleep = sleep

    async def run(self, flow: Flow[Result]) -> Result:
        """Run a flow that emits nothing to its end, and give what it returns."""
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            answer = await self._carry_out(step)

    async def pages(self, flow: Flow[None]) -> AsyncIterator[RawPage]:
        """Give the pages of a flow; while one is used, the next is already being fetched."""
        upcoming = asyncio.create_task(self._advance(flow))
        try:
            while (page := await upcoming) is not None:
                upcoming = asyncio.create_task(self._advance(flow))
                await asyncio.sleep(0)
                yield page
        finally:
            upcoming.cancel()
            await asyncio.wait([upcoming])
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
                return await self._send(step.request)
            case Wait():
                await self._sleep(step.seconds)
                return None
            case Fork():
                return await self._fork(step)
        raise TypeError(f"{type(step).__name__} is not a step that can be carried out here")

    async def _fork(self, fork: Fork) -> list[Any]:
        slots = asyncio.Semaphore(fork.parallel)

        async def outcome(begin: Callable[[], Flow[Any]]) -> Any:
            async with slots:
                try:
                    return await self.run(begin())
                except UnispecError as error:
                    return error

        return list(await asyncio.gather(*(outcome(begin) for begin in fork.flows)))
