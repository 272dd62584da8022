"""What a store promises, kept by each kind of database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.connections.conftest import Keys
from unispec.connections import Ending, Grant, Linked, LinkRequest, Reason, Status
from unispec.connections.storage import SqlStore, Vault, database, sqlite
from unispec.connections.storage._tables import CONNECTIONS, STEPS, VERSIONS
from unispec.data import Secret
from unispec.diagnostics import InputError

CANARY = "c4n4ry-0123456789"


def grant(number: int = 1, **more: Any) -> Grant:
    tokens = {name: Secret(f"{CANARY}-{name}-{number}") for name in ("access_token", "refresh_token")}
    return Grant(tokens, **more)


def linked(tenant: str = "acme", id: str = "c1", **more: Any) -> Linked:  # noqa: A002
    account = {"email": f"{CANARY}@example.com", "user": "u1"}
    return Linked(tenant, id, "demo", grant(expires_at=7200.5, scopes=("a:read", "b:read")), account, **more)


def begun(tenant: str = "acme", expires_at: float = 4e9) -> LinkRequest:
    return LinkRequest(tenant, "demo", "https://app/back", Secret(CANARY), expires_at, ("a:read",), "c1")


def test_what_was_stored_comes_back(store: SqlStore) -> None:
    before = store.now()
    stored = store.put(linked())
    found = store.get("acme", "c1")
    assert found == stored
    times: dict[str, Any] = {
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "granted_at": found.granted_at,
    }
    assert found == replace(linked(), **times)
    assert len(set(times.values())) == 1
    assert before - 1 <= found.created_at <= store.now() + 1


def test_the_account_of_another_tenant_is_like_one_that_is_not_there(store: SqlStore) -> None:
    stored = store.put(linked())
    for tenant, connection in (("other", "c1"), ("acme", "c2"), ("", "c1"), ("acme", ""), ("ACME", "c1")):
        assert store.get(tenant, connection) is None
        assert list(store.all(tenant)) == ([stored] if tenant == "acme" else [])
        assert store.lease(tenant, connection, 1, 60) is None
        assert not store.mark(tenant, connection, 1, Status.DISABLED)
        assert not store.remove(tenant, connection)
    assert store.get("acme", "c1") == stored


def test_tenants_may_use_the_same_ids(store: SqlStore) -> None:
    store.put(linked("acme"))
    store.put(linked("other"))
    assert store.remove("acme", "c1")
    assert store.get("acme", "c1") is None
    assert store.get("other", "c1") is not None


def test_accounts_are_listed_by_age_and_by_integration(store: SqlStore) -> None:
    for number in (3, 1, 2):
        store.put(replace(linked(id=f"c{number}"), integration="x" if number == 1 else "demo"))
    assert [each.id for each in store.all("acme")] == ["c3", "c1", "c2"]
    assert [each.id for each in store.all("acme", "demo")] == ["c3", "c2"]


@pytest.mark.parametrize("ends_well", [True, False])
def test_an_account_that_is_disabled_during_a_renewal_stays_so(store: SqlStore, ends_well: bool) -> None:
    stored = store.put(linked())
    lease = store.lease("acme", "c1", stored.version, 60)
    assert lease is not None
    assert store.mark("acme", "c1", stored.version, Status.DISABLED)
    ending = Ending(Status.NEEDS_REAUTH, Reason.REVOKED)
    before = store.renew(lease, grant(2)) if ends_well else store.release(lease, ending)
    assert before is Status.DISABLED
    found = store.get("acme", "c1")
    assert found is not None
    assert (found.status, found.reason) == (Status.DISABLED, None if ends_well else Reason.REVOKED)
    assert found.version == (2 if ends_well else 1), "a new grant is kept all the same"


def test_linking_again_keeps_the_account_and_ends_what_was_under_way(store: SqlStore) -> None:
    first = store.put(linked())
    lease = store.lease("acme", "c1", first.version, 60)
    assert lease is not None
    second = store.put(linked(status=Status.ACTIVE))
    assert (second.version, second.created_at) == (2, first.created_at)
    assert not store.renew(lease, grant(9))
    assert not store.release(lease, Ending(Status.NEEDS_REAUTH, Reason.REVOKED))
    assert store.get("acme", "c1") == second
    fresh = store.lease("acme", "c1", 2, 60)
    assert fresh is not None
    assert fresh.fence > lease.fence
    assert not fresh.interrupted


def test_one_lease_at_a_time_and_its_grant_is_stored_once(store: SqlStore) -> None:
    store.put(linked())
    lease = store.lease("acme", "c1", 1, 60)
    assert lease is not None
    assert store.lease("acme", "c1", 1, 60) is None
    assert store.renew(lease, grant(2)) is Status.ACTIVE
    assert not store.renew(lease, grant(3))
    found = store.get("acme", "c1")
    assert found is not None
    assert found.grant == grant(2)
    assert (found.version, found.status, found.reason) == (2, Status.ACTIVE, None)
    assert found.account == linked().account
    assert store.lease("acme", "c1", 1, 60) is None, "it has another grant by now"
    assert store.lease("acme", "c1", 2, 60) is not None


@pytest.mark.parametrize("is_known", [True, False])
def test_a_renewal_that_gave_nothing_says_whether_its_outcome_is_known(
    store: SqlStore, is_known: bool
) -> None:
    store.put(linked())
    lease = store.lease("acme", "c1", 1, 60)
    assert lease is not None
    assert store.release(lease, Ending(Status.DEGRADED, retry_at=7.0, is_known=is_known)) is Status.ACTIVE
    assert not store.release(lease, Ending(Status.ACTIVE))
    failed = store.get("acme", "c1")
    assert failed is not None
    assert (failed.status, failed.failures, failed.retry_at) == (Status.DEGRADED, 1, 7.0)
    again = store.lease("acme", "c1", 1, 60)
    assert again is not None
    assert again.interrupted is not is_known
    assert again.fence == lease.fence + 1


def test_a_lease_that_ran_out_can_be_taken_and_its_holder_writes_nothing_but_a_grant(
    engine: sa.Engine, keys: Keys
) -> None:
    now = 1_000.0
    store = SqlStore(engine, Vault(keys), lambda: now)
    store.put(linked())
    first = store.lease("acme", "c1", 1, 15)
    now = 1_014.9
    assert store.lease("acme", "c1", 1, 15) is None
    now = 1_015.0
    second = store.lease("acme", "c1", 1, 15)
    assert first is not None
    assert second is not None
    assert second.interrupted
    assert not store.release(first, Ending(Status.NEEDS_REAUTH))
    assert store.renew(first, grant(3)), "what the provider gave is newer than what is stored"
    assert not store.renew(second, grant(4))
    assert not store.release(second, Ending(Status.NEEDS_REAUTH))
    found = store.get("acme", "c1")
    assert found is not None
    assert found.grant == grant(3)


def test_who_has_not_heard_of_a_failure_gets_no_lease(engine: sa.Engine, keys: Keys) -> None:
    """Of many that have read an account, one after the other would try again what has just failed."""
    now = 1_000.0
    store = SqlStore(engine, Vault(keys), lambda: now)
    store.put(linked())
    first = store.lease("acme", "c1", 1, 15)
    assert first is not None
    store.release(first, Ending(Status.DEGRADED, retry_at=1_005.0))
    assert store.lease("acme", "c1", 1, 15) is None
    now = 1_005.0
    second = store.lease("acme", "c1", 1, 15)
    assert second is not None
    store.release(second, Ending(Status.NEEDS_REAUTH, Reason.REVOKED))
    now = 2_000.0
    assert store.lease("acme", "c1", 1, 15) is None
    store.put(linked())
    store.mark("acme", "c1", 2, Status.DISABLED)
    assert store.lease("acme", "c1", 2, 15) is None


def test_a_status_is_told_once_and_only_of_the_grant_that_it_is_about(store: SqlStore) -> None:
    store.put(linked())
    told = [store.mark("acme", "c1", 1, Status.NEEDS_REAUTH, Reason.REVOKED) for _ in range(3)]
    assert told == [True, False, False]
    assert store.mark("acme", "c1", 1, Status.NEEDS_REAUTH, Reason.UNAUTHORIZED)
    assert not store.mark("acme", "c1", 2, Status.DISABLED)
    found = store.get("acme", "c1")
    assert found is not None
    assert (found.status, found.reason) == (Status.NEEDS_REAUTH, Reason.UNAUTHORIZED)


def test_of_many_that_want_a_lease_one_gets_it(store: SqlStore) -> None:
    store.put(linked())
    with ThreadPoolExecutor(16) as pool:
        leases = list(pool.map(lambda _: store.lease("acme", "c1", 1, 60), range(64)))
    assert len([each for each in leases if each is not None]) == 1


def test_a_link_is_taken_out_once_by_its_tenant_and_in_time(store: SqlStore) -> None:
    store.begin_link("s1", begun())
    assert store.end_link("other", "s1") is None
    assert store.end_link("acme", "s2") is None
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: store.end_link("acme", "s1"), range(16)))
    assert [each for each in taken if each is not None] == [begun()]
    store.begin_link("late", begun(expires_at=store.now() - 1))
    assert store.end_link("acme", "late") is None


def rows(engine: sa.Engine) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(sa.select(CONNECTIONS).order_by(CONNECTIONS.c.tenant)).all())


def test_what_is_secret_or_personal_is_nowhere_in_the_database(
    engine: sa.Engine, store: SqlStore, tmp_path: Path
) -> None:
    store.put(linked())
    store.begin_link(f"{CANARY}-state", begun())
    lease = store.lease("acme", "c1", 1, 60)
    assert lease is not None
    store.renew(lease, grant(2))
    with engine.begin() as connection:
        tables = ("unispec_connections", "unispec_links")
        told = [connection.exec_driver_sql(f"select * from {table}").all() for table in tables]
    written = repr(told).encode() + b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert len(written) > 1_000
    assert CANARY.encode() not in written


def test_what_was_copied_from_another_row_or_provider_does_not_open(
    engine: sa.Engine, store: SqlStore
) -> None:
    store.put(linked("acme"))
    store.put(linked("other"))
    mine, theirs = rows(engine)
    changes = [{"grant": theirs.grant}, {"account": theirs.account}, {"integration": "elsewhere"}]
    changes += [{"grant": mine.account}, {"grant": theirs.grant, "account": theirs.account}]
    for change in changes:
        is_mine = CONNECTIONS.c.tenant == "acme"
        with engine.begin() as connection:
            connection.execute(sa.update(CONNECTIONS).where(is_mine).values(**change))
        with pytest.raises(InputError, match="belong somewhere else"):
            store.get("acme", "c1")
        back = {"grant": mine.grant, "account": mine.account, "integration": "demo"}
        with engine.begin() as connection:
            connection.execute(sa.update(CONNECTIONS).where(is_mine).values(**back))
    assert store.get("acme", "c1") is not None


def test_keys_are_changed_while_accounts_are_read(store: SqlStore, keys: Keys) -> None:
    for number in range(40):
        store.put(linked(id=f"c{number}"))
    keys.add()
    with ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(lambda: [store.get("acme", f"c{n}") for n in range(40)]) for _ in range(8)]
        rotated = list(iter(lambda: store.rotate(7), 0))
        found = [each for done in reading for each in done.result()]
    assert sum(rotated) == 40
    assert len([each for each in found if each is not None]) == 320
    keys.drop()
    assert len(list(store.all("acme"))) == 40


def test_two_that_change_keys_at_once_lose_nothing(engine: sa.Engine, keys: Keys) -> None:
    stores = [SqlStore(engine, Vault(keys)) for _ in range(2)]
    for number in range(30):
        stores[0].put(linked(id=f"c{number}"))
    keys.add()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: list(iter(lambda: each.rotate(5), 0)), stores))
    keys.drop()
    assert len(list(stores[0].all("acme"))) == 30


def test_a_key_that_is_gone_is_named(store: SqlStore, keys: Keys) -> None:
    store.put(linked())
    keys.add()
    keys.drop()
    with pytest.raises(InputError, match="the key `k1`") as raised:
        store.get("acme", "c1")
    assert CANARY not in str(raised.value)


def test_a_database_is_brought_to_its_newest_form_once(engine: sa.Engine, keys: Keys) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: SqlStore(engine, Vault(keys)), range(4)))
    with engine.begin() as connection:
        assert connection.execute(sa.select(VERSIONS)).all() == [(len(STEPS),)]


def test_a_file_is_for_its_owner_alone_and_safe_from_crashes(tmp_path: Path, keys: Keys) -> None:
    path = tmp_path / "accounts.db"
    SqlStore(sqlite(path), Vault(keys)).put(linked())
    assert path.stat().st_mode & 0o777 == 0o600
    with sqlite(path).begin() as connection:
        said = [
            connection.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous")
        ]
    assert said == ["wal", 2]


@pytest.mark.parametrize("url", ["", "accounts.db", "mysql://a/b", "postgresql", "postgresql://"])
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="none of a PostgreSQL database"):
        database(url)


def test_a_store_that_was_closed_opens_again(store: SqlStore) -> None:
    store.close()
    store.put(linked())
    assert store.get("acme", "c1") is not None
