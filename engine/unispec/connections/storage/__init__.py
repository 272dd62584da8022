"""Linked accounts at rest: sealed, in a database, under keys that can be changed.

Names are loaded when they are first used: the libraries of the extra `accounts` may not be there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unispec.connections.storage._databases import database, sqlite
    from unispec.connections.storage._keys import KeyRing, new_key
    from unispec.connections.storage._opening import open_store
    from unispec.connections.storage._sql import SqlStore
    from unispec.connections.storage._vault import Shelf, Vault, key_of

__all__ = ["KeyRing", "Shelf", "SqlStore", "Vault", "database", "key_of", "new_key", "open_store", "sqlite"]

_HOMES = {
    "KeyRing": "_keys",
    "Shelf": "_vault",
    "SqlStore": "_sql",
    "Vault": "_vault",
    "database": "_databases",
    "key_of": "_vault",
    "new_key": "_keys",
    "open_store": "_opening",
    "sqlite": "_databases",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
