"""Changing the key of a store: accounts of other keys are sealed anew, past those that do not open.

Accounts are taken in the order of their tenants and ids. Where a batch ended is kept in mind, so that the
next one does not look again at all that do not open; and all are looked at before nothing is said to be
left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import sqlalchemy as sa

from unispec.connections._linked import Linked
from unispec.connections.storage._sealing import Sealing, is_unreadable
from unispec.connections.storage._tables import CONNECTIONS
from unispec.diagnostics import Code, Diagnostic, InputError

Transaction: TypeAlias = Callable[[], AbstractContextManager[sa.Connection]]
Name: TypeAlias = tuple[str, str]

_NAME = sa.tuple_(CONNECTIONS.c.tenant, CONNECTIONS.c.id)
_IN_ORDER = (CONNECTIONS.c.tenant, CONNECTIONS.c.id)
_PAGE = 500


class Rotation:
    """Seals what is stored with the current key; threads and processes may do so at once."""

    def __init__(self, sealing: Sealing, changing: Transaction, reading: Transaction) -> None:
        self._sealing = sealing
        self._changing = changing
        self._reading = reading
        self._last: Name | None = None

    def rotate(self, batch: int) -> int:
        """Seal up to `batch` accounts anew; 0 when all that open are sealed with the current key."""
        if isinstance(batch, bool) or not isinstance(batch, int) or batch < 1:
            message = "`batch` must be a whole number above zero"
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
        last, rounds = self._last, 1 if self._last is None else 2
        while rounds:
            count, last = self._rotated(last, batch)
            self._last = last
            if count:
                return count
            rounds -= last is None
        return 0

    def unreadable(self) -> Iterator[Linked]:
        """Give the accounts that do not open, in their order."""
        last: Name | None = None
        while True:
            page = sa.select(CONNECTIONS).where(*_after(last)).order_by(*_IN_ORDER).limit(_PAGE)
            with self._reading() as database:
                rows = database.execute(page).all()
            found = map(self._sealing.listed, rows)
            yield from (each for each in found if each.problem is not None)
            if len(rows) < _PAGE:
                return
            last = (rows[-1].tenant, rows[-1].id)

    def _rotated(self, last: Name | None, batch: int) -> tuple[int, Name | None]:
        """Seal anew what opens of the next accounts; tell how many, and where they end, None for all."""
        others = (CONNECTIONS.c.sealed_with != self._sealing.vault.newest, *_after(last))
        names = sa.select(*_IN_ORDER).where(*others).order_by(*_IN_ORDER).limit(batch)
        with self._changing() as database:
            found = database.execute(names).all()
            if not found:
                return 0, None
            end: Name = (found[-1].tenant, found[-1].id)
            mine = sa.select(CONNECTIONS).where(*others, sa.tuple_(*end) >= _NAME).order_by(*_IN_ORDER)
            rows = database.execute(mine.with_for_update()).all()
            count = sum(self._resealed(database, row) for row in rows)
        return count, end if len(found) == batch else None

    def _resealed(self, database: sa.Connection, row: sa.Row[Any]) -> bool:
        """Seal an account anew; tell whether it opens."""
        own = sa.update(CONNECTIONS).where(CONNECTIONS.c.tenant == row.tenant, CONNECTIONS.c.id == row.id)
        try:
            anew = self._sealing.resealed(row)
        except InputError as error:
            if not is_unreadable(error):
                raise
            return False
        database.execute(own.values(**anew))
        return True


def _after(last: Name | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if last is None else (sa.tuple_(*last) < _NAME,)
