"""Linked accounts: how they are linked, kept fresh, and used; how they are kept is `connections.storage`."""

from unispec.connections._accounts import Accounts
from unispec.connections._authorized import authorized
from unispec.connections._callers import an_id, texts_or_none
from unispec.connections._keeping import Change, Keeper
from unispec.connections._linked import Ending, Grant, Lease, Linked, LinkRequest, Reason, Status
from unispec.connections._linking import Begun
from unispec.connections._oauth import App
from unispec.connections._renewal import Pace
from unispec.connections._store import Store
from unispec.connections._usable import usable

__all__ = [
    "Accounts",
    "App",
    "Begun",
    "Change",
    "Ending",
    "Grant",
    "Keeper",
    "Lease",
    "LinkRequest",
    "Linked",
    "Pace",
    "Reason",
    "Status",
    "Store",
    "an_id",
    "authorized",
    "texts_or_none",
    "usable",
]
