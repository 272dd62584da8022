"""JSONata through jsonata-python, the reference in pure Python.

Its evaluator keeps the running instance per thread and its state on it, so each evaluation works on
a shallow copy. It needs a higher recursion limit than Python's; the limit is raised while something
is parsed or evaluated and put back when the last of these ends.
"""

from __future__ import annotations

import copy
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from unispec.data import Json
from unispec.language._jsonata import FORBIDDEN, ExpressionError, Limits, check
from unispec.language._problems import LIMIT_CODES, problem
from unispec.language._tokens import tokens

_RECURSION = 10_000


class _Room:
    """Raises the process's recursion limit while anybody is inside."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before = 0

    @contextmanager
    def raised(self) -> Iterator[None]:
        """Enter; leaving restores the limit when nobody else is inside."""
        with self._lock:
            if not self._inside:
                self._before = sys.getrecursionlimit()
                sys.setrecursionlimit(max(self._before, _RECURSION))
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside:
                    sys.setrecursionlimit(self._before)


ROOM = _Room()


class ReferenceRuntime:
    """Compiles for jsonata-python."""

    name = "jsonata-python"
    takes_shortcuts = True

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def compile(self, source: str) -> ReferenceExpression:
        """Compile an expression; raises `ExpressionError`."""
        check(source, self._limits)
        with ROOM.raised():
            from unispec.language._metered import Metered, nothing

            try:
                parsed = Metered(source, self._limits)
            except Exception as error:
                raise failure(error, source) from None
            for name in FORBIDDEN:
                parsed.environment.bind(name, nothing(name))
        return ReferenceExpression(source, parsed)


class ReferenceExpression:
    """An expression that is copied for each evaluation."""

    __slots__ = ("_parsed", "source")

    def __init__(self, source: str, parsed: Any) -> None:
        self.source = source
        self._parsed = parsed

    def evaluate(self, data: Json, variables: Mapping[str, Json]) -> Json:
        """Evaluate; raises `ExpressionError`."""
        with ROOM.raised():
            try:
                return copy.copy(self._parsed).run(data, variables)
            except ExpressionError:
                raise
            except Exception as error:
                raise failure(error, self.source) from None

    def evaluate_each(self, items: list[Json], variables: Mapping[str, Json]) -> list[Json] | None:  # noqa: ARG002
        """Leave it to the caller to evaluate one by one."""
        return None


def failure(error: Exception, source: str) -> ExpressionError:
    """Turn anything that the evaluator lets escape into the one error, without its message."""
    if isinstance(error, RecursionError | MemoryError):
        return coded("D1011", None, None)
    if isinstance(error, OverflowError):
        return coded("D1001", None, None)
    code = getattr(error, "error", None)
    if isinstance(code, str) and len(code) == 5:
        return coded(code, getattr(error, "location", None), source)
    if type(error).__module__.startswith(("regex", "_regex")):
        return coded("S0303", None, None)
    return ExpressionError(f"the expression fails (`{type(error).__name__}`)")


def coded(code: str, location: int | None, source: str | None) -> ExpressionError:
    start, end, word = _token_at(source or "", location)
    return ExpressionError(problem(code, word), code=code, start=start, end=end, is_limit=code in LIMIT_CODES)


def _token_at(source: str, location: int | None) -> tuple[int | None, int | None, str | None]:
    """Find the token that ends where the evaluator points."""
    if location is None or location < 0 or not source:
        return None, None, None
    word = None
    for token in tokens(source):
        if token.text != "(":
            word = token.text.removeprefix("$")
        if token.end >= location:
            return token.start, token.end, word
    return len(source), len(source), None
