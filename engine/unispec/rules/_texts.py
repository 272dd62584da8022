"""The texts in data, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.data import Json
from unispec.diagnostics import Route


def texts_in(value: Json, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Find every text in data that stands at a route."""
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from texts_in(below, (*route, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from texts_in(below, (*route, index))
