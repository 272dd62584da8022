"""What a process that was forked must not share with the one it comes from: sockets, threads, locks.

The threads of the old process are not there, so a lock that one of them held would stay locked for good; and
two who read from one socket get the answers of each other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
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


class Undivided:
    """What a fork may not cut in two, such as the writing to a file: it waits until that is whole."""

    def __init__(self) -> None:
        self._begin()
        after_fork(self)
        _UNDIVIDED.add(self)

    def _begin(self) -> None:
        self._changed = Condition()
        self._inside = self._forks = 0

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Be inside; several may be."""
        with self._changed:
            self._changed.wait_for(lambda: not self._forks)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def hold(self) -> None:
        """Let nobody in, and wait until nobody is inside, some seconds at most."""
        with self._changed:
            self._forks += 1
            self._changed.wait_for(lambda: not self._inside, _PATIENCE)

    def go_on(self) -> None:
        """Let everybody in again."""
        with self._changed:
            self._forks -= 1
            self._changed.notify_all()


_PATIENCE = 5.0
_UNDIVIDED: WeakSet[Undivided] = WeakSet()
_held: list[tuple[Undivided, ...]] = []


def _hold() -> None:
    found = tuple(_UNDIVIDED)
    for each in found:
        each.hold()
    _held.append(found)


def _go_on() -> None:
    for each in _held.pop():
        each.go_on()


def _begin_anew() -> None:
    _held.clear()
    for owner in tuple(_OWNERS):
        owner._begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_hold, after_in_parent=_go_on, after_in_child=_begin_anew)
