"""Linked accounts at rest: sealed, in a database, under keys that can be changed."""

from unispec.connections.storage._databases import database, sqlite
from unispec.connections.storage._keys import KeyRing, new_key
from unispec.connections.storage._opening import open_store
from unispec.connections.storage._sql import SqlStore
from unispec.connections.storage._vault import Shelf, Vault, key_of

__all__ = ["KeyRing", "Shelf", "SqlStore", "Vault", "database", "key_of", "new_key", "open_store", "sqlite"]
