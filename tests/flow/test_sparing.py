"""Retries do not make an outage worse, and are there when a provider is well."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import call_of, items, reply
from tests.flow.profiles import examples
from unispec.diagnostics import UnispecError
from unispec.flow import Failure, Reply, Request, Reserve, Send, Wait, spared
from unispec.flow._exchange import exchange

PROGRAM = items(
    None,
    retry={"budget": "60s"},
    rate_limit={"reset": {"value": '$headers."x-reset"', "unit": "seconds"}},
)
OUTAGES: list[Reply | Failure] = [
    reply(status=503),
    reply(status=503, headers={"retry-after": "1"}),
    reply(status=429),
    Failure("no-answer", "the connection broke"),
    Failure("no-answer", "no connection could be made", sent=False),
]


class Outage:
    """Calls of one engine; whoever is asked answers as it was told to, and keeps count."""

    def __init__(self, reserve: float, random: Random) -> None:
        self.reserve = Reserve(reserve)
        self.random = random
        self.sent = 0

    def call(self, answers: Any, *, idempotent: bool = True, host: str = "api.example.com") -> Any:
        """Make one call; give its answer, or its error."""
        request = Request("GET" if idempotent else "POST", f"https://{host}/v1", idempotent=idempotent)
        flow = spared(exchange(request, call_of(PROGRAM, random=self.random.random)), self.reserve)
        answer: Any = None
        try:
            while True:
                step = flow.send(answer)
                assert isinstance(step, Send | Wait)
                answer = None
                if isinstance(step, Send):
                    self.sent += 1
                    answer = answers()
        except StopIteration as stop:
            return stop.value
        except UnispecError as error:
            return error


@given(st.integers(0, 200), st.integers(1, 600), st.sampled_from(OUTAGES), st.randoms(use_true_random=False))
@examples(40)
def test_in_an_outage_a_tenth_more_is_sent_than_was_asked_for_and_the_reserve(
    reserve: int, offered: int, down: Reply | Failure, random: Random
) -> None:
    outage = Outage(reserve, random)
    found = [outage.call(lambda: down) for _ in range(offered)]
    assert all(isinstance(each, UnispecError) for each in found)
    assert offered <= outage.sent <= 1.1 * offered + reserve + 1e-6


def test_a_hundred_callers_do_not_hammer_a_provider_that_is_down() -> None:
    outage = Outage(100, Random(1))
    for _ in range(30 * 100):
        outage.call(lambda: OUTAGES[0])
    assert outage.sent <= 1.1 * 3_000 + 100


@pytest.mark.parametrize("faults", [0.05, 0.2, 0.35])
def test_a_provider_that_fails_now_and_then_is_tried_again_as_often_as_it_takes(faults: float) -> None:
    outage = Outage(100, Random(7))

    def answers() -> Reply | Failure:
        return outage.random.choice(OUTAGES[:4]) if outage.random.random() < faults else reply({})

    found = [outage.call(answers) for _ in range(5_000)]
    assert sum(not isinstance(each, Reply) for each in found) <= 1


def test_when_a_provider_is_well_again_retries_are_too() -> None:
    outage = Outage(10, Random(3))
    while outage.sent < 200:
        outage.call(lambda: OUTAGES[0])
    before = outage.sent
    outage.call(lambda: OUTAGES[0])
    assert outage.sent <= before + 2
    for _ in range(10):
        outage.call(lambda: reply({}))
    before = outage.sent
    outage.call(lambda: OUTAGES[0])
    assert outage.sent > before + 5


def test_the_outage_of_one_provider_takes_nothing_from_another() -> None:
    outage = Outage(5, Random(3))
    for _ in range(20):
        outage.call(lambda: OUTAGES[0], host="down.example.com")
    answers = iter([OUTAGES[0], OUTAGES[3], reply({})])
    assert isinstance(outage.call(lambda: next(answers)), Reply)


def test_a_wait_that_a_rate_limit_asks_for_is_no_retry_of_an_outage() -> None:
    outage = Outage(0, Random(3))
    for told in ({"retry-after": "3"}, {"x-reset": "3"}):
        answers = iter([reply(status=429, headers=told), reply({})])
        assert isinstance(outage.call(lambda: next(answers)), Reply)  # noqa: B023
    assert outage.sent == 4


@given(st.lists(st.sampled_from(OUTAGES), max_size=8), st.integers(0, 9), st.randoms(use_true_random=False))
@examples(60)
def test_a_write_that_may_have_arrived_is_never_sent_again(
    answers: list[Reply | Failure], reserve: int, random: Random
) -> None:
    outage, given = Outage(reserve, random), iter([*answers, reply({})])
    seen: list[Reply | Failure] = []

    def answer() -> Reply | Failure:
        seen.append(next(given))
        return seen[-1]

    outage.call(answer, idempotent=False)
    assert len([each for each in seen if _may_have_been_carried_out(each)]) <= 1


def _may_have_been_carried_out(answer: Reply | Failure) -> bool:
    if isinstance(answer, Failure):
        return answer.sent
    return answer.status not in (429, 503) or (answer.status == 503 and "retry-after" not in answer.headers)
