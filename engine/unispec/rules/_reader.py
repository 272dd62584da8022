"""What expressions read, with the integration's functions followed into their bodies."""

from __future__ import annotations

from collections.abc import Mapping

from unispec.language import ExpressionError, Reads, mentions, reads
from unispec.specs import Snippet


class Reader:
    """Reads expressions of one integration."""

    def __init__(self, functions: Mapping[str, Snippet]) -> None:
        self._functions = {name: snippet.source for name, snippet in functions.items() if _reads(snippet.source)}

    def own(self, source: str) -> Reads | None:
        """Tell what the source itself reads; its calls of functions count as variables."""
        return _reads(source)

    def reads(self, source: str) -> Reads | None:
        """Tell what the source and the functions that it calls read together."""
        names: list[str] = []
        self._collect(source, names, frozenset())
        if not names:
            return _reads(source)
        prelude = "".join(f"${name} := (\n{self._functions[name]}\n); " for name in names)
        return _reads(f"({prelude}(\n{source}\n))")

    def _collect(self, source: str, names: list[str], above: frozenset[str]) -> None:
        for mention in mentions(source):
            name = mention.name
            if name not in self._functions or name in names or name in above:
                continue
            self._collect(self._functions[name], names, above | {name})
            names.append(name)


def _reads(source: str) -> Reads | None:
    try:
        return reads(source)
    except ExpressionError:
        return None
