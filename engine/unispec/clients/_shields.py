"""Flows that go on although their callers have gone: halted, cancelled, or out of time.

Who closes an engine waits for them, as long as it takes to renew a grant and to store it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Thread, current_thread
from typing import Any, TypeVar

from unispec.clients._logs import ENGINE
from unispec.data import after_fork
from unispec.diagnostics import Code, Diagnostic, InputError, UnispecError
from unispec.flow import Failure

Given = TypeVar("Given")

_WORKERS = 8
_LONGEST = 30.0
"""The seconds that closing an engine may take: a store that does not answer for longer holds up nobody."""


class ThreadShield:
    """Runs each piece of work in a thread that nobody stops; none begins once it has been finished."""

    def __init__(self) -> None:
        self._is_finished = False
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._under_way: set[Thread] = set()

    def run(self, work: Callable[[], Any], seconds: float | None) -> Any:
        """Give what work gives or raises; a `Failure` when it takes longer than the seconds."""
        _see_open(self._is_finished)
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
        try:
            thread.start()
        except RuntimeError:
            self._under_way.discard(thread)
            return work()
        try:
            result, error = answers.get(timeout=seconds)
        except Empty:
            is_awaited = False
            return _left(seconds)
        if error is not None:
            raise error
        return result

    def finish(self, seconds: float = _LONGEST) -> None:
        """Wait for all that is under way, but no longer than some seconds."""
        self._is_finished = True
        end = time.monotonic() + seconds
        for thread in self._others():
            thread.join(max(end - time.monotonic(), 0.0))
        _left_behind(len(self._others()))

    def _others(self) -> list[Thread]:
        mine = current_thread()
        return [each for each in tuple(self._under_way) if each is not mine and each.is_alive()]


class TaskShield:
    """Runs each piece of work in a task that nobody cancels.

    What blocks in it has `workers` of its own: those of the loop may be busy with all who wait for it.
    None begins once it has been finished.
    """

    def __init__(self) -> None:
        self._is_finished = False
        self.workers = Workers("unispec-shield")
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, Any], seconds: float | None) -> Any:
        """Give what work gives or raises; a `Failure` when it takes longer than the seconds."""
        if self._is_finished:
            work.close()
        _see_open(self._is_finished)
        task = asyncio.create_task(work, name="unispec-shield")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            await asyncio.wait((task,), timeout=seconds)
        finally:
            if not task.done():
                task.add_done_callback(_ended)
        return task.result() if task.done() else _left(seconds)

    async def finish(self, seconds: float = _LONGEST) -> None:
        """Wait for all that is under way, but no longer than some seconds."""
        self._is_finished = True
        end = time.monotonic() + seconds
        while self._under_way and (left := end - time.monotonic()) > 0:
            await asyncio.wait(tuple(self._under_way), timeout=left)
        self.workers.close()
        _left_behind(len(self._under_way))


class Workers(Executor):
    """Threads that do what blocks for tasks: those of the loop are left to others."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._pool = ThreadPoolExecutor(_WORKERS, self._name)

    def close(self) -> None:
        """Let the threads end when they have nothing more to do."""
        self._pool.shutdown(wait=False)
        self._begin()

    def submit(self, work: Callable[..., Given], /, *given: Any, **named: Any) -> Future[Given]:
        """Have one of them do some work."""
        return self._pool.submit(work, *given, **named)


def _see_open(is_finished: bool) -> None:
    """Begin nothing for a closed engine: it could not be sent, and would be waited for."""
    if is_finished:
        raise InputError(Diagnostic(Code.INVALID_REQUEST, "the engine is closed"))


def _left(seconds: float | None) -> Failure:
    return Failure(Code.NO_ANSWER, f"it took longer than {seconds or 0:g} s, and goes on")


def _left_behind(count: int) -> None:
    """Tell the log that an engine is closed while something goes on."""
    if count:
        ENGINE.warning("the engine is closed while grants are being renewed: %d", count)


def _ended(task: asyncio.Task[Any]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _report(error)


def _report(error: BaseException) -> None:
    """Tell the log of an error that has no caller any more."""
    said = str(error) if isinstance(error, UnispecError) else f"`{type(error).__name__}`"
    ENGINE.warning("what went on after its caller had gone has failed: %s", said)
