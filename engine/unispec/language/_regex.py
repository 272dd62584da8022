"""Regular expressions that watch the clock, for the runtime in Python.

`re` cannot be interrupted; `regex` reads the same syntax and takes a timeout.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import regex
from jsonata.jsonata import Jsonata
from jsonata.regex_engine import RegexFlags

from unispec.language._meter import stop


class Pattern:
    """The four calls that jsonata-python makes, each within the time that its evaluation has left."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._compiled = regex.compile(pattern, flags)

    def search(self, string: str) -> Any:
        """Find the first match."""
        with _watched() as seconds:
            return self._compiled.search(string, timeout=seconds)

    def finditer(self, string: str) -> Iterator[Any]:
        """Find every match."""
        with _watched() as seconds:
            return iter(list(self._compiled.finditer(string, timeout=seconds)))

    def sub(self, repl: Any, string: str, count: int = 0) -> str:
        """Replace matches."""
        with _watched() as seconds:
            return str(self._compiled.sub(repl, string, count, timeout=seconds))

    def split(self, string: str, maxsplit: int = 0) -> list[Any]:
        """Split at matches."""
        with _watched() as seconds:
            return list(self._compiled.split(string, maxsplit, timeout=seconds))


def engine(pattern: str, flags: RegexFlags) -> Pattern:
    """Compile the text between the slashes."""
    chosen = (regex.IGNORECASE if flags.case_insensitive else 0) | (regex.MULTILINE if flags.multiline else 0)
    return Pattern(pattern, chosen)


@contextmanager
def _watched() -> Iterator[float]:
    try:
        yield Jsonata.CURRENT.jsonata.meter.remaining
    except TimeoutError:
        stop("D1012")
