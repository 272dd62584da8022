"""What a process that was forked must not share with the one it comes from: sockets, threads, locks.

The threads of the old process are not there, so a lock that one of them held would stay locked for good; and
two who read from one socket get the answers of each other.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Owner(Protocol):
    """Has something that each process needs for itself."""

    def _begin(self) -> None:
        """Make it anew."""


_OWNERS: WeakSet[Owner] = WeakSet()


def after_fork(owner: Owner) -> None:
    """Have an object begin anew in each process that is forked from this one, while it lives."""
    _OWNERS.add(owner)


def _begin_anew() -> None:
    for owner in tuple(_OWNERS):
        owner._begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
