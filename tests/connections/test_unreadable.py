"""Accounts that do not open, because their key is lost or they were changed, do not stop the others."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.connections.conftest import Keys
from tests.connections.test_store import linked, rows
from unispec.connections.storage import KeyRing, Shelf, SqlStore, Vault, sqlite
from unispec.connections.storage._tables import CONNECTIONS
from unispec.diagnostics import Code, InputError

MANY = 8


def spoil(
    engine: sa.Engine, who: str, field: str = "grant", value: Any = b"broken", tenant: str = "acme"
) -> None:
    mine = (CONNECTIONS.c.tenant == tenant, CONNECTIONS.c.id == who)
    with engine.begin() as database:
        assert database.execute(sa.update(CONNECTIONS).where(*mine).values({field: value})).rowcount == 1


def name(number: int) -> str:
    return f"c{number:02}"


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    for number in range(MANY):
        store.put(linked(id=name(number)))
    return store


@pytest.mark.parametrize("field", ["grant", "account"])
@pytest.mark.parametrize("value", [b"", b"\x01", b"\x01\x02k1", b"broken", b"\x01\x02k1" + bytes(60)])
def test_an_account_that_was_changed_is_listed_with_its_problem(
    filled: SqlStore, engine: sa.Engine, field: str, value: bytes
) -> None:
    whole = filled.get("acme", name(4))
    spoil(engine, name(3), field, value)
    found = list(filled.all("acme"))
    assert [each.id for each in found] == [name(number) for number in range(MANY)]
    assert found[4] == whole
    (bad,) = [each for each in found if each.problem is not None]
    assert (bad.id, bad.status, bad.grant.scopes) == (name(3), "active", ("a:read", "b:read"))
    assert (dict(bad.grant.credentials), dict(bad.account)) == ({}, {})
    with pytest.raises(InputError) as raised:
        filled.get("acme", name(3))
    assert raised.value.diagnostic.message == bad.problem
    assert raised.value.diagnostic.help == "forget the account, and link it anew"
    assert list(filled.unreadable()) == [bad]


def test_a_text_instead_of_bytes_does_not_open_and_stops_nobody(tmp_path: Path, keys: Keys) -> None:
    """SQLite takes one."""
    engine = sqlite(tmp_path / "accounts.db")
    store = SqlStore(engine, Vault(keys))
    for number in range(4):
        store.put(linked(id=name(number)))
    with engine.begin() as database:
        database.exec_driver_sql("update unispec_connections set \"grant\" = 'words' where id = 'c01'")
        database.exec_driver_sql("update unispec_connections set account = 5 where id = 'c02'")
    assert [each.id for each in store.all("acme") if each.problem] == [name(1), name(2)]
    with pytest.raises(InputError, match="not in a form that is known"):
        store.get("acme", name(1))
    keys.add()
    assert (store.rotate(), store.rotate()) == (2, 0)


@pytest.mark.parametrize("bad", [[0], [MANY - 1], [0, 1, 2, 3, 5], list(range(MANY))], ids=str)
@pytest.mark.parametrize("batch", [1, 3, MANY, 100])
def test_a_rotation_goes_past_what_does_not_open_and_ends(
    filled: SqlStore, engine: sa.Engine, keys: Keys, bad: list[int], batch: int
) -> None:
    for number in bad:
        spoil(engine, name(number), value=bytes(90))
    keys.add()
    steps = []
    while found := filled.rotate(batch):
        steps.append(found)
        assert len(steps) <= MANY, "it does not end"
    assert sum(steps) == MANY - len(bad)
    assert max(steps, default=0) <= batch
    assert [each.id for each in filled.unreadable()] == [name(number) for number in bad]
    keys.drop()
    assert [each.id for each in filled.all("acme") if each.problem is None] == [
        name(number) for number in range(MANY) if number not in bad
    ]
    assert {row.sealed_with for row in rows(engine) if row.id not in map(name, bad)} <= {"k2"}


def test_what_somebody_stores_behind_a_rotation_with_the_old_key_is_rotated_too(
    filled: SqlStore, engine: sa.Engine, keys: Keys
) -> None:
    behind = SqlStore(engine, Vault(keys()))
    spoil(engine, name(5))
    keys.add()
    assert filled.rotate(7) == 6
    behind.put(linked(id=name(1)))
    assert sum(iter(lambda: filled.rotate(7), 0)) == MANY - 1 - 6 + 1
    assert {row.sealed_with for row in rows(engine) if row.id != name(5)} == {"k2"}


class Counting(Vault):
    """Counts how often it was asked to open something."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(keys)
        self.asked = 0

    def open(self, sealed: bytes, shelf: Shelf) -> bytes:
        self.asked += 1
        return super().open(sealed, shelf)

    def reseal(self, sealed: bytes, shelf: Shelf) -> bytes:
        self.asked += 1
        return super().reseal(sealed, shelf)


def test_what_does_not_open_is_not_looked_at_again_for_each_batch(engine: sa.Engine, keys: Keys) -> None:
    vault = Counting(keys)
    store = SqlStore(engine, vault)
    for number in range(40):
        store.put(linked(id=name(number)))
    for number in range(20):
        spoil(engine, name(number))
    keys.add()
    vault.asked = 0
    assert sum(iter(lambda: store.rotate(2), 0)) == 20
    assert vault.asked <= 2 * 20 + 2 * 20


def test_two_that_rotate_at_once_leave_only_what_does_not_open(engine: sa.Engine, keys: Keys) -> None:
    stores = [SqlStore(engine, Vault(keys)) for _ in range(2)]
    for number in range(30):
        stores[0].put(linked(id=name(number)))
    for number in (0, 11, 29):
        spoil(engine, name(number))
    keys.add()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda each: sum(iter(lambda: each.rotate(5), 0)), stores))
    assert sum(done) == 27
    assert [each.id for each in stores[0].unreadable()] == [name(0), name(11), name(29)]


def test_the_accounts_of_all_tenants_that_do_not_open_are_named(store: SqlStore, engine: sa.Engine) -> None:
    for tenant in ("globex", "acme"):
        for number in range(3):
            store.put(linked(tenant, name(number)))
    assert list(store.unreadable()) == []
    spoil(engine, name(1), tenant="globex")
    spoil(engine, name(2))
    assert [(each.tenant, each.id) for each in store.unreadable()] == [("acme", "c02"), ("globex", "c01")]


@pytest.mark.parametrize("batch", [0, -1, True, 1.5, "5", None])
def test_a_batch_is_a_whole_number_above_zero(store: SqlStore, batch: Any) -> None:
    with pytest.raises(InputError, match="`batch` must be a whole number above zero"):
        store.rotate(batch)


def test_keys_that_cannot_be_read_at_all_are_no_problem_of_one_account(engine: sa.Engine, keys: Keys) -> None:
    SqlStore(engine, Vault(keys)).put(linked())

    def none() -> KeyRing:
        return KeyRing({})

    store = SqlStore(engine, Vault(none))
    for asking in (lambda: list(store.all("acme")), store.rotate, lambda: list(store.unreadable())):
        with pytest.raises(InputError) as raised:
            asking()
        assert raised.value.diagnostic.code is Code.MISSING_ENCRYPTION_KEY


def test_an_account_that_does_not_open_can_be_switched_off_and_forgotten(
    store: SqlStore, engine: sa.Engine
) -> None:
    store.put(linked())
    spoil(engine, "c1")
    found = store.switch("acme", "c1", on=False)
    assert found is not None
    assert (found[1].status, found[1].problem is None) == ("disabled", False)
    assert store.remove("acme", "c1")
