"""Every request of a flow goes out with a fresh grant; a refused one leads to one renewal, shared by all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.connections.test_keeping import PACE, WHO, Moments, World
from unispec.connections import Grant, Linked, Status
from unispec.connections._authorized import authorized
from unispec.connections._keeping import Keeper
from unispec.connections._renewal import Lasting
from unispec.data import Secret
from unispec.diagnostics import InputError, LinkError, UnispecError
from unispec.flow import Do, Flow, Fork, Reply, Request, Send, Shield, Wait, within

WANTED = Request("POST", "https://api.test/things", idempotent=False)


class Provider:
    """Takes the tokens that it is told to; keeps those that it was sent. `paused` is what waits do."""

    def __init__(self, world: World, *, takes: str | None = None) -> None:
        self._world = world
        self.takes = takes
        self.sent: list[str] = []
        self.waits: list[Wait] = []
        self.paused: Callable[[], object] = lambda: None

    def run(self, flow: Flow[Any]) -> Any:
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                return stop.value
            match step:
                case Do():
                    answer = step.work()
                case Fork():
                    answer = [self._outcome(begin()) for begin in step.flows]
                case Shield():
                    answer = self.run(step.begin())
                case Wait():
                    self.waits.append(step)
                    self.paused()
                    answer = None
                case Send(credentials=None):
                    answer = self._world.endpoint.answer(step.request)
                case Send(credentials=credentials):
                    assert credentials is not None
                    (token, *_) = (each.reveal() for each in credentials.values.values())
                    self.sent.append(token)
                    answer = Reply(200 if self.takes in (None, token) else 401, {}, b"")

    def _outcome(self, flow: Flow[Any]) -> Any:
        try:
            return self.run(flow)
        except UnispecError as error:
            return error


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def calling() -> Flow[Any]:
    first = yield Send(WANTED)
    second = yield Send(WANTED)
    return first.status, second.status


def asking() -> Flow[Any]:
    return (yield Send(WANTED)).status


def keyed(world: World, key: str = "k1") -> Keeper:
    """Keep the account by a key from now on."""
    world.store.put(Linked(*WHO, "demo", Grant({"api_key": Secret(key)})))
    return Keeper(world.store, Lasting(), PACE, world.told.append)


def several() -> Flow[Any]:
    return (yield Fork((calling, calling), 2))


def test_each_request_is_sent_with_the_grant(world: World) -> None:
    provider = Provider(world)
    assert provider.run(authorized(calling(), world.keeper, *WHO)) == (200, 200)
    assert provider.sent == ["a2", "a2"]
    assert world.endpoint.calls == 0


def test_a_grant_that_ends_under_way_is_renewed_between_two_requests(world: World) -> None:
    provider = Provider(world)
    flow = authorized(calling(), world.keeper, *WHO)
    step = flow.send(None)
    while not isinstance(step, Send):
        step = flow.send(step.work() if isinstance(step, Do) else None)
    world.now += 5_000
    step = flow.send(Reply(200, {}, b""))
    while isinstance(step, Do | Shield):
        step = flow.send(step.work() if isinstance(step, Do) else provider.run(step.begin()))
    assert isinstance(step, Send)
    assert step.credentials is not None
    assert step.credentials.values["access_token"].reveal() == "a3"
    assert provider.sent == []


def test_calls_side_by_side_share_one_renewal(world: World) -> None:
    provider = Provider(world, takes="a3")
    assert provider.run(authorized(several(), world.keeper, *WHO)) == [(200, 200), (200, 200)]
    assert provider.sent == ["a2", "a3", "a3", "a3", "a3"]
    assert world.endpoint.calls == 1


def test_a_grant_that_is_refused_although_it_is_new_needs_its_owner(world: World) -> None:
    provider = Provider(world, takes="another")
    with pytest.raises(LinkError) as raised:
        provider.run(authorized(calling(), world.keeper, *WHO))
    assert raised.value.reason == "unauthorized"
    assert provider.sent == ["a2", "a3"]
    assert world.get().status is Status.NEEDS_REAUTH
    with pytest.raises(LinkError):
        provider.run(authorized(calling(), world.keeper, *WHO))
    assert provider.sent == ["a2", "a3"], "nothing is sent until it is linked again"


def test_the_flow_may_say_where_it_was_when_its_account_was_lost(world: World) -> None:
    def telling() -> Flow[Any]:
        try:
            yield Send(WANTED)
        except UnispecError as error:
            error.operation = "things.create"
            raise

    world.endpoint.alive = False
    world.now += 5_000
    with pytest.raises(LinkError, match=r"revoked.*things\.create"):
        Provider(world).run(authorized(telling(), world.keeper, *WHO))


def test_a_key_that_is_refused_once_is_tried_again_after_a_pause(world: World) -> None:
    """A 401 says that nothing was done, so a write is sent again as well."""
    keeper, provider = keyed(world), Provider(world, takes="nothing")
    provider.paused = lambda: setattr(provider, "takes", None)
    assert provider.run(authorized(calling(), keeper, *WHO)) == (200, 200)
    assert provider.sent == ["k1", "k1", "k1"]
    (waited,) = provider.waits
    assert (waited.seconds, waited.retries, waited.attempt) == (1.0, WANTED, 2)
    assert (world.get().status, world.told) == (Status.ACTIVE, [])


def test_a_key_that_is_refused_twice_needs_its_owner(world: World) -> None:
    keeper, provider = keyed(world), Provider(world, takes="nothing")
    for _ in range(3):
        with pytest.raises(LinkError) as raised:
            provider.run(authorized(calling(), keeper, *WHO))
        assert raised.value.reason == "unauthorized"
    assert provider.sent == ["k1", "k1"]
    assert [(each.before, each.after, each.reason) for each in world.told] == [
        ("active", "needs_reauth", "unauthorized")
    ]


@pytest.mark.parametrize("takes", ["k2", "nothing"])
def test_a_key_that_comes_during_the_pause_is_used(world: World, takes: str) -> None:
    keeper, provider = keyed(world), Provider(world, takes=takes)
    provider.paused = lambda: keyed(world, "k2")
    flow = authorized(calling(), keeper, *WHO)
    if takes == "k2":
        assert provider.run(flow) == (200, 200)
        assert provider.sent == ["k1", "k2", "k2"]
    else:
        with pytest.raises(LinkError, match="unauthorized"):
            provider.run(flow)
        assert provider.sent == ["k1", "k2"]
    assert len(world.told) == (takes != "k2")


def test_a_key_that_is_refused_while_a_new_one_is_linked_marks_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, provider, mark = keyed(world), Provider(world, takes="k2"), world.store.mark

    def too_late(*asked: Any) -> bool:
        keyed(world, "k2")
        return mark(*asked)

    monkeypatch.setattr(world.store, "mark", too_late)
    assert provider.run(authorized(calling(), keeper, *WHO)) == (401, 200)
    assert provider.sent == ["k1", "k1", "k2"]
    assert (world.get().status, world.told) == (Status.ACTIVE, [])


def test_a_call_without_time_for_the_pause_gets_the_answer_and_marks_nothing(world: World) -> None:
    keeper, provider = keyed(world), Provider(world, takes="nothing")
    assert provider.run(within(authorized(asking(), keeper, *WHO), Moments(4))) == 401
    assert provider.sent == ["k1"]
    assert (world.get().status, world.told) == (Status.ACTIVE, [])


def test_a_key_of_an_account_that_is_switched_off_during_the_pause_is_not_sent_again(world: World) -> None:
    keeper, provider = keyed(world), Provider(world, takes="nothing")
    provider.paused = lambda: world.store.mark(*WHO, 2, Status.DISABLED)
    with pytest.raises(InputError, match="disabled"):
        provider.run(authorized(calling(), keeper, *WHO))
    assert provider.sent == ["k1"]
    assert world.get().status is Status.DISABLED
