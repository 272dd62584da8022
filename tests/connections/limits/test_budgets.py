"""Requests wait for their turn, whoever shares the account: no window of the provider goes over its limit."""

from __future__ import annotations

from math import ceil, floor
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.connections.limits.simulation import Notes, Provider, Time, run
from tests.flow.profiles import examples
from unispec.connections.limits import Budget, Ledger, LocalBudget, SharedBudget, Told
from unispec.diagnostics import ProviderError
from unispec.flow import RateLimit
from unispec.specs import Rate

SLIDING = st.builds(Rate, st.integers(1, 40), st.sampled_from([0.2, 1.0, 10.0, 60.0]))


def shared(clock: Time, windows: tuple[Rate, ...], count: int) -> list[Any]:
    notes: Any = Notes(clock)
    return [SharedBudget(notes, "acme", "c1", windows, clock) for _ in range(count)]


def budgets(clock: Time, windows: tuple[Rate, ...], processes: int) -> list[Budget]:
    return shared(clock, windows, processes) if processes else [LocalBudget(windows, clock)]


@given(SLIDING, st.integers(0, 8), st.integers(1, 250), st.booleans(), st.randoms(use_true_random=False))
@examples(60)
def test_no_span_of_a_window_has_more_calls_than_it_holds(
    rate: Rate, processes: int, count: int, tells: bool, random: Random
) -> None:
    clock, provider = Time(), Provider(rate, tells)
    sharing = budgets(clock, (rate,), processes)
    over = rate.seconds * random.choice([0.0, 0.5, 6.0])
    callers = [(random.random() * over, random.choice(sharing)) for _ in range(count)]
    slow = rate.seconds * random.choice([0.001, 0.02, 0.4])
    ends = run(clock, provider, callers, lambda: (random.random() * slow, random.random() * slow))
    assert len(ends) == len(provider.arrived) == count
    assert provider.refused == 0
    assert provider.most() <= rate.calls


@given(st.integers(2, 40), st.integers(0, 4), st.integers(1, 200), st.randoms(use_true_random=False))
@examples(40)
def test_fixed_windows_are_kept_too(calls: int, processes: int, count: int, random: Random) -> None:
    rate = Rate(calls, 60.0, is_fixed=True)
    clock, provider = Time(), Provider(rate, tells=random.random() < 0.5)
    sharing = budgets(clock, (rate,), processes)
    callers = [(random.random() * random.choice([1.0, 200.0]), random.choice(sharing)) for _ in range(count)]
    ends = run(clock, provider, callers, lambda: (random.random() * 0.4, random.random() * 0.4))
    assert len(ends) == count
    assert provider.refused == 0


@given(
    st.builds(Rate, st.integers(2, 40), st.sampled_from([6.0, 10.0, 60.0]), st.just(True)),
    st.integers(0, 4),
    st.integers(1, 200),
    st.sampled_from([floor, ceil]),
    st.randoms(use_true_random=False),
)
@examples(40)
def test_a_reset_in_whole_seconds_ends_no_fixed_window_early(
    rate: Rate, processes: int, count: int, rounded: Any, random: Random
) -> None:
    clock, provider = Time(), Provider(rate, rounded=rounded)
    sharing = budgets(clock, (rate,), processes)
    over, slow = rate.seconds * random.choice([0.02, 1.0, 3.0]), rate.seconds / 70
    callers = [(random.random() * over, random.choice(sharing)) for _ in range(count)]
    ends = run(clock, provider, callers, lambda: (random.random() * slow, random.random() * slow))
    assert len(ends) == count
    assert provider.refused == 0
    assert max(ends) - 1_000 < over + (count // rate.calls + 2) * 1.6 * rate.seconds


@pytest.mark.parametrize("processes", [0, 3])
@pytest.mark.parametrize("seconds", [0.5, 6.0, 60.0])
def test_a_reset_that_is_never_true_lets_twice_the_calls_through_at_most(
    processes: int, seconds: float
) -> None:
    rate = Rate(10, seconds, is_fixed=True)
    clock, provider = Time(), Provider(rate, rounded=lambda _: 0.0)
    sharing = budgets(clock, (rate,), processes)
    callers = [(number * seconds / 40, sharing[number % len(sharing)]) for number in range(120)]
    run(clock, provider, callers, lambda: (seconds / 100, seconds / 100))
    assert provider.most() <= 20


@pytest.mark.parametrize(
    ("calls", "told", "reset", "free"),
    [
        (10, 59.1, 0.0, 62.0),
        (10, 5.0, 0.0, 62.0),
        (5, 59.1, 0.0, 60.1),
        (5, 1.0, 9.0, 11.0),
        (9, 59.9, 0.0, 60.9),
    ],
)
def test_a_full_fixed_window_ends_by_its_own_count_and_any_other_a_second_after_its_reset(
    calls: int, told: float, reset: float, free: float
) -> None:
    ledger = Ledger((Rate(10, 60.0, is_fixed=True),))
    ledger.take(0.0, calls)
    ledger.told(told, RateLimit(10, 0, reset), 0.0)
    assert ledger.room(free - 0.01, 99) == 0
    assert ledger.wait(told) == pytest.approx(free - told)
    assert ledger.room(free + 0.01, 99) == 10


@pytest.mark.parametrize("processes", [0, 2])
def test_nobody_sends_anything_in_the_second_that_was_rounded_away(processes: int) -> None:
    clock, rate = Time(), Rate(10, 60.0, is_fixed=True)
    sharing = budgets(clock, (rate,), processes)
    carried_out(sharing[0].answered(run_one(sharing[0]), Told(RateLimit(10, 0, 0.0))))
    assert 0.9 < run_one(sharing[-1]) < 1.3
    clock.time += 1.3
    assert not isinstance(run_one(sharing[-1]), float)


@given(st.integers(0, 4), st.randoms(use_true_random=False))
@examples(20)
def test_every_window_of_several_is_kept(processes: int, random: Random) -> None:
    windows = (Rate(5, 1.0), Rate(40, 60.0))
    clock, provider = Time(), Provider(windows[1], tells=False)
    sharing = budgets(clock, windows, processes)
    callers = [(random.random(), random.choice(sharing)) for _ in range(100)]
    run(clock, provider, callers, lambda: (random.random() * 0.1, random.random() * 0.1))
    assert provider.most() <= 40
    assert Provider(windows[0], arrived=provider.arrived).most() <= 5


@pytest.mark.parametrize("processes", [0, 1, 8])
def test_most_of_what_the_provider_allows_is_used(processes: int) -> None:
    clock, rate, random = Time(), Rate(500, 60.0), Random(1)
    provider = Provider(rate, tells=False)
    sharing = budgets(clock, (rate,), processes)
    callers = [(random.random(), random.choice(sharing)) for _ in range(2_000)]
    ends = run(clock, provider, callers, lambda: (0.05, 0.05))
    assert provider.most() <= 500
    assert max(ends) - 1_000 <= 4 * 66, "one window more than 2,000 calls need"


def test_few_callers_of_a_process_seldom_ask_the_store() -> None:
    clock, rate = Time(), Rate(500, 60.0)
    notes: Any = Notes(clock)
    budget = SharedBudget(notes, "acme", "c1", (rate,), clock)
    provider = Provider(rate)
    run(clock, provider, [(number * 0.05, budget) for number in range(400)], lambda: (0.01, 0.01))
    assert len(provider.arrived) == 400
    assert notes.turns < 50


def test_one_after_the_other_comes_in_the_order_in_which_they_asked() -> None:
    clock, rate = Time(), Rate(3, 10.0)
    budget, provider = LocalBudget((rate,), clock), Provider(rate)
    order: list[int] = []

    class Numbered:
        def __init__(self, number: int) -> None:
            self.number = number

        def turn(self, longest: float) -> Any:
            turn = yield from budget.turn(longest)
            order.append(self.number)
            return turn

        answered = staticmethod(budget.answered)

    callers: Any = [(number / 100, Numbered(number)) for number in range(20)]
    run(clock, provider, callers, lambda: (0.01, 0.01))
    assert order == sorted(order)
    assert len(order) == 20


@pytest.mark.parametrize("processes", [0, 2])
def test_a_turn_that_comes_too_late_is_refused_at_once_and_nothing_is_sent(processes: int) -> None:
    clock, rate = Time(), Rate(10, 60.0)
    provider = Provider(rate)
    first = budgets(clock, (rate,), processes)[0]
    ends = run(clock, provider, [(0.0, first)] * 25, lambda: (0.01, 0.01), longest=70.0)
    assert len(provider.arrived) == 20
    assert ends.count(float("inf")) == 5
    with pytest.raises(ProviderError) as raised:
        run_one(first, longest=1.0)
    assert (raised.value.category, raised.value.status) == ("rate_limited", 0)
    assert raised.value.retry_after is not None
    assert 1 < raised.value.retry_after < 63


def run_one(budget: Budget, longest: float = 1e9) -> Any:
    """Ask for one turn; give the first wait, or the turn."""
    flow = budget.turn(longest)
    try:
        step: Any = flow.send(None)
        while hasattr(step, "work"):
            step = flow.send(step.work())
    except StopIteration as stop:
        return stop.value
    flow.close()
    return step.seconds


def carried_out(flow: Any) -> None:
    try:
        step = flow.send(None)
        while True:
            step = flow.send(step.work())
    except StopIteration:
        pass


@pytest.mark.parametrize("processes", [0, 2])
def test_what_is_told_is_true_for_all_who_share_the_account(processes: int) -> None:
    clock, rate = Time(), Rate(500, 60.0)
    sharing = budgets(clock, (rate,), processes)
    first, last = sharing[0], sharing[-1]
    turn = run_one(first)
    carried_out(first.answered(turn, Told(RateLimit(50, 49, 60.0))))
    for left in range(48, -1, -1):
        carried_out(last.answered(run_one(last), Told(RateLimit(50, left or 1, 60.0))))
    assert 55 < run_one(last) < 63, "a smaller limit counts"
    clock.time += 63
    carried_out(first.answered(run_one(first), Told(RateLimit(500, 0, 20.0))))
    assert 19 < run_one(last) < 21, "nothing is left until the reset"
    clock.time += 21
    carried_out(last.answered(run_one(last), Told(wait=9.0)))
    assert 8 < run_one(first) < 10, "a 429 asks to wait"
    clock.time += 10
    assert not isinstance(run_one(first), float)


def test_calls_that_others_make_with_the_same_account_are_left_room_for() -> None:
    clock, rate = Time(), Rate(100, 60.0)
    budget = LocalBudget((rate,), clock)
    carried_out(budget.answered(run_one(budget), Told(RateLimit(100, 3, 30.0))))
    for _ in range(3):
        assert not isinstance(run_one(budget), float)
    assert 29 < run_one(budget) < 31


def test_who_gives_up_waiting_leaves_the_queue() -> None:
    clock, rate = Time(), Rate(1, 10.0)
    budget = LocalBudget((rate,), clock)
    run_one(budget)
    flow = budget.turn(100)
    flow.send(None)
    assert not budget.is_idle()
    flow.close()
    clock.time += 11
    assert budget.is_idle()
    assert not isinstance(run_one(budget), float)


@pytest.mark.parametrize("told", [1e12, 31_622_400.0])
def test_nonsense_about_a_pause_holds_an_account_for_an_hour_at_most(told: float) -> None:
    clock = Time()
    budget = LocalBudget((Rate(10, 60.0),), clock)
    carried_out(budget.answered(run_one(budget), Told(RateLimit(10, 0, told))))
    clock.time += 3_600
    assert not isinstance(run_one(budget), float)


def test_a_clock_that_was_set_back_delays_nobody_for_long() -> None:
    clock, rate = Time(), Rate(2, 60.0)
    notes: Any = Notes(clock)
    budget = SharedBudget(notes, "acme", "c1", (rate,), clock)
    run_one(budget), run_one(budget)
    notes._ahead -= 86_400
    assert run_one(budget) < 125


def test_a_clock_that_was_set_back_ends_a_pause() -> None:
    clock = Time()
    notes: Any = Notes(clock)
    first, other = (SharedBudget(notes, "acme", "c1", (Rate(20, 60.0),), clock) for _ in range(2))
    carried_out(first.answered(run_one(first), Told(wait=900.0)))
    assert 899 < run_one(other) < 901
    notes._ahead -= 10_800
    assert not isinstance(run_one(other), float)
