"""Carries out the steps of a flow, in threads.

A list that goes on gets a thread, which fetches one page ahead. When the consumer stops, that thread
is told to halt: a wait ends at once, and nobody waits for an answer that is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, TypeVar

from unispec.clients._shields import ThreadShield
from unispec.data import after_fork
from unispec.diagnostics import Code, Diagnostic, InputError, UnispecError
from unispec.flow import Do, Emit, Failure, Flow, Fork, RawPage, Reply, Send, Shield, Wait

Result = TypeVar("Result")


class Driver:
    """Runs flows for one account; holds no state of any of them."""

    def __init__(
        self,
        send: Callable[[Send], Reply | Failure],
        sleep: Callable[[float], None] | None = None,
        shield: ThreadShield | None = None,
    ) -> None:
        self._send = send
        self._sleep = sleep
        self._shield = shield or ThreadShield()

    def run(self, flow: Flow[Result], halt: Event | None = None) -> Result:
        """Run a flow that emits nothing to its end, and give what it returns."""
        halt = halt or Event()
        answer: Any = None
        with closing(flow):
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration as stop:
                    result: Result = stop.value
                    return result
                answer = self._carry_out(step, halt)

    def pages(self, flow: Flow[None], is_last: Callable[[RawPage], bool]) -> Generator[RawPage, None, None]:
        """Give the pages of a flow; while one is used, the next is already being fetched.

        `is_last` tells whether a page is the last one that is wanted.
        """
        ahead = _Ahead(lambda halt: self._advance(flow, halt), flow.close)
        try:
            page = self._advance(flow, Event())
            while page is not None:
                if page.following is None or is_last(page):
                    yield page
                    return
                ahead.ask()
                yield page
                page = ahead.answer()
        finally:
            ahead.halt()

    def _advance(self, flow: Flow[None], halt: Event) -> RawPage | None:
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration:
                return None
            if isinstance(step, Emit):
                return step.page
            answer = self._carry_out(step, halt)

    def _carry_out(self, step: object, halt: Event) -> Any:
        if halt.is_set():
            raise _Halted
        match step:
            case Send():
                return self._send(step)
            case Do():
                return step.work()
            case Wait():
                return self._wait(step.seconds, halt)
            case Fork():
                return self._fork(step, halt)
            case Shield():
                return self._shield.run(lambda: self.run(step.begin()), step.seconds)
        raise TypeError(f"{type(step).__name__} is not a step that can be carried out here")

    def _wait(self, seconds: float, halt: Event) -> None:
        if self._sleep is not None:
            self._sleep(seconds)
        elif halt.wait(seconds):
            raise _Halted

    def _fork(self, fork: Fork, halt: Event) -> list[Any]:
        if len(fork.flows) == 1:
            return [self._outcome(fork.flows[0], halt)]
        width = min(fork.parallel, len(fork.flows))
        with ThreadPoolExecutor(width, "unispec-fork") as pool:
            try:
                return list(pool.map(lambda begin: self._outcome(begin, halt), fork.flows))
            except BaseException:
                halt.set()
                raise

    def _outcome(self, begin: Callable[[], Flow[Any]], halt: Event) -> Any:
        try:
            return self.run(begin(), halt)
        except UnispecError as error:
            return error


class _Halted(BaseException):
    """The consumer has stopped, so nobody waits for what is being done."""


class _Ahead:
    """Fetches pages in a thread of its own, which begins with the first that is asked for."""

    def __init__(self, fetch: Callable[[Event], RawPage | None], close: Callable[[], None]) -> None:
        self._fetch = fetch
        self._close = close
        self._halt = Event()
        self._thread: Thread | None = None
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._answers: SimpleQueue[tuple[RawPage | None, BaseException | None]] = SimpleQueue()
        after_fork(self)

    def _begin(self) -> None:
        """Let nobody wait for a thread that is not in this process."""
        if self._thread is not None:
            message = "a list goes on in the process that began it, and this one was forked from it"
            error = InputError(Diagnostic(Code.INVALID_REQUEST, message, help="begin it here, from a cursor"))
            self._answers = SimpleQueue()
            self._answers.put((None, error))

    def ask(self) -> None:
        """Begin to fetch the next page."""
        self._asked.put(True)
        if self._thread is None:
            self._thread = Thread(target=self._run, name="unispec-prefetch", daemon=True)
            self._thread.start()

    def answer(self) -> RawPage | None:
        """Give the page that was asked for, when it is there; raises what fetching it raised."""
        page, error = self._answers.get()
        if error is not None:
            raise error
        return page

    def halt(self) -> None:
        """Stop; never waits."""
        if self._thread is None:
            self._close()
        self._halt.set()
        self._asked.put(False)

    def _run(self) -> None:
        while self._asked.get():
            try:
                self._answers.put((self._fetch(self._halt), None))
            except BaseException as error:
                self._answers.put((None, error))
                break
        self._close()
