"""What a store finds when it opens: tables of any version, clocks that were set back, no file at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.connections.conftest import Keys
from tests.connections.test_keeping import Crashed, World
from tests.connections.test_store import grant, linked
from unispec.connections import Ending, Status
from unispec.connections.storage import SqlStore, Vault, open_store, sqlite
from unispec.connections.storage._tables import STEPS
from unispec.diagnostics import Code, InputError, TransportError

NEWER = len(STEPS) + 6
HOUR = 3_600.0


def versions(engine: sa.Engine, *written: object) -> list[object]:
    """Write versions into a database, if any are given; give those that it has."""
    with engine.begin() as database:
        if written:
            database.exec_driver_sql("delete from unispec_version")
        for each in written:
            database.exec_driver_sql(f"insert into unispec_version values ({each!r})")
        return list(database.exec_driver_sql("select version from unispec_version").scalars())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([NEWER], f"the version {NEWER}, and the newest that is known here is {len(STEPS)}"),
        ([-5], "does not hold one version"),
        ([1, NEWER], "does not hold one version"),
        ([1, 1], "does not hold one version"),
        (["abc"], "does not hold one version"),
        ([0.5], "does not hold one version"),
    ],
    ids=str,
)
def test_tables_of_an_unknown_version_are_refused_and_stay_as_they_are(
    tmp_path: Path, keys: Keys, written: list[object], said: str
) -> None:
    engine = sqlite(tmp_path / "accounts.db")
    SqlStore(engine, Vault(keys))
    versions(engine, *written)
    with pytest.raises(InputError, match=said) as raised:
        SqlStore(engine, Vault(keys))
    assert raised.value.diagnostic.code is Code.INVALID_STORE
    assert versions(engine) == written


@pytest.mark.parametrize("written", [[], [0], [len(STEPS)]], ids=str)
def test_older_tables_are_brought_to_the_newest_form(
    engine: sa.Engine, keys: Keys, written: list[int]
) -> None:
    store = SqlStore(engine, Vault(keys))
    store.put(linked())
    versions(engine, *(written or [0]))
    if not written:
        with engine.begin() as database:
            database.exec_driver_sql("delete from unispec_version")
    again = SqlStore(engine, Vault(keys))
    assert again.get("acme", "c1") is not None
    assert versions(engine) == [len(STEPS)]


def test_a_store_in_memory_serves_all_threads_and_leaves_no_file(
    tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store, other = open_store(":memory:", keys), open_store(":memory:", keys)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: store.put(linked(id=f"c{number}")), range(40)))
        leases = list(pool.map(lambda _: store.lease("acme", "c1", 1, 60), range(16)))
    assert len(list(store.all("acme"))) == 40
    assert len([each for each in leases if each is not None]) == 1
    assert list(other.all("acme")) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scopes", [("a\0b", "c"), ("\ud800",)])
def test_a_grant_is_stored_whatever_its_scopes_are_called(store: SqlStore, scopes: tuple[str, ...]) -> None:
    store.put(linked())
    lease = store.lease("acme", "c1", 1, 60)
    assert lease is not None
    assert store.renew(lease, grant(2, scopes=scopes)) is Status.ACTIVE
    found = store.get("acme", "c1")
    assert found is not None
    assert found.grant.credentials == grant(2).credentials
    assert len(found.grant.scopes) == len(scopes)


class Clock:
    def __init__(self) -> None:
        self.now = 100 * HOUR

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(engine: sa.Engine, keys: Keys, clock: Clock) -> SqlStore:
    found = SqlStore(engine, Vault(keys), clock)
    found.put(linked())
    return found


@pytest.mark.parametrize("marks", [False, True])
def test_a_clock_that_was_set_back_ends_a_pause(timed: SqlStore, clock: Clock, marks: bool) -> None:
    lease = timed.lease("acme", "c1", 1, 15)
    assert lease is not None
    timed.release(lease, Ending(Status.DEGRADED, retry_at=clock.now + 16))
    clock.now -= 0.5
    found = timed.get("acme", "c1")
    assert found is not None
    assert found.retry_at == clock.now + 16.5, "clocks are put right by parts of a second all the time"
    assert timed.lease("acme", "c1", 1, 15) is None
    clock.now -= 3 * HOUR
    if marks:
        timed.switch("acme", "c1", on=False)
        timed.switch("acme", "c1", on=True)
    found = timed.get("acme", "c1")
    assert found is not None
    assert found.retry_at is None
    assert timed.lease("acme", "c1", 1, 15) is not None


def test_a_lease_lasts_no_longer_than_it_was_given_for_when_the_clock_is_set_back(
    timed: SqlStore, clock: Clock
) -> None:
    lease = timed.lease("acme", "c1", 1, 15)
    assert lease is not None
    clock.now -= 3 * HOUR
    assert timed.lease("acme", "c1", 1, 15) is None, "its holder may still be at work"
    clock.now += 14
    assert timed.lease("acme", "c1", 1, 15) is None
    clock.now += 1.1
    after = timed.lease("acme", "c1", 1, 15)
    assert after is not None
    assert after.interrupted
    assert timed.release(lease, Ending(Status.NEEDS_REAUTH)) is None, "it was lost"


def test_the_holder_of_a_lease_stores_its_grant_although_the_clock_was_set_back(
    timed: SqlStore, clock: Clock
) -> None:
    lease = timed.lease("acme", "c1", 1, 15)
    assert lease is not None
    clock.now -= 3 * HOUR
    assert timed.lease("acme", "c1", 1, 15) is None
    assert timed.renew(lease, grant(2)) is Status.ACTIVE
    assert timed.lease("acme", "c1", 2, 15) is not None


@pytest.mark.parametrize("crashed", [False, True])
def test_an_account_is_renewed_soon_after_the_clock_was_set_back(tmp_path: Path, crashed: bool) -> None:
    world = World(tmp_path)
    world.now += 5_000
    world.endpoint.mood = "down"
    assert isinstance(world.fresh(crash_after=5 if crashed else None), Crashed if crashed else TransportError)
    world.endpoint.mood = "well"
    world.now -= 3 * HOUR
    began = world.now
    assert world.fresh(refused=1).version == 2
    assert world.now - began <= (17 if crashed else 0.5)
