"""Opening a store by its address."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from unispec.connections.storage._keys import KeyRing
from unispec.diagnostics import Code, Diagnostic, InputError

if TYPE_CHECKING:
    from unispec.connections.storage._sql import SqlStore

_LIBRARIES = ("cryptography", "sqlalchemy")


def open_store(address: Path | str, keys: KeyRing | Callable[[], KeyRing] | None = None) -> SqlStore:
    """Open the store at the path of a SQLite file or the URL of a PostgreSQL database.

    It is made when it is not there; `:memory:` is one for tests, gone when it is closed. Keys come from the
    environment variable `UNISPEC_KEYS` when none are given; a function is asked for them each time, and may
    fail for a moment. Raises `InputError`, and `TransportError` when the database cannot be reached.
    """
    lacking = [name for name in _LIBRARIES if find_spec(name) is None]
    if lacking:
        message = f"linked accounts need libraries that are not there: {', '.join(lacking)}"
        remedy = "`pip install 'unispec[accounts]'`, or `[postgres]`"
        raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy))
    from unispec.connections.storage._databases import database, sqlite
    from unispec.connections.storage._sql import SqlStore
    from unispec.connections.storage._vault import Vault

    vault = Vault(KeyRing.from_environment() if keys is None else keys)
    is_url = isinstance(address, str) and "://" in address
    return SqlStore(database(str(address)) if is_url else sqlite(address), vault)
