"""A call in bounded time, for any answers and waits, on a clock that only the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import ITEMS, call_of, items, reply
from tests.flow.test_retry_properties import ANSWERS
from unispec.diagnostics import Code, ProviderError, TransportError, UnispecError
from unispec.flow import Emit, Failure, Flow, Fork, RawPage, Reply, Request, Send, Wait, pages, within
from unispec.flow._exchange import exchange

PROGRAM = items({"style": "cursor", "next": "next", "param": "token"}, retry={"budget": "100s"})
SLACK = 1e-6


@dataclass
class Clock:
    """The time of a call on a clock of its own; it begins anew when it is told."""

    seconds: float
    now: float = 0.0
    began: float = 0.0
    restarts: int = 0

    def left(self) -> float:
        return self.began + self.seconds - self.now

    def restart(self) -> None:
        self.began = self.now
        self.restarts += 1


def carried_out(flow: Flow[Any], clock: Clock, answers: Iterator[Reply | Failure]) -> Any:
    """Run a flow as a driver would that keeps to the time it is given; pages are handed out at once."""
    answer: Any = None
    found: list[RawPage] = []
    while True:
        try:
            step = flow.send(answer)
        except StopIteration as stop:
            return found or stop.value
        answer = None
        match step:
            case Send():
                assert step.seconds is not None
                assert step.seconds == clock.left()
                told = next(answers, None) or reply({"items": []})
                clock.now += min(told.elapsed, step.seconds)
                answer = told if told.elapsed <= step.seconds else Failure(Code.NO_ANSWER, "late")
            case Wait():
                assert step.seconds <= clock.left()
                clock.now += step.seconds
            case Fork():
                answer = [outcome(begin(), clock, answers) for begin in step.flows]
            case Emit():
                found.append(step.page)
                clock.now += 1_000  # what the consumer does is not counted


def outcome(flow: Flow[Any], clock: Clock, answers: Iterator[Reply | Failure]) -> Any:
    try:
        return carried_out(flow, clock, answers)
    except UnispecError as error:
        return error


def sending(*, idempotent: bool = True, jitter: float = 0.5) -> Flow[Reply]:
    call = call_of(PROGRAM, random=lambda: jitter)
    return exchange(Request("GET", "https://api.example.com/v1", idempotent=idempotent), call)


@given(ANSWERS, st.booleans(), st.floats(0, 1), st.floats(0.001, 200))
def test_no_call_outlives_its_deadline(
    answers: list[Reply | Failure], idempotent: bool, jitter: float, seconds: float
) -> None:
    clock = Clock(seconds)
    ended = outcome(within(sending(idempotent=idempotent, jitter=jitter), clock), clock, iter(answers))
    assert clock.now <= seconds + SLACK
    assert isinstance(ended, Reply | UnispecError)


@given(ANSWERS, st.booleans(), st.floats(0, 1))
def test_a_call_with_time_enough_is_as_if_it_had_no_deadline(
    answers: list[Reply | Failure], idempotent: bool, jitter: float
) -> None:
    clock = Clock(1e9)
    bounded = outcome(within(sending(idempotent=idempotent, jitter=jitter), clock), clock, iter(answers))
    free = unbounded(sending(idempotent=idempotent, jitter=jitter), iter(answers))
    assert bounded == free or repr(bounded) == repr(free)


def unbounded(flow: Flow[Any], answers: Iterator[Reply | Failure]) -> Any:
    step = next(flow)
    while True:
        try:
            step = flow.send(
                (next(answers, None) or reply({"items": []})) if isinstance(step, Send) else None
            )
        except StopIteration as stop:
            return stop.value
        except UnispecError as error:
            return error


@pytest.mark.parametrize(
    ("answers", "idempotent", "took", "remedy"),
    [
        ([Reply(200, {}, b"{}", 9.0)], True, 5.0, None),
        ([Reply(200, {}, b"{}", 9.0)], False, 5.0, "look before you try again"),
        ([Failure(Code.NO_ANSWER, "cut", elapsed=5.0)], True, 5.0, None),
    ],
    ids=["slow answer", "slow write", "failure at the end"],
)
def test_the_error_says_how_long_the_call_could_take_and_comes_as_soon_as_it_is_sure(
    answers: list[Reply | Failure], idempotent: bool, took: float, remedy: str | None
) -> None:
    clock = Clock(5.0)
    error = outcome(within(sending(idempotent=idempotent, jitter=1.0), clock), clock, iter(answers))
    assert isinstance(error, TransportError)
    assert error.diagnostic.code is Code.DEADLINE_EXCEEDED
    assert error.diagnostic.message == "the call did not end within 5 s"
    assert (remedy or "") in (error.diagnostic.help or "")
    assert (error.diagnostic.help is None) is (remedy is None)
    assert clock.now == pytest.approx(took)


@pytest.mark.parametrize(
    ("answers", "kind", "code", "took"),
    [
        ([Reply(429, {"retry-after": "60"}, b"{}", 1.0)], ProviderError, "provider-error", 1.0),
        ([Reply(503, {}, b"{}", 4.9)] * 3, ProviderError, "provider-error", 4.9),
        ([Failure(Code.NO_ANSWER, "cut", elapsed=4.8)] * 3, TransportError, "no-answer", 4.8),
    ],
    ids=["long wait", "outage", "broken connection"],
)
def test_a_call_without_time_for_another_try_ends_with_what_it_met(
    answers: list[Reply | Failure], kind: type[UnispecError], code: str, took: float
) -> None:
    clock = Clock(5.0)
    error = outcome(within(sending(jitter=1.0), clock), clock, iter(answers))
    assert isinstance(error, kind)
    assert error.diagnostic.code == code
    assert "no time left of its 5 s" in (error.diagnostic.help or "")
    assert clock.now == pytest.approx(took)


def test_a_wait_of_another_kind_is_named_when_the_time_is_over() -> None:
    def waiting() -> Flow[None]:
        yield Wait(60.0, "somebody else is at it")

    clock = Clock(5.0)
    error = outcome(within(waiting(), clock), clock, iter(()))
    assert isinstance(error, TransportError)
    assert error.diagnostic.help == "it waited: somebody else is at it"


def test_each_page_has_the_whole_time_for_itself_and_the_error_says_where_to_go_on() -> None:
    clock = Clock(5.0)
    call = call_of(PROGRAM)
    (plan,) = PROGRAM.plans(ITEMS)
    body = {"items": [{"id": 1}], "next": "2"}
    answers = [
        Reply(200, {}, reply(body).content, 4.0),
        Reply(200, {}, reply({**body, "items": [{"id": 2}], "next": "3"}).content, 4.0),
        Reply(200, {}, b"{}", 9.0),
    ]
    ended = outcome(within(pages(plan, call), clock), clock, iter(answers))
    assert isinstance(ended, TransportError)
    assert ended.diagnostic.code is Code.DEADLINE_EXCEEDED
    assert ended.page == 3
    assert ended.cursor is not None
    assert clock.restarts == 2


def test_calls_that_run_side_by_side_share_the_time() -> None:
    def several() -> Flow[Any]:
        return (yield Fork((sending, sending, sending), 3))

    clock = Clock(5.0)
    ended = carried_out(within(several(), clock), clock, iter([Reply(200, {}, b"{}", 3.0)] * 3))
    assert [type(each) for each in ended] == [Reply, TransportError, TransportError]
    assert clock.now == 5.0


def test_without_a_deadline_nothing_changes() -> None:
    flow = within(sending(), None)
    step = flow.send(None)
    assert isinstance(step, Send)
    assert step.seconds is None
