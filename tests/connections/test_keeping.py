"""Keeping grants fresh, in any order of calls, outages, crashes, jumps of clocks and new links.

The model is what the provider knows: which refresh token it would take, and whether the grant lives.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.connections.conftest import Keys
from tests.connections.endpoint import TOKEN, Endpoint, Mood, Speaking
from tests.flow.profiles import examples
from unispec.connections import Grant, Lease, Linked, Reason, Status
from unispec.connections._keeping import Change, Keeper
from unispec.connections._renewal import Pace
from unispec.connections.storage import SqlStore, Vault, sqlite
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, InputError, LinkError, TransportError, UnispecError
from unispec.flow import Do, Failure, Flow, Reply, Request, Send, Shield, Wait, within

PACE = Pace(patience=20.0)
WHO = ("acme", "c1")


class Crashed(BaseException):
    """The process that ran a flow is gone."""


class World:
    """A store, an endpoint and a clock that only the test moves."""

    def __init__(self, folder: Path, *, asks: bool = True) -> None:
        self.now = 1_000_000.0
        self.keys = Keys()
        self.endpoint = Endpoint()
        self.told: list[Change] = []
        self.calls_at: list[float] = []
        self.steps_left: int | None = None
        self.store = SqlStore(sqlite(folder / "accounts.db"), Vault(self.keys), lambda: self.now)
        self.keeper = Keeper(self.store, Speaking(asks), PACE, self.told.append)
        self.link()

    def link(self) -> Linked:
        grant = self.endpoint.grant()
        lasting = Grant(grant.credentials, self.now + self.endpoint.lasts, grant.scopes)
        return self.store.put(Linked(*WHO, "demo", lasting))

    def get(self) -> Linked:
        found = self.store.get(*WHO)
        assert found is not None
        return found

    def fresh(self, refused: int | None = None, crash_after: int | None = None) -> Any:
        """Run a call to its end; give the account or the error. It may crash after so many steps."""
        self.steps_left = crash_after
        try:
            return self.carried_out(self.keeper.fresh(*WHO, refused))
        except (UnispecError, Crashed) as error:
            return error

    def carried_out(self, flow: Flow[Any]) -> Any:
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                return stop.value
            self.crash()
            match step:
                case Do():
                    answer = step.work()
                case Wait():
                    self.now += step.seconds
                    answer = None
                case Send():
                    assert step.seconds is not None
                    assert step.seconds < PACE.lease
                    answer = self.endpoint.answer(step.request)
                    self.calls_at += [self.now] * (step.request.url == TOKEN)
                case Shield():
                    answer = self.carried_out(step.begin())
                    continue
            if self.steps_left is not None:
                self.steps_left -= 1
            self.crash()

    def crash(self) -> None:
        if self.steps_left == 0:
            raise Crashed


class Moments:
    """A deadline that ends after so many looks at it."""

    seconds = 1.0

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def left(self) -> float:
        self._looks -= 1
        return float(self._looks)

    def restart(self) -> None:
        """Go on: no pages are counted."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_good_grant_is_used_as_it_is(world: World) -> None:
    world.now += 100
    assert world.fresh().version == 1
    assert world.endpoint.calls == 0


def test_a_grant_is_renewed_ahead_of_its_end_and_not_by_all_accounts_at_once(world: World) -> None:
    dues = set()
    for number in range(50):
        grant = Grant({"refresh_token": Secret("r")}, world.now + 7200)
        linked = world.store.put(Linked("acme", f"j{number}", "demo", grant))
        dues.add(world.keeper._due(linked, world.now + 7200) - world.now)
    assert len(dues) == 50
    assert 6300 <= min(dues) < 6400
    assert 6500 < max(dues) <= 6600
    world.now += world.endpoint.lasts - PACE.ahead + 1
    assert world.fresh().version == 2
    assert world.endpoint.calls == 1


def test_a_grant_that_lasts_a_minute_is_not_renewed_all_the_time(world: World) -> None:
    world.endpoint.lasts = 60
    world.link()
    world.now += 30
    world.fresh()
    assert world.endpoint.calls == 0
    world.now += 15
    world.fresh()
    assert world.endpoint.calls == 1


def test_a_grant_that_ends_at_once_is_used_once(world: World) -> None:
    world.endpoint.lasts = 0
    world.now += 4_000
    assert world.fresh().version == 2
    assert world.endpoint.calls == 1


def test_an_outage_degrades_and_a_later_call_repairs(world: World) -> None:
    world.endpoint.mood = "down"
    world.now += 3_500
    assert world.fresh().version == 1
    assert world.get().status is Status.DEGRADED
    assert world.fresh().version == 1
    assert world.endpoint.calls == 1, "it is not hammered"
    world.endpoint.mood = "well"
    world.now += 3
    assert world.fresh().version == 2
    assert [(each.before, each.after) for each in world.told] == [
        (Status.ACTIVE, Status.DEGRADED),
        (Status.DEGRADED, Status.ACTIVE),
    ]


@pytest.mark.parametrize("mood", ["down", "garbage", "refuses connections"])
def test_an_outage_that_outlives_the_grant_is_no_loss(world: World, mood: Mood) -> None:
    world.endpoint.mood = mood
    world.now += 5_000
    error = world.fresh()
    assert isinstance(error, TransportError)
    assert error.diagnostic.code is Code.NO_FRESH_TOKEN
    assert world.get().status is Status.DEGRADED
    assert world.endpoint.calls <= 6
    world.endpoint.mood = "well"
    world.now += 400
    assert world.fresh().version == 2


def test_a_grant_that_was_revoked_is_told_once_and_never_presented_again(world: World) -> None:
    world.endpoint.alive = False
    world.now += 5_000
    for _ in range(5):
        error = world.fresh()
        assert isinstance(error, LinkError)
        assert (error.status, error.reason) == ("needs_reauth", "revoked")
    assert world.endpoint.calls == 1
    assert [each.reason for each in world.told] == [Reason.REVOKED]
    world.link()
    assert world.fresh().status is Status.ACTIVE


@pytest.mark.parametrize("asks", [True, False])
def test_an_answer_that_was_lost_after_the_token_was_taken_is_called_so(tmp_path: Path, asks: bool) -> None:
    world = World(tmp_path, asks=asks)
    world.endpoint.mood = "lost"
    world.now += 3_500
    assert world.fresh().version == 1
    world.endpoint.mood = "well"
    world.now += 400
    error = world.fresh()
    assert isinstance(error, LinkError)
    assert error.reason == "refresh_interrupted"
    assert len(world.endpoint.replays) == (0 if asks else 1)


def test_a_token_that_a_crash_left_untouched_is_used_after_all(world: World) -> None:
    world.now += 5_000
    assert isinstance(world.fresh(crash_after=3), Crashed)
    assert world.endpoint.calls == 0
    assert world.fresh().version == 2


def test_a_refused_grant_is_renewed_once_by_all_who_heard_so(world: World) -> None:
    first = world.fresh()
    assert world.fresh(refused=first.version).version == 2
    assert world.fresh(refused=first.version).version == 2
    assert world.endpoint.calls == 1
    for _ in range(3):
        world.carried_out(world.keeper.lost(world.get(), Reason.UNAUTHORIZED))
        error = world.fresh()
        assert isinstance(error, LinkError)
        assert error.reason == "unauthorized"
    assert world.get().reason is Reason.UNAUTHORIZED
    assert len(world.told) == 1


def test_a_new_link_wins_over_a_renewal_that_was_under_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = world.endpoint.answer

    def meanwhile(request: Request) -> Reply | Failure:
        answer = answered(request)
        world.link()
        return answer

    monkeypatch.setattr(world.endpoint, "answer", meanwhile)
    world.now += 5_000
    assert world.fresh() == world.get()
    assert world.get().version == 2
    assert world.get().grant.credentials["refresh_token"].reveal() == world.endpoint.current


def test_a_renewal_goes_on_when_its_caller_has_no_time_left(world: World) -> None:
    """The deadline of a call bounds how long it waits, not the token call that others wait for too."""
    world.now += 5_000
    flow = within(world.keeper.fresh(*WHO), Moments(4))
    with pytest.raises(TransportError, match="did not end within"):
        world.carried_out(flow)
    assert world.endpoint.calls == 1
    assert world.get().version == 2


def test_a_process_that_stood_still_leaves_the_call_to_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    leased = world.store.lease

    def standing_still(*asked: Any) -> Lease | None:
        found = leased(*asked)
        world.now += 12.0
        return found

    monkeypatch.setattr(world.store, "lease", standing_still)
    world.now += 5_000
    assert isinstance(world.fresh(), TransportError)
    assert world.endpoint.calls == 0
    monkeypatch.undo()
    world.now += 60
    assert world.fresh().version == 2
    assert world.endpoint.calls == 1


def test_a_store_that_fails_is_asked_again_to_keep_a_new_grant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([True] * 5)
    renew = world.store.renew

    def failing(lease: Lease, grant: Grant) -> Status | None:
        if next(failures, False):
            raise TransportError(Diagnostic(Code.STORE_FAILED, "gone for a moment"))
        return renew(lease, grant)

    monkeypatch.setattr(world.store, "renew", failing)
    world.now += 5_000
    assert world.fresh().version == 2
    assert world.endpoint.calls == 1


@pytest.mark.parametrize("mood", ["down", "garbage", "refuses connections", "slow down", "lost"])
def test_token_calls_stay_below_the_rate_of_the_strictest_provider(tmp_path: Path, mood: Mood) -> None:
    """Calendly takes eight a minute for each user; whatever goes wrong, fewer are made."""
    world = World(tmp_path, asks=False)
    world.endpoint.mood = mood
    world.now += world.endpoint.lasts - PACE.ahead / 2
    end = world.now + 400
    while world.now < end:
        world.fresh()
        world.now += 0.5
    most = max(sum(start <= each < start + 60 for each in world.calls_at) for start in world.calls_at)
    assert most == (2 if mood == "lost" else 6)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_an_account_that_is_not_there_or_switched_off_sends_nothing(world: World, number: int) -> None:
    missing = world.keeper.fresh("other", f"c{number}")
    with pytest.raises(InputError) as raised:
        world.carried_out(missing)
    assert raised.value.diagnostic.code is Code.UNKNOWN_CONNECTION
    world.store.mark(*WHO, 1, Status.DISABLED)
    error = world.fresh()
    assert isinstance(error, InputError)
    assert error.diagnostic.code is Code.DISABLED_CONNECTION
    assert world.endpoint.calls == 0


class Linking(RuleBasedStateMachine):
    """Whatever happens: no token that was taken is presented again, and the status tells the truth."""

    world: World
    interrupted: bool = False

    @initialize()
    def begin(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self._folder.name))

    def teardown(self) -> None:
        if hasattr(self, "_folder"):
            self.world.store.close()
            self._folder.cleanup()

    @rule(refused=st.booleans())
    def get(self, refused: bool) -> None:
        known = self.world.get()
        found = self.world.fresh(known.version if refused else None)
        assert isinstance(found, Linked | LinkError | TransportError)
        if isinstance(found, Linked):
            end = found.grant.expires_at
            assert end is not None
            assert end > self.world.now
            assert not refused or found.version > known.version

    @rule(steps=st.integers(0, 9), refused=st.booleans())
    def crash(self, steps: int, refused: bool) -> None:
        self.world.fresh(self.world.get().version if refused else None, crash_after=steps)

    @rule(mood=st.sampled_from(["well", "lost", "down", "refuses connections", "garbage"]))
    def change_of_mood(self, mood: Mood) -> None:
        self.world.endpoint.mood = mood

    @rule(seconds=st.sampled_from([-400.0, -5.0, 1.0, 20.0, 500.0, 3_000.0, 4_000.0]))
    def clock(self, seconds: float) -> None:
        self.world.now += seconds

    @rule()
    def revoke(self) -> None:
        self.world.endpoint.alive = False

    @rule()
    def relink(self) -> None:
        self.world.link()

    @rule()
    def keys(self) -> None:
        self.world.keys.add()
        while self.world.store.rotate():
            pass
        self.world.keys.drop()

    @precondition(lambda self: self.world.endpoint.mood == "well")
    @rule()
    def come_to_rest(self) -> None:
        """When nothing is wrong any more, the status says whether the grant lives."""
        self.world.now += 5_000
        found = self.world.fresh()
        holds = self.world.get().grant.credentials["refresh_token"].reveal() == self.world.endpoint.current
        lives = self.world.endpoint.alive and holds
        assert isinstance(found, Linked) is lives
        assert (self.world.get().status is Status.ACTIVE) is lives

    @invariant()
    def no_token_that_was_taken_is_presented_again(self) -> None:
        if hasattr(self, "world"):
            assert self.world.endpoint.replays == []
            assert len(self.world.endpoint.taken) == len(set(self.world.endpoint.taken))

    @invariant()
    def an_outage_is_no_loss(self) -> None:
        if not hasattr(self, "world"):
            return
        for each in self.world.told:
            if each.after is Status.NEEDS_REAUTH:
                assert each.reason in (Reason.REVOKED, Reason.REFRESH_INTERRUPTED)


Linking.TestCase.settings = settings(examples(60), stateful_step_count=30)
TestLinking: Callable[..., Any] = Linking.TestCase
