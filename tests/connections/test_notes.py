"""Notes about an account, such as what is taken of its rate limit: one at a time changes them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.connections.test_keeping import World
from tests.connections.test_store import linked
from unispec.connections import Status
from unispec.connections.storage import SqlStore
from unispec.specs import Rate


def longer(note: str | None, now: float) -> tuple[str, int]:
    assert now > 1e9
    return f"{note or ''}x", len(note or "")


def test_a_note_is_changed_by_one_at_a_time(store: SqlStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: store.adjust("acme", "c1", "calls", longer), range(60)))
    assert sorted(found) == list(range(60))


def test_notes_of_other_tenants_accounts_and_topics_are_others(store: SqlStore) -> None:
    assert store.adjust("acme", "c1", "calls", longer) == 0
    for who in (("other", "c1", "calls"), ("acme", "c2", "calls"), ("acme", "c1", "token")):
        assert store.adjust(*who, longer) == 0
    assert store.adjust("acme", "c1", "calls", longer) == 1


def test_a_note_that_could_not_be_changed_stays_as_it_was(store: SqlStore) -> None:
    store.adjust("acme", "c1", "calls", longer)

    def broken(note: str | None, now: float) -> tuple[str, int]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.adjust("acme", "c1", "calls", broken)
    assert store.adjust("acme", "c1", "calls", longer) == 1


def test_notes_go_with_their_account(store: SqlStore) -> None:
    store.put(linked())
    store.adjust("acme", "c1", "calls", longer)
    assert store.remove("acme", "c1")
    assert store.adjust("acme", "c1", "calls", longer) == 0


def test_an_account_makes_no_more_token_calls_than_its_provider_takes(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.keeper = replace(world.keeper, limit=Rate(8, 60.0))
    for _ in range(400):
        world.fresh(refused=world.get().version)
        world.now += 0.5
    calls = world.calls_at
    assert len(calls) >= 2 * 8
    assert all(ninth - first >= 60 for first, ninth in zip(calls, calls[8:], strict=False))
    assert {each.after for each in world.told} <= {Status.ACTIVE, Status.DEGRADED}
    world.now += 3_500
    assert world.fresh().status is Status.ACTIVE
