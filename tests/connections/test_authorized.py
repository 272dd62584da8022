"""Every request of a flow goes out with a fresh grant; a refused one leads to one renewal, shared by all."""

from pathlib import Path
from typing import Any

import pytest

from tests.connections.test_keeping import WHO, World
from unispec.connections import Status
from unispec.connections._authorized import authorized
from unispec.diagnostics import LinkError, UnispecError
from unispec.flow import Do, Flow, Fork, Reply, Request, Send, Shield

WANTED = Request("POST", "https://api.test/things", idempotent=False)


class Provider:
    """Takes the tokens that it is told to; keeps those that it was sent."""

    def __init__(self, world: World, *, takes: str | None = None) -> None:
        self._world = world
        self._takes = takes
        self.sent: list[str] = []

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
                case Send(credentials=None):
                    answer = self._world.endpoint.answer(step.request)
                case Send(credentials=credentials):
                    assert credentials is not None
                    token = credentials.values["access_token"].reveal()
                    self.sent.append(token)
                    answer = Reply(200 if self._takes in (None, token) else 401, {}, b"")

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
