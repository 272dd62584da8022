"""Stored credentials: not one byte can be changed or moved, and keys are changed while they are read.

Rows are rotated under eight readers and a writer, and the process that rotates is killed again and again.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.reliability.provider import FORKING
from tests.reliability.worker import Site, linked, places
from unispec.connections import Linked
from unispec.connections.storage import KeyRing, SqlStore, key_of, new_key, open_store
from unispec.connections.storage._tables import CONNECTIONS
from unispec.diagnostics import InputError

READERS = 8
ROWS = {False: 500, True: 10_000}
KILLS = {False: 3, True: 20}
FIELDS = ("grant", "account")


def measure(long: bool) -> Iterator[str]:
    """Count changed and moved bytes that were refused, reads during a rotation, and what it left."""
    with places(0) as sites:
        for site in sites:
            yield f"{site.kind}: {_flipped(site, long)}"
            yield f"{site.kind}: {_swapped(site)}"
            yield f"{site.kind}: {_rotated(site, ROWS[long], KILLS[long])}"


def _account(tenant: str, name: str) -> Linked:
    account = {"email": f"{name}@example.com"}
    return replace(linked(name), tenant=tenant, account=account)


def _flipped(site: Site, long: bool) -> str:
    store = site.emptied()
    store.put(_account("acme", "c1"))
    row = _rows(store)[0]
    count = 0
    for field in FIELDS:
        sealed = bytes(getattr(row, field))
        for index, byte in enumerate(sealed):
            for bits in (1, 2, 4, 8, 16, 32, 64, 128, 255) if long else (1 << (index % 8),):
                changed = sealed[:index] + bytes((byte ^ bits,)) + sealed[index + 1 :]
                _set(store, row, {field: changed})
                _is_refused(store, row)
                count += 1
        _set(store, row, {field: sealed})
    assert store.get("acme", "c1") is not None
    store.close()
    return f"{count} changed bytes of one row, every place of it: {count} refused"


def _swapped(site: Site) -> str:
    store = site.emptied()
    for tenant in ("acme", "other"):
        for name in ("c1", "c2", "c3"):
            store.put(_account(tenant, name))
    store.put(replace(_account("acme", "c4"), integration="elsewhere"))
    rows = _rows(store)
    count = 0
    for mine in rows:
        own = {field: getattr(mine, field) for field in FIELDS}
        moved: list[dict[str, Any]] = [{"grant": mine.account}, {"account": mine.grant}]
        moved += [{field: getattr(each, field)} for each in rows if each is not mine for field in FIELDS]
        moved += [{field: getattr(each, field) for field in FIELDS} for each in rows if each is not mine]
        for change in moved:
            _set(store, mine, own | change)
            _is_refused(store, mine)
            count += 1
        _set(store, mine, own)
    assert all(store.get(each.tenant, each.id) for each in rows)
    store.close()
    return f"{count} fields and rows moved between {len(rows)} accounts: {count} refused"


def _is_refused(store: SqlStore, row: Any) -> None:
    try:
        store.get(row.tenant, row.id)
    except InputError:
        return
    raise AssertionError("credentials that were changed or moved did open")


def _rows(store: SqlStore) -> list[Any]:
    with store._engine.begin() as database:
        return list(database.execute(sa.select(CONNECTIONS).order_by(CONNECTIONS.c.tenant, CONNECTIONS.c.id)))


def _set(store: SqlStore, row: Any, columns: dict[str, Any]) -> None:
    mine = sa.update(CONNECTIONS).where(CONNECTIONS.c.tenant == row.tenant, CONNECTIONS.c.id == row.id)
    with store._engine.begin() as database:
        database.execute(mine.values(**columns))


def _rotated(site: Site, count: int, kills: int) -> str:
    drawn = random.Random(8)
    old, new = new_key("k1"), new_key("k2")
    _write(site, old)
    site.emptied().close()
    store = _open(site)
    _fill(store, count)
    readers = [_started(_read, site, count, seed) for seed in range(READERS)]
    writer = _started(_rewrite, site, count, READERS)
    _write(site, old, new)
    time.sleep(0.2)
    _write(site, new, old)
    for _ in range(kills):
        here, there = FORKING.Pipe()
        process = FORKING.Process(target=_rotate, args=(site, there), daemon=True)
        process.start()
        assert here.recv(), "nothing was left to rotate"
        time.sleep(drawn.uniform(0.0, 0.1))
        process.kill()
        process.join()
    rotated = sum(iter(_started(_rotate, site).recv, 0))
    written = _stopped(writer)
    while store.rotate():
        continue
    counts = [_stopped(each) for each in readers]
    rows = _rows(store)
    assert {each.sealed_with for each in rows} == {"k2"}
    assert {key_of(bytes(getattr(each, field))) for each in rows for field in FIELDS} == {"k2"}
    _write(site, new)
    assert len(list(store.all("acme"))) == count
    store.close()
    return (
        f"{count} rows rotated under {READERS} readers and a writer, {kills} kills of who rotates "
        f"({rotated} rows left for the last): {sum(counts)} reads and {written} writes, 0 failed; "
        f"all {count} open with the new key alone"
    )


def _fill(store: SqlStore, count: int) -> None:
    """Store many accounts at once."""
    times = {"version": 1, "fence": 1, "failures": 0, "created_at": 0.0, "updated_at": 0.0, "granted_at": 0.0}
    rows = [store._sealing.columns(_account("acme", f"c{number}")) | times for number in range(count)]
    with store._engine.begin() as database:
        database.execute(sa.insert(CONNECTIONS), rows)


def _file(site: Site) -> Path:
    return site.folder / "keys"


def _write(site: Site, *keys: str) -> None:
    """Write the file of keys, the one that encrypts first; readers see it old or new, and whole."""
    draft = _file(site).with_suffix(".new")
    draft.write_text("\n".join(keys))
    os.replace(draft, _file(site))  # noqa: PTH105 - the word for what is meant


def _open(site: Site) -> SqlStore:
    return open_store(site.address, lambda: KeyRing.from_file(_file(site)))


def _started(work: Callable[..., None], *given: Any) -> Connection:
    here, there = FORKING.Pipe()
    FORKING.Process(target=work, args=(*given, there), daemon=True).start()
    return here


def _stopped(pipe: Connection) -> int:
    pipe.send("stop")
    assert pipe.poll(30), "a process did not answer"
    found = pipe.recv()
    assert isinstance(found, int), found
    return found


def _read(site: Site, count: int, seed: int, pipe: Connection) -> None:
    """Read accounts until told to stop; give how many were read, or what went wrong."""
    drawn, store, found = random.Random(seed), _open(site), 0
    while not pipe.poll():
        name = f"c{drawn.randrange(count)}"
        try:
            account = store.get("acme", name)
            assert account is not None
            assert account.account["email"] == f"{name}@example.com"
        except Exception as error:
            pipe.send(f"{type(error).__name__}: {error}")
            return
        found += 1
        time.sleep(0.002)
    pipe.send(found)


def _rewrite(site: Site, count: int, seed: int, pipe: Connection) -> None:
    """Link accounts anew until told to stop; give how many."""
    drawn, store, found = random.Random(seed), _open(site), 0
    while not pipe.poll():
        store.put(_account("acme", f"c{drawn.randrange(count)}"))
        found += 1
        time.sleep(0.01)
    pipe.send(found)


def _rotate(site: Site, pipe: Connection) -> None:
    """Rotate in small steps; tell of each, and of the end by 0."""
    store, rotated = _open(site), 1
    while rotated:
        rotated = store.rotate(10)
        pipe.send(rotated)
