"""Linked accounts: whose they are, what opens them, and how both are kept."""

from unispec.connections._databases import database, sqlite
from unispec.connections._keys import KeyRing, new_key
from unispec.connections._linked import Ending, Grant, Lease, Linked, LinkRequest, Reason, Status
from unispec.connections._sql import SqlStore
from unispec.connections._store import Store
from unispec.connections._vault import Shelf, Vault, key_of

__all__ = [
    "Ending",
    "Grant",
    "KeyRing",
    "Lease",
    "LinkRequest",
    "Linked",
    "Reason",
    "Shelf",
    "SqlStore",
    "Status",
    "Store",
    "Vault",
    "database",
    "key_of",
    "new_key",
    "sqlite",
]
