"""Accounts that are switched off and on again in a store, whatever else happens to them meanwhile."""

from collections.abc import Callable

import pytest

from tests.connections.test_store import grant, linked
from unispec.connections import Ending, Lease, Linked, Reason, Status
from unispec.connections.storage import SqlStore

BAD = Status.NEEDS_REAUTH
STATES = [(Status.ACTIVE, None), (Status.DEGRADED, None), *((BAD, reason) for reason in Reason)]


def state(account: Linked | None) -> tuple[Status, Reason | None]:
    assert account is not None
    return account.status, account.reason


def switched(store: SqlStore, *, on: bool) -> tuple[Status, Status, Reason | None]:
    found = store.switch("acme", "c1", on=on)
    assert found is not None
    before, after = found
    assert after == store.get("acme", "c1")
    return before, *state(after)


@pytest.mark.parametrize(("status", "reason"), STATES)
def test_an_account_that_is_enabled_again_is_active_unless_it_needed_its_owner(
    store: SqlStore, status: Status, reason: Reason | None
) -> None:
    store.put(linked())
    store.mark("acme", "c1", 1, status, reason)
    back = BAD if reason else Status.ACTIVE
    assert switched(store, on=False) == (status, Status.DISABLED, reason)
    assert switched(store, on=False) == (Status.DISABLED, Status.DISABLED, reason)
    assert store.lease("acme", "c1", 1, 60) is None
    assert switched(store, on=True) == (Status.DISABLED, back, reason)
    assert switched(store, on=True) == (back, back, reason)


def test_an_account_that_is_on_is_not_changed_by_enabling_it(store: SqlStore) -> None:
    store.put(linked())
    store.mark("acme", "c1", 1, Status.DEGRADED)
    assert switched(store, on=True) == (Status.DEGRADED, Status.DEGRADED, None)


@pytest.mark.parametrize("who", [("other", "c1"), ("acme", "c2"), ("ACME", "c1"), ("", "")])
def test_the_account_of_another_tenant_cannot_be_switched(store: SqlStore, who: tuple[str, str]) -> None:
    stored = store.put(linked())
    assert [store.switch(*who, on=on) for on in (False, True)] == [None, None]
    assert store.get("acme", "c1") == stored


ENDS: list[tuple[Callable[[SqlStore, Lease], object], Status, Reason | None, int]] = [
    (lambda store, lease: store.renew(lease, grant(2)), Status.ACTIVE, None, 2),
    (
        lambda store, lease: store.release(lease, Ending(Status.DEGRADED, retry_at=5.0)),
        Status.ACTIVE,
        None,
        1,
    ),
    (lambda store, lease: store.release(lease, Ending(BAD, Reason.REVOKED)), BAD, Reason.REVOKED, 1),
    (lambda store, lease: store.mark("acme", "c1", 1, BAD, Reason.UNAUTHORIZED), BAD, Reason.UNAUTHORIZED, 1),
]


@pytest.mark.parametrize(("ends", "status", "reason", "version"), ENDS)
def test_what_is_found_out_while_an_account_is_disabled_is_known_when_it_is_enabled(
    store: SqlStore,
    ends: Callable[[SqlStore, Lease], object],
    status: Status,
    reason: Reason | None,
    version: int,
) -> None:
    store.put(linked())
    lease = store.lease("acme", "c1", 1, 60)
    assert lease is not None
    store.switch("acme", "c1", on=False)
    ends(store, lease)
    found = store.get("acme", "c1")
    assert found is not None
    assert (*state(found), found.version) == (Status.DISABLED, reason, version)
    assert switched(store, on=True) == (Status.DISABLED, status, reason)


@pytest.mark.parametrize("status", [BAD, Status.ACTIVE, Status.DEGRADED])
def test_who_marks_a_disabled_account_does_not_change_its_status(store: SqlStore, status: Status) -> None:
    store.put(linked())
    store.switch("acme", "c1", on=False)
    assert not store.mark("acme", "c1", 1, status)
    assert state(store.get("acme", "c1")) == (Status.DISABLED, None)


def test_a_disabled_account_that_is_linked_again_waits_for_who_disabled_it(store: SqlStore) -> None:
    store.put(linked())
    store.mark("acme", "c1", 1, BAD, Reason.REVOKED)
    store.switch("acme", "c1", on=False)
    again = store.put(linked())
    assert (*state(again), again.version) == (Status.DISABLED, None, 2)
    assert switched(store, on=True) == (Status.DISABLED, Status.ACTIVE, None)
