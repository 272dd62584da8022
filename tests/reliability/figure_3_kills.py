"""`kill -9` at six points of a renewal, and at any moment of a write: what is stored is what happened."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

import sqlalchemy as sa

from tests.reliability.provider import FORKING, Control, provider
from tests.reliability.worker import TENANT, Site, linked, places
from unispec import Engine
from unispec.connections import Lease, Pace, Status
from unispec.connections.storage import SqlStore
from unispec.diagnostics import LinkError, TransportError
from unispec.flow import Send

PACE = Pace(call=1.0, lease=2.0, poll=0.05, pause=0.1, patience=5.0)
SLACK = 10.0
"""How many seconds more than two leases it may take until an account is decided, on a busy machine."""

TOGETHER = 6
KILLS = {(False, "SQLite"): 3, (False, "PostgreSQL"): 1, (True, "SQLite"): 50, (True, "PostgreSQL"): 50}
WRITES = {(False, "SQLite"): 30, (False, "PostgreSQL"): 5, (True, "SQLite"): 300, (True, "PostgreSQL"): 100}
"""How often at each point, and how many writers; the long profile, and each kind of store."""

ACTIVE, LOST = "active", "refresh_interrupted"
POINTS = {
    "before the lease": ACTIVE,
    "lease taken": ACTIVE,
    "request sent, token untouched": ACTIVE,
    "request sent, token taken": LOST,
    "answer received": LOST,
    "before the commit": LOST,
    "after the commit": ACTIVE,
}
"""What must become of an account; the second point has two sides, as the provider may have acted or not."""


def measure(long: bool) -> Iterator[str]:
    """Count kills, what became of the accounts, and writes that were acknowledged."""
    with provider() as control, places(control.port, pace=PACE) as sites:
        for site in sites:
            yield f"{site.kind}: {_killed(site, control, KILLS[long, site.kind])}"
            yield f"{site.kind}: {_written(site, WRITES[long, site.kind])}"


def _killed(site: Site, control: Control, count: int) -> str:
    store = site.emptied()
    cases = [(point, f"{site.kind}{index}x{n}") for n in range(count) for index, point in enumerate(POINTS)]
    told = Lock()

    def controlled(*accounts: str, **asked: Any) -> dict[str, Any]:
        with told:
            return control(*accounts, **asked)

    with closing(store), site.engine(store) as engine, ThreadPoolExecutor(TOGETHER) as pool:
        longest = max(pool.map(lambda case: _case(site, engine, controlled, *case), cases))
    found = Counter(POINTS[point] for point, _ in cases)
    return (
        f"{len(cases)} kills at {len(POINTS)} points: "
        + ", ".join(f"{number} {what}" for what, number in found.items())
        + f", each as expected; decided at most {longest:.1f} s after the kill, leases last {PACE.lease:g} s"
    )


def _case(site: Site, engine: Engine, control: Callable[..., Any], point: str, account: str) -> float:
    """Kill one process at a point, and look what becomes of its account; give how long that took."""
    store = engine._accounts.store  # type: ignore[union-attr]
    moods = {"request sent, token untouched": "hang", "request sent, token taken": "late"}
    control(account, moods=[{"name": moods[point], "seconds": 30}] if point in moods else [])
    store.put(linked(account, 1, store.now() - 1))
    process = FORKING.Process(target=_renew, args=(site, account, point), daemon=True)
    process.start()
    if point in moods:
        while not (counted := control(account)[account])["under_way"] or (
            point.endswith("taken") and counted["number"] == 1
        ):
            time.sleep(0.01)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, f"{point}: the process ended with {process.exitcode}"
    began = time.monotonic()
    found = _came_of(engine, account)
    took = time.monotonic() - began
    assert found == POINTS[point], f"killed {point}: {found}"
    assert took < 2 * PACE.lease + SLACK, f"killed {point}: decided after {took:.1f} s"
    counted = control(account)[account]
    assert counted["unexcused"] == counted["taken_twice"] == 0
    return took


def _came_of(engine: Engine, account: str) -> str:
    """Call until it is known what became of an account."""
    connection = engine.connect("steady", tenant=TENANT, connection=account, private_network=True)
    while True:
        try:
            number = connection.request("GET", "/things").result["number"]
        except TransportError:
            continue
        except LinkError as error:
            return str(error.reason)
        stored = next(each for each in engine.accounts(TENANT) if each.id == account)
        assert (stored.status, stored.reason, number) == (Status.ACTIVE, None, "2")
        return ACTIVE


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Deadly:
    """A store whose process dies at a point."""

    store: SqlStore
    point: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def lease(self, tenant: str, connection: str, version: int, seconds: float) -> Lease | None:
        if self.point == "before the lease":
            _die()
        found = self.store.lease(tenant, connection, version, seconds)
        if self.point == "lease taken":
            _die()
        return found

    def renew(self, lease: Lease, grant: Any) -> Status | None:
        if self.point == "before the commit":
            sa.event.listen(self.store._engine, "commit", _die)
        found = self.store.renew(lease, grant)
        if self.point == "after the commit":
            _die()
        return found


def _renew(site: Site, account: str, point: str) -> None:
    engine = site.engine(Deadly(site.store(), point))  # type: ignore[arg-type]
    send = engine._transport.send

    def deadly(step: Send, authority: Any) -> Any:
        answer = send(step, authority)
        if point == "answer received" and step.is_private:
            _die()
        return answer

    engine._transport.send = deadly  # type: ignore[method-assign]
    connection = engine.connect("steady", tenant=TENANT, connection=account, private_network=True)
    connection.request("GET", "/things")


def _written(site: Site, count: int) -> str:
    """Kill writers at any moment; every write that they were told is stored must be there."""
    drawn, store = random.Random(3), site.emptied()
    acknowledged = ahead = 0
    for number in range(count):
        here, there = FORKING.Pipe(duplex=False)
        process = FORKING.Process(target=_write, args=(site, f"w{number}", there), daemon=True)
        process.start()
        there.close()
        assert here.recv() == 0
        time.sleep(drawn.uniform(0.0, 0.25))
        process.kill()
        last = _last(here)
        process.join()
        account = store.get(TENANT, f"w{number}")
        stored = account.version if account is not None else 0
        assert stored >= last, f"write {last} was acknowledged and {stored} is stored"
        assert stored <= last + 1, "something is stored that nobody wrote"
        if account is not None:
            assert account.grant.credentials["access_token"].reveal().endswith(f".{stored}")
        acknowledged += last
        ahead += stored > last
    if site.kind == "SQLite":
        with store._engine.begin() as database:
            assert database.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    store.close()
    return (
        f"{count} kills during writes: {acknowledged} acknowledged, 0 lost, {ahead} stored and not yet told"
        + (", integrity_check ok" if site.kind == "SQLite" else "")
    )


def _last(pipe: Connection) -> int:
    last = 0
    while True:
        try:
            last = pipe.recv()
        except (EOFError, OSError):
            return last


def _write(site: Site, account: str, pipe: Connection) -> None:
    store = site.store()
    pipe.send(0)
    for number in range(1, 1_000_000):
        store.put(linked(account, number))
        pipe.send(number)
