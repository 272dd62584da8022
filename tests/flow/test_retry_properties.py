"""The retry policy, for any answers, waits and clocks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import Driver, call_of, items, reply
from tests.flow.profiles import examples
from unispec.diagnostics import ProviderError, TransportError, UnispecError
from unispec.flow import Failure, Reply, Request, Send, Wait
from unispec.flow._exchange import exchange
from unispec.flow._retry import CAP, CONNECTING, Attempt, RetryPolicy

PROGRAM = items(
    None,
    retry={"budget": "60s"},
    rate_limit={"reset": {"value": '$headers."x-reset"', "unit": "seconds"}, "remaining": "$headers.left"},
)
HEADERS = st.text(alphabet=st.characters(max_codepoint=0xFF), max_size=40) | st.integers(0, 90).map(str)
HEADER_SETS = st.dictionaries(st.sampled_from(["retry-after", "x-reset", "left", "date"]), HEADERS)
ELAPSED = st.floats(0, 30)
REPLIES = st.builds(
    lambda status, headers, elapsed: Reply(status, headers, b"{}", elapsed),
    st.sampled_from([200, 204, 301, 400, 404, 429, 429, 500, 502, 503, 503, 504, 599]),
    HEADER_SETS,
    ELAPSED,
)
FAILURES = st.builds(Failure, st.just("no-answer"), st.just("cut"), st.booleans(), st.booleans(), ELAPSED)
ANSWERS = st.lists(REPLIES | FAILURES, min_size=1, max_size=12)


def play(answers: list[Reply | Failure], *, idempotent: bool, jitter: float) -> list[object]:
    """Run one call; give every step, every answer, and what came of it."""
    call = call_of(PROGRAM, random=lambda: jitter)
    request = Request("GET", "https://api.example.com/v1", idempotent=idempotent)
    flow = exchange(request, call)
    events: list[object] = []
    answer: Reply | Failure | None = None
    waiting = list(answers)
    try:
        while True:
            step = flow.send(answer)
            events.append(step)
            answer = None
            if isinstance(step, Send):
                answer = waiting.pop(0) if waiting else reply({})
                events.append(answer)
    except StopIteration as stop:
        events.append(stop.value)
    except UnispecError as error:
        events.append(error)
    return events


@given(ANSWERS, st.booleans(), st.floats(0, 1, exclude_max=True))
@examples()
def test_a_call_ends_with_an_answer_or_a_typed_error(
    answers: list[Reply | Failure], idempotent: bool, jitter: float
) -> None:
    end = play(answers, idempotent=idempotent, jitter=jitter)[-1]
    assert isinstance(end, Reply | ProviderError | TransportError)
    assert not isinstance(end, Reply) or end.status < 300


@given(ANSWERS, st.booleans(), st.floats(0, 1, exclude_max=True))
@examples()
def test_no_wait_is_begun_that_does_not_fit_into_the_budget(
    answers: list[Reply | Failure], idempotent: bool, jitter: float
) -> None:
    spent = 0.0
    for event in play(answers, idempotent=idempotent, jitter=jitter)[:-1]:
        if isinstance(event, Wait):
            assert event.seconds >= 0
            spent += event.seconds
            assert spent <= 60
        elif isinstance(event, Reply | Failure):
            spent += event.elapsed


@given(ANSWERS, st.floats(0, 1, exclude_max=True))
@examples()
def test_a_write_that_may_have_arrived_is_never_sent_again(
    answers: list[Reply | Failure], jitter: float
) -> None:
    events = play(answers, idempotent=False, jitter=jitter)
    for answer, following in pairwise(events):
        if not isinstance(following, Wait):
            continue
        if isinstance(answer, Failure):
            assert not answer.sent
        else:
            assert isinstance(answer, Reply)
            assert answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers)


@given(st.integers(0, 60), st.sampled_from([429, 500, 503]), st.floats(0, 1, exclude_max=True))
@examples()
def test_a_wait_that_the_provider_asks_for_is_kept_or_not_begun(
    asked: int, status: int, jitter: float
) -> None:
    limited = reply({}, status, {"retry-after": str(asked)})
    events = play([limited], idempotent=True, jitter=jitter)
    waits = [event for event in events if isinstance(event, Wait)]
    if waits:
        assert asked <= waits[0].seconds <= asked + 1
    else:
        assert asked > 58
        assert isinstance(events[-1], ProviderError)
        assert events[-1].retry_after == (None if status == 500 else asked)


@given(st.integers(1, 30), st.floats(0, 1, exclude_max=True))
@examples(60)
def test_jitter_is_full_and_capped(number: int, jitter: float) -> None:
    attempt = Attempt(Request("GET", "https://a.example/"), number, reply({}, 500), 0.0)
    wait = RetryPolicy(1e9, frozenset({500})).wait(attempt, None, lambda: jitter)
    assert wait is not None
    assert 0 <= wait <= CAP
    assert wait == jitter * min(CAP, 0.5 * 2 ** (number - 1))


def test_a_provider_that_never_recovers_without_waits_is_given_up() -> None:
    driver = Driver(lambda request: reply({}, 500))
    call = call_of(PROGRAM, random=float)
    with pytest.raises(ProviderError):
        driver.run(exchange(Request("GET", "https://a.example/"), call))
    assert len(driver.sent) == 50


READ = Request("GET", "https://api.example.com/items")


def test_a_provider_that_says_at_once_is_not_hammered() -> None:
    policy = RetryPolicy(budget=120.0, on=frozenset({429}))
    spent, tries = 0.0, 1
    while True:
        attempt = Attempt(READ, tries, Reply(429, {"retry-after": "0"}, b""), spent)
        wait = policy.wait(attempt, 0.0, lambda: 0.5)
        if wait is None:
            break
        spent, tries = spent + wait, tries + 1
    assert tries < 16
    assert 90 < spent <= 120


@pytest.mark.parametrize(("sent", "budget"), [(False, CONNECTING), (True, 120.0)])
def test_a_connection_that_cannot_be_made_is_given_up_sooner(sent: bool, budget: float) -> None:
    policy = RetryPolicy(budget=120.0, on=frozenset())
    failure = Failure("no-answer", "no connection could be made", sent=sent)
    assert policy.wait(Attempt(READ, 1, failure, budget - 1), None, lambda: 0.1) is not None
    assert policy.wait(Attempt(READ, 1, failure, budget), None, lambda: 0.1) is None
