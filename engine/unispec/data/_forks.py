"""What a process that was forked must not share with the one it comes from: sockets, threads, locks.

The threads of the old process are not there, so a lock that one of them held would stay locked for good; and
two who read from one socket get the answers of each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from weakref import WeakMethod

_BEGINNINGS: set[WeakMethod[Callable[[], None]]] = set()


def after_fork(begin: Callable[[], None]) -> None:
    """Call a method in each process that is forked from this one, while its object lives."""
    _BEGINNINGS.add(WeakMethod(begin, _BEGINNINGS.discard))


def _begin_anew() -> None:
    for each in tuple(_BEGINNINGS):
        begin = each()
        if begin is not None:
            begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
