"""A lease is taken only to make a token call: whatever keeps the call from being made gives it back."""

from pathlib import Path
from typing import Any

import pytest

from tests.connections.endpoint import TOKEN, Mood, Speaking
from tests.connections.test_keeping import PACE, WHO, Moments, World
from tests.connections.test_meanwhile import meanwhile
from unispec.connections import Grant, Linked, Reason, Status
from unispec.connections._keeping import Keeper
from unispec.connections._renewal import Outcome, Pace, Unclear
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, LinkError, TransportError
from unispec.flow import Do, Failure, Reply, Request, Shield, within


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.now += 5_000
    return world


def test_who_is_gone_before_the_renewal_begins_has_taken_no_lease(world: World) -> None:
    flow = world.keeper.fresh(*WHO)
    step = next(flow)
    while isinstance(step, Do):
        step = flow.send(step.work())
    assert isinstance(step, Shield)
    flow.close()
    assert world.get().leased_until is None
    began = world.now
    assert (world.fresh().version, world.now) == (2, began)


@pytest.mark.parametrize("asks", [True, False])
def test_a_store_that_fails_before_anything_is_sent_gives_the_lease_back(
    world: World, monkeypatch: pytest.MonkeyPatch, asks: bool
) -> None:
    keeper = Keeper(world.store, Speaking(asks), PACE)
    lease, now = world.store.lease, world.store.now

    def failing() -> float:
        monkeypatch.setattr(world.store, "now", now)
        raise TransportError(Diagnostic(Code.STORE_FAILED, "gone for a moment"))

    def leased(*asked: Any) -> Any:
        monkeypatch.setattr(world.store, "now", failing)
        return lease(*asked)

    monkeypatch.setattr(world.store, "lease", leased)
    with pytest.raises(TransportError, match="gone for a moment"):
        world.carried_out(keeper.fresh(*WHO))
    monkeypatch.undo()
    assert (world.get().leased_until, world.get().status, world.endpoint.calls) == (None, Status.ACTIVE, 0)
    taken = world.store.lease(*WHO, 1, 15.0)
    assert taken is not None
    assert not taken.interrupted


def test_the_time_of_a_grant_is_known_before_it_comes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is gone when the answer comes must not cost the grant."""

    def gone() -> float:
        raise TransportError(Diagnostic(Code.STORE_FAILED, "gone for a moment"))

    meanwhile(world, monkeypatch, lambda store: monkeypatch.setattr(store, "now", gone))
    world.fresh()
    monkeypatch.undo()
    assert world.get().grant.credentials["refresh_token"].reveal() == world.endpoint.current


def test_who_waits_for_another_in_vain_hears_of_no_outage(world: World) -> None:
    assert world.store.lease(*WHO, 1, 60.0) is not None
    error = world.fresh()
    assert isinstance(error, TransportError)
    assert "another call is still renewing it" in str(error)
    assert world.endpoint.calls == 0


def test_who_waits_for_another_asks_for_no_lease(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.store.lease(*WHO, 1, 60.0) is not None
    monkeypatch.setattr(world.store, "lease", lambda *_: pytest.fail("it is known who has it"))
    assert isinstance(world.fresh(), TransportError)


def test_a_grant_that_comes_after_its_lease_finds_the_account_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock jumps while the answer is under way, and the next caller asks whether the token is good."""
    hasty = Keeper(world.store, Speaking(), Pace(patience=5.0), world.told.append)
    found: list[Any] = []

    def jumped(_: object) -> None:
        world.now += 30.0
        with pytest.raises(TransportError) as raised:
            world.carried_out(hasty.fresh(*WHO))
        found.append((raised.value.diagnostic.message, world.get().status))

    meanwhile(world, monkeypatch, jumped)
    assert world.fresh().version == 2
    assert [status for _, status in found] == [Status.DEGRADED]
    assert "its grant may still come" in found[0][0]
    assert world.get().grant.credentials["refresh_token"].reveal() == world.endpoint.current
    assert Status.NEEDS_REAUTH not in [each.after for each in world.told]
    assert world.endpoint.calls == 1


def test_a_grant_that_never_comes_is_given_up_one_lease_later(world: World) -> None:
    world.endpoint.mood = "lost"
    lease = world.store.lease(*WHO, 1, PACE.lease)
    assert lease is not None
    world.endpoint.answer(Request("POST", TOKEN, content=b"r2"))
    world.endpoint.mood = "well"
    began = world.now
    error = world.fresh()
    assert isinstance(error, TransportError)
    world.now = began + 2 * PACE.lease + 1
    error = world.fresh()
    assert isinstance(error, LinkError)
    assert error.reason == Reason.REFRESH_INTERRUPTED
    assert world.endpoint.replays == []


class Odd(Speaking):
    """Understands answers as of an endpoint that gives odd access tokens, or does not take the app."""

    moods: tuple[str, ...] = ()

    def outcome(self, answer: Reply | Failure, grant: Grant, now: float) -> Outcome:
        if not Odd.moods:
            return super().outcome(answer, grant, now)
        mood, *rest = Odd.moods
        Odd.moods = tuple(rest)
        if mood == "app":
            return Unclear("the token endpoint answered 401 (`invalid_client`)", False, is_of_app=True)
        found = super().outcome(answer, grant, now)
        new = {**grant.credentials, "refresh_token": found.grant.credentials["refresh_token"]}  # type: ignore[union-attr]
        return Unclear("the token endpoint gave no token", True, rotated=Grant(new, now))


def test_a_token_that_renews_is_kept_although_the_answer_is_of_no_use(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Odd, "moods", ("odd", "odd"))
    keeper = Keeper(world.store, Odd(), Pace(patience=20.0), world.told.append)
    for calls in (1, 2):
        with pytest.raises(TransportError, match="gave no token"):
            world.carried_out(keeper.fresh(*WHO))
        kept = world.get()
        assert (kept.status, kept.version) == (Status.DEGRADED, calls + 1)
        assert kept.grant.credentials["refresh_token"].reveal() == world.endpoint.current
        assert world.endpoint.calls == calls
        world.now += 31.0
    assert world.carried_out(keeper.fresh(*WHO)).status is Status.ACTIVE
    assert world.endpoint.replays == []
    assert [each.after for each in world.told] == [Status.DEGRADED, Status.ACTIVE]


def test_an_app_that_is_not_taken_is_told_at_once_and_tried_once_a_call(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Odd, "moods", ("app",))
    keeper = Keeper(world.store, Odd(), PACE, world.told.append)
    began = world.now
    with pytest.raises(TransportError, match=r"answered 401 \(`invalid_client`\)") as raised:
        world.carried_out(keeper.fresh(*WHO))
    assert "check the client id and the secret of the app" in str(raised.value.diagnostic.help)
    assert (world.endpoint.calls, world.now, world.get().status) == (1, began, Status.DEGRADED)


def test_a_grant_that_is_still_good_is_used_while_the_app_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path)
    world.now += world.endpoint.lasts - 60
    monkeypatch.setattr(Odd, "moods", ("app",))
    assert world.carried_out(Keeper(world.store, Odd(), PACE).fresh(*WHO)).status is Status.DEGRADED


@pytest.mark.parametrize("mood", ["well", "down"])
def test_a_lease_that_is_slow_to_take_holds_its_caller_no_longer_than_its_time(
    world: World, mood: Mood
) -> None:
    world.endpoint.mood = mood
    with pytest.raises(TransportError, match="did not end within"):
        world.carried_out(within(world.keeper.fresh(*WHO), Moments(4)))
    assert world.endpoint.calls == 1
    assert isinstance(world.get(), Linked)
    assert world.get().leased_until is None
    assert world.get().grant.get("access_token") == Secret("a3" if mood == "well" else "a2")
