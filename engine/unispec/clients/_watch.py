"""Who is told of what goes over the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from unispec.clients._audience import a_hook
from unispec.flow import Failure, Reply, Request

Watch: TypeAlias = Callable[[Request, Reply | Failure], None]
"""Is told of each request and what came back; credentials are in neither."""


def watched(watch: Watch | None) -> Watch:
    """Give who is told, nobody if need be; raises `InputError`."""
    a_hook(watch, "watch", "a request and what came back")
    return watch or _unwatched


def _unwatched(request: Request, answer: Reply | Failure) -> None:
    """Tell nobody."""
