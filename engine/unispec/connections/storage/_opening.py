"""Opening a store by its address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from unispec.connections.storage._databases import database, sqlite
from unispec.connections.storage._keys import KeyRing
from unispec.connections.storage._sql import SqlStore
from unispec.connections.storage._vault import Vault


def open_store(address: Path | str, keys: KeyRing | Callable[[], KeyRing] | None = None) -> SqlStore:
    """Open the store at the path of a SQLite file or the URL of a PostgreSQL database.

    Keys come from the environment variable `UNISPEC_KEYS` when none are given. Raises `InputError`.
    """
    vault = Vault(KeyRing.from_environment() if keys is None else keys)
    is_url = isinstance(address, str) and "://" in address
    return SqlStore(database(str(address)) if is_url else sqlite(address), vault)
