"""A store in a database: SQLite for one machine, PostgreSQL for many.

Every change is one transaction that is durable when it ends. Which renewal may write is decided by the
version of its grant, and by the fence of its lease when it gave none, whatever clocks say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from unispec.connections._linked import Ending, Grant, Lease, Linked, LinkRequest, Reason, Status
from unispec.connections._store import Adjustment, Result
from unispec.connections.storage._databases import READS, reported
from unispec.connections.storage._leasing import is_free, paused_until, shortened
from unispec.connections.storage._rotation import Rotation
from unispec.connections.storage._sealing import Sealing
from unispec.connections.storage._tables import CONNECTIONS, LINKS, NOTES, migrate
from unispec.connections.storage._vault import Vault
from unispec.data import Undivided, after_fork

_CLOCK = sa.select(sa.extract("epoch", sa.func.clock_timestamp()))
_MIGRATING = sa.select(sa.func.pg_advisory_xact_lock(7_264_001))
_NOBODY = {"lease_until": None, "renewal_began": None}
_FRESH = {**_NOBODY, "failures": 0, "retry_at": None}


class SqlStore:
    """Keeps linked accounts in a database; threads and processes may share it."""

    def __init__(self, engine: sa.Engine, vault: Vault, clock: Callable[[], float] | None = None) -> None:
        self._engine = engine
        self._sealing = Sealing(vault)
        self._has_locks = engine.dialect.name == "postgresql"
        self._has_clock = self._has_locks and clock is None
        self._clock = clock or time.time
        self._writing = Undivided()
        after_fork(self)
        self._rotation = Rotation(self._sealing, self._changing, self._reading)
        with self._changing() as database:
            if engine.dialect.name == "postgresql":
                database.execute(_MIGRATING)
            migrate(database)

    def _begin(self) -> None:
        """Leave the connections to the process that this one was forked from."""
        self._engine.dispose(close=False)

    def now(self) -> float:
        """Tell the time."""
        if not self._has_clock:
            return self._clock()
        with self._reading() as database:
            return self._time(database)

    def put(self, linked: Linked) -> Linked:
        """Store a new account, or the new grant of one that is there."""
        columns = self._sealing.columns(linked)
        with self._changing() as database:
            now = self._time(database)
            known = database.execute(_of(linked.tenant, linked.id).with_for_update()).one_or_none()
            if known is None:
                new = {"version": 1, "fence": 1, "created_at": now, "updated_at": now, "granted_at": now}
                database.execute(sa.insert(CONNECTIONS).values(**columns, **new, **_FRESH))
            else:
                newer = {"version": known.version + 1, "fence": known.fence + 1}
                dated = {"updated_at": now, "granted_at": now}
                columns |= _status(known, linked.status, linked.reason)
                mine = _change(linked.tenant, linked.id)
                database.execute(mine.values(**columns, **newer, **dated, **_FRESH))
            return self._sealing.linked(database.execute(_of(linked.tenant, linked.id)).one())

    def get(self, tenant: str, connection: str) -> Linked | None:
        """Give an account; None when the tenant has none of that id."""
        with self._reading() as database:
            row = database.execute(_of(tenant, connection)).one_or_none()
            is_dated = row is not None and (row.retry_at, row.lease_until) != (None, None)
            now = self._time(database) if is_dated else 0.0
        if row is None:
            return None
        leased = None if shortened(row, now) else row.lease_until
        return replace(self._sealing.linked(row), retry_at=paused_until(row, now), leased_until=leased)

    def all(self, tenant: str, integration: str | None = None) -> Iterator[Linked]:
        """Give the accounts of a tenant, the oldest first; one that does not open has a `problem`."""
        asked = sa.select(CONNECTIONS).where(CONNECTIONS.c.tenant == tenant)
        if integration is not None:
            asked = asked.where(CONNECTIONS.c.integration == integration)
        with self._reading() as database:
            rows = database.execute(asked.order_by(CONNECTIONS.c.created_at, CONNECTIONS.c.id)).all()
        return map(self._sealing.listed, rows)

    def remove(self, tenant: str, connection: str) -> bool:
        """Forget an account; tell whether it was there."""
        gone = sa.delete(CONNECTIONS).where(*_is(tenant, connection))
        with self._changing() as database:
            database.execute(sa.delete(NOTES).where(*_about(tenant, connection)))
            return database.execute(gone).rowcount == 1

    def lease(self, tenant: str, connection: str, version: int, seconds: float) -> Lease | None:
        """Take the right to renew a grant, and write down that it begins."""
        asked = _of(tenant, connection)
        with self._reading() as database:  # who only waits for a renewal must not stand in its way
            row, now = database.execute(asked).one_or_none(), self._time(database)
            if not (is_free(row, version, now) or shortened(row, now)):
                return None
        with self._changing() as database:
            row = database.execute(asked.with_for_update()).one_or_none()
            now = self._time(database)
            if columns := shortened(row, now):
                database.execute(_change(tenant, connection).values(**columns))
            if row is None or columns or not is_free(row, version, now):
                return None
            began, orphan = row.renewal_began is not None, row.lease_until is not None
            lease = Lease(tenant, connection, version, row.fence + 1, now + seconds, began, began and orphan)
            taken = {"fence": lease.fence, "lease_until": lease.until, "renewal_began": now}
            database.execute(_change(tenant, connection).values(**taken))
            return lease

    def renew(self, lease: Lease, grant: Grant) -> Status | None:
        """Store the grant that a renewal gave, and give the status before; None when there is another."""
        with self._changing() as database:
            row = database.execute(_of(lease.tenant, lease.connection).with_for_update()).one_or_none()
            if row is None or row.version != lease.version:
                return None
            now = self._time(database)
            columns = self._sealing.granted(row, grant) | {
                "account": self._sealing.resealed(row)["account"],
                "version": row.version + 1,
                **_status(row, Status.ACTIVE),
                "updated_at": now,
                "granted_at": now,
            }
            database.execute(_change(lease.tenant, lease.connection).values(**columns, **_FRESH))
            return Status(row.status)

    def release(self, lease: Lease, ending: Ending) -> Status | None:
        """End a renewal that gave no grant, and give the status before; None when the lease was lost."""
        with self._changing() as database:
            row = self._held(database, lease)
            if row is None:
                return None
            columns = {
                "lease_until": None,
                "renewal_began": None if ending.is_known else row.renewal_began,
                "failures": row.failures + 1,
                "retry_at": ending.retry_at,
                **_status(row, ending.status, ending.reason),
                "updated_at": self._time(database),
            }
            database.execute(_change(lease.tenant, lease.connection).values(**columns))
            return Status(row.status)

    def mark(
        self, tenant: str, connection: str, version: int, status: Status, reason: Reason | None = None
    ) -> bool:
        """Change the status of an account that still has this grant; tell whether it changed."""
        with self._changing() as database:
            row = database.execute(_of(tenant, connection).with_for_update()).one_or_none()
            if row is None or row.version != version:
                return False
            told = _status(row, status, reason)
            if told == {"status": row.status, "reason": row.reason}:
                return False
            now = self._time(database)
            columns = {**told, "retry_at": paused_until(row, now), "updated_at": now}
            database.execute(_change(tenant, connection).values(**columns))
            return told["status"] == status

    def switch(self, tenant: str, connection: str, *, on: bool) -> tuple[Status, Linked] | None:
        """Disable an account, or end that; give its status before, and the account. None without one."""
        asked = _of(tenant, connection)
        with self._changing() as database:
            row = database.execute(asked.with_for_update()).one_or_none()
            if row is None:
                return None
            if on == (row.status == Status.DISABLED):
                back = Status.NEEDS_REAUTH if row.reason else Status.ACTIVE
                now, after = self._time(database), str(back if on else Status.DISABLED)
                told = {"status": after, "retry_at": paused_until(row, now), "updated_at": now}
                database.execute(_change(tenant, connection).values(**told))
            return Status(row.status), self._sealing.listed(database.execute(asked).one())

    def adjust(self, tenant: str, connection: str, topic: str, change: Adjustment[Result]) -> Result:
        """Change a note about an account; nobody else changes it meanwhile."""
        here = (*_about(tenant, connection), NOTES.c.topic == topic)
        place = {"tenant": tenant, "connection": connection, "topic": topic}
        with self._changing() as database:
            if self._has_locks:
                database.execute(postgresql.insert(NOTES).values(**place, note="").on_conflict_do_nothing())
            known = database.execute(sa.select(NOTES.c.note).where(*here).with_for_update()).scalar()
            note, answer = change(known or None, self._time(database))
            if known is None:
                database.execute(sa.insert(NOTES).values(**place, note=note))
            else:
                database.execute(sa.update(NOTES).where(*here).values(note=note))
            return answer

    def begin_link(self, state: str, request: LinkRequest) -> None:
        """Remember a link that was begun, by its single-use state; forget those past their time."""
        digest = _digest(state)
        columns = {"tenant": request.tenant, "state": digest, "expires_at": request.expires_at}
        with self._changing() as database:
            database.execute(sa.delete(LINKS).where(LINKS.c.expires_at <= self._time(database)))
            sealed = self._sealing.request(digest, request)
            database.execute(sa.insert(LINKS).values(**columns, request=sealed))

    def end_link(self, tenant: str, state: str) -> LinkRequest | None:
        """Take a link of a tenant out; of several that ask at once, one gets it. None past its time."""
        gone = sa.delete(LINKS).where(LINKS.c.tenant == tenant, LINKS.c.state == _digest(state))
        with self._changing() as database:
            row = database.execute(gone.returning(LINKS)).one_or_none()
            is_late = row is not None and row.expires_at <= self._time(database)
        return None if row is None or is_late else self._sealing.requested(row)

    def rotate(self, batch: int = 100) -> int:
        """Seal up to `batch` accounts of other keys with the current one; tell how many there were."""
        return self._rotation.rotate(batch)

    def unreadable(self) -> Iterator[Linked]:
        """Give the accounts of all tenants that do not open, each with its `problem`."""
        return self._rotation.unreadable()

    def close(self) -> None:
        """Close all connections to the database."""
        self._engine.dispose()

    def _held(self, database: sa.Connection, lease: Lease) -> sa.Row[Any] | None:
        """Give the account of a lease; None when somebody else has it by now, or it has ended."""
        row = database.execute(_of(lease.tenant, lease.connection).with_for_update()).one_or_none()
        is_mine = row is not None and row.fence == lease.fence and row.lease_until is not None
        return row if is_mine else None

    @contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        with reported(self._engine.url), self._writing.whole(), self._engine.begin() as database:
            yield database

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with (
            reported(self._engine.url),
            self._engine.connect() as database,
            database.execution_options(**READS).begin(),
        ):
            yield database

    def _time(self, database: sa.Connection) -> float:
        return float(database.execute(_CLOCK).scalar_one()) if self._has_clock else self._clock()


def _is(tenant: str, connection: str) -> tuple[sa.ColumnElement[bool], ...]:
    return CONNECTIONS.c.tenant == tenant, CONNECTIONS.c.id == connection


def _about(tenant: str, connection: str) -> tuple[sa.ColumnElement[bool], ...]:
    return NOTES.c.tenant == tenant, NOTES.c.connection == connection


def _of(tenant: str, connection: str) -> sa.Select[Any]:
    return sa.select(CONNECTIONS).where(*_is(tenant, connection))


def _change(tenant: str, connection: str) -> sa.Update:
    return sa.update(CONNECTIONS).where(*_is(tenant, connection))


def _status(row: sa.Row[Any], after: Status, reason: Reason | None = None) -> dict[str, str | None]:
    """Tell how an account is after a renewal; one that was disabled meanwhile stays so, with the reason."""
    is_off = row.status == Status.DISABLED
    keeps = is_off and after in (Status.DEGRADED, Status.DISABLED)
    return {
        "status": str(Status.DISABLED if is_off else after),
        "reason": row.reason if keeps else reason and str(reason),
    }


def _digest(state: str) -> str:
    return sha256(state.encode(errors="surrogatepass")).hexdigest()
