"""Flows that go on although their callers have gone: halted, cancelled, or out of time.

Who closes an engine waits for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Thread, current_thread
from typing import Any

from unispec.clients._logs import ENGINE
from unispec.diagnostics import Code, UnispecError
from unispec.flow import Failure

_WORKERS = 8


class ThreadShield:
    """Runs each piece of work in a thread that nobody stops."""

    def __init__(self) -> None:
        self._under_way: set[Thread] = set()

    def run(self, work: Callable[[], Any], seconds: float | None) -> Any:
        """Give what work gives or raises; a `Failure` when it takes longer than the seconds."""
        answers: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        is_awaited = True

        def whole() -> None:
            try:
                answers.put((work(), None))
            except BaseException as error:
                answers.put((None, error))
                if not is_awaited:
                    _report(error)
            finally:
                self._under_way.discard(thread)

        thread = Thread(target=copy_context().run, args=(whole,), name="unispec-shield")
        self._under_way.add(thread)
        thread.start()
        try:
            result, error = answers.get(timeout=seconds)
        except Empty:
            is_awaited = False
            return _left(seconds)
        if error is not None:
            raise error
        return result

    def finish(self) -> None:
        """Wait for all that is under way."""
        for thread in self._under_way - {current_thread()}:
            thread.join()


class TaskShield:
    """Runs each piece of work in a task that nobody cancels.

    What blocks in it has `workers` of its own: those of the loop may be busy with all who wait for it.
    """

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()
        self.workers = ThreadPoolExecutor(_WORKERS, "unispec-shield")

    async def run(self, work: Coroutine[Any, Any, Any], seconds: float | None) -> Any:
        """Give what work gives or raises; a `Failure` when it takes longer than the seconds."""
        task = asyncio.create_task(work, name="unispec-shield")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            await asyncio.wait((task,), timeout=seconds)
        finally:
            if not task.done():
                task.add_done_callback(_ended)
        return task.result() if task.done() else _left(seconds)

    async def finish(self) -> None:
        """Wait for all that is under way."""
        while self._under_way:
            await asyncio.wait(tuple(self._under_way))


def _left(seconds: float | None) -> Failure:
    return Failure(Code.NO_ANSWER, f"it took longer than {seconds or 0:g} s, and goes on")


def _ended(task: asyncio.Task[Any]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _report(error)


def _report(error: BaseException) -> None:
    """Tell the log of an error that has no caller any more."""
    said = str(error) if isinstance(error, UnispecError) else f"`{type(error).__name__}`"
    ENGINE.warning("what went on after its caller had gone has failed: %s", said)
