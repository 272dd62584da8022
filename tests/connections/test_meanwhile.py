"""What happens to an account while a renewal of it is under way, and who may begin one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.connections.endpoint import TOKEN, Mood, Speaking
from tests.connections.test_keeping import PACE, WHO, World
from unispec.connections import Grant, Linked, Reason, Status
from unispec.connections._keeping import Keeper
from unispec.connections._linking import kept
from unispec.connections._renewal import Lasting
from unispec.connections.storage import SqlStore
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, InputError, LinkError
from unispec.flow import Failure, Flow, Reply, Request, Send

MISSING = InputError(Diagnostic(Code.MISSING_CREDENTIALS, "there is no app for `demo`"))
MOODS: tuple[Mood, ...] = ("well", "lost", "down", "refuses connections", "garbage", "slow down")


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.now += 5_000
    return world


def meanwhile(
    world: World, patch: pytest.MonkeyPatch, change: Callable[[SqlStore], object], *, before: bool = False
) -> None:
    """Let something happen to the account before the endpoint answers the first token call, or after."""
    answer, changes = world.endpoint.answer, iter([change])

    def answered(request: Request) -> Reply | Failure:
        if request.url != TOKEN or (now := next(changes, None)) is None:
            return answer(request)
        if before:
            now(world.store)
        found = answer(request)
        if not before:
            now(world.store)
        return found

    patch.setattr(world.endpoint, "answer", answered)


def forget(store: SqlStore) -> None:
    assert store.remove(*WHO)


def switch_off(store: SqlStore) -> None:
    assert store.mark(*WHO, 1, Status.DISABLED)


def test_a_grant_of_an_account_that_was_forgotten_meanwhile_is_given_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(world, monkeypatch, forget)
    error = world.fresh()
    assert isinstance(error, InputError)
    assert error.diagnostic.code is Code.UNKNOWN_CONNECTION
    assert world.endpoint.revoked == [world.endpoint.current]
    assert (world.store.get(*WHO), world.told) == (None, [])


@pytest.mark.parametrize("mood", MOODS[1:])
def test_an_account_that_was_forgotten_during_an_outage_stays_forgotten(
    world: World, monkeypatch: pytest.MonkeyPatch, mood: Mood
) -> None:
    world.endpoint.mood = mood
    meanwhile(world, monkeypatch, forget)
    assert isinstance(world.fresh(), InputError)
    assert (world.endpoint.revoked, world.store.get(*WHO), world.told) == ([], None, [])


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("alive", [True, False])
def test_a_new_link_is_left_as_it_is_by_the_renewal_of_the_old_grant(
    world: World, monkeypatch: pytest.MonkeyPatch, mood: Mood, alive: bool
) -> None:
    world.endpoint.mood, world.endpoint.alive = mood, alive
    meanwhile(world, monkeypatch, lambda _: world.link())
    found = world.fresh()
    assert (found.version, found.status, found.failures) == (2, Status.ACTIVE, 0)
    assert found.grant.credentials["refresh_token"].reveal() == world.endpoint.current
    assert world.endpoint.revoked == [], "some providers end all grants of an owner at once"
    assert world.told == []
    world.endpoint.mood = "well"
    world.now += 5_000
    assert world.fresh().version == 3
    assert world.endpoint.replays == []


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("alive", [True, False])
def test_an_account_that_is_switched_off_meanwhile_stays_off_and_keeps_its_grant(
    world: World, monkeypatch: pytest.MonkeyPatch, mood: Mood, alive: bool
) -> None:
    world.endpoint.mood, world.endpoint.alive = mood, alive
    meanwhile(world, monkeypatch, switch_off, before=True)
    for _ in range(2):
        error = world.fresh()
        assert isinstance(error, InputError)
        assert error.diagnostic.code is Code.DISABLED_CONNECTION
    found = world.get()
    assert found.status is Status.DISABLED
    assert world.told == []
    assert world.endpoint.calls <= 1
    if alive and mood == "well":
        assert found.grant.credentials["refresh_token"].reveal() == world.endpoint.current


@pytest.mark.parametrize("credential", ["refresh_token", "access_token"])
def test_an_engine_without_the_app_leaves_the_renewal_to_those_that_have_it(
    world: World, credential: str
) -> None:
    """It takes no lease, which would hold the others up and look like a renewal that was cut off."""
    bare = Keeper(world.store, Lasting(MISSING, credential), PACE, world.told.append)
    for refused in (None, world.get().version):
        with pytest.raises(InputError, match="there is no app"):
            world.carried_out(bare.fresh(*WHO, refused))
    assert (world.get().status, world.told) == (Status.ACTIVE, [])
    began = world.now
    assert world.fresh().version == 2
    assert world.now == began, "nobody waited for a lease"
    assert world.told == []


def test_a_grant_that_has_ended_and_cannot_be_renewed_is_called_expired(world: World) -> None:
    ending = Grant({"access_token": Secret("a")}, world.now + 60)
    world.store.put(Linked(*WHO, "demo", ending))
    assert world.fresh().version == 2
    world.now += 60
    for _ in range(3):
        error = world.fresh()
        assert isinstance(error, LinkError)
        assert error.reason == "expired"
    assert [each.reason for each in world.told] == [Reason.EXPIRED]
    assert world.endpoint.presented == []


def test_a_link_whose_caller_is_gone_sends_nothing_more(world: World) -> None:
    def reading() -> Flow[Linked]:
        yield Send(Request("GET", "https://api.test/me"))
        return world.get()

    flow = kept(reading(), Speaking(), world.get().grant)
    assert isinstance(flow.send(None), Send)
    flow.close()
    assert world.endpoint.revoked == []
