"""Who is told of what goes over the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from unispec.flow import Failure, Reply, Request

Watch: TypeAlias = Callable[[Request, Reply | Failure], None]
"""Is told of each request and what came back; credentials are in neither."""


def unwatched(request: Request, answer: Reply | Failure) -> None:
    """Tell nobody."""
