"""What the expressions of resources came to, kept while everything that they depend on is the same."""

from __future__ import annotations

from collections.abc import Callable

from unispec.rules._typing import Part


class Parts:
    """The last part of each resource, with the values that it was worked out of."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[object, ...], Part]] = {}

    def part(self, name: str, read: tuple[object, ...], make: Callable[[], Part]) -> Part:
        """Give the part of a resource, worked out anew when one of the values is another object."""
        known = self._known.get(name)
        if known is not None and list(map(id, known[0])) == list(map(id, read)):
            return known[1]
        part = make()
        self._known[name] = read, part
        return part
