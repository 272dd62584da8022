"""What the expressions of resources came to, kept while everything that they depend on is the same."""

from __future__ import annotations

from collections.abc import Callable

from unispec.rules._typing import Judgement


class Judgements:
    """The last judgement of each resource, with the values that it was worked out of."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[object, ...], Judgement]] = {}

    def judgement(self, name: str, read: tuple[object, ...], make: Callable[[], Judgement]) -> Judgement:
        """Give the judgement of a resource, worked out anew when one of the values is another object."""
        known = self._known.get(name)
        if known is not None and list(map(id, known[0])) == list(map(id, read)):
            return known[1]
        judged = make()
        self._known[name] = read, judged
        return judged
