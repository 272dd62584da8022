"""JSONata through jlens, the runtime in Rust; the default and the hot path.

Whole numbers above 2**53 lose digits, as in every JSONata.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from time import thread_time
from typing import Any, NoReturn

import jlens

from unispec.data import InvalidJson, Json, decode, encode
from unispec.language._jsonata import FORBIDDEN, ExpressionError, Limits, check
from unispec.language._problems import LIMIT_CODES, problem
from unispec.language._reading import Reading, Reads, reading
from unispec.language._replacement import GUARDED, NAME, SIGNATURE, guarded, replace

_ITEM = "$each_of_many"
_INEXACT = re.compile(rb"[:,\[]-?[0-9]{16}")
_LATE = "D1012"
_TRIES = 10
_ROOT = "$$"
"""The root of the input: it would be the whole list when many values are evaluated at once."""


class JlensRuntime:
    """Compiles for jlens."""

    name = "jlens"
    takes_shortcuts = True

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def compile(self, source: str) -> JlensExpression:
        """Compile an expression; raises `ExpressionError`."""
        check(source, self._limits)
        return JlensExpression(source, parse(guarded(source)), self._limits)


class JlensExpression:
    """An expression with its limits bound beforehand."""

    __slots__ = ("_each", "_run", "_seconds", "source")

    def __init__(self, source: str, compiled: jlens.Expression, limits: Limits) -> None:
        self.source = source
        self._seconds = limits.seconds
        limited = bounds(limits)
        self._run: Callable[..., Any] = partial(equipped(compiled, limits).evaluate, **limited)
        every = _for_each(compiled.source)
        self._each: Callable[..., Any] | None = None
        if every is not None:
            self._each = partial(equipped(every, limits).evaluate_json, **limited)

    def evaluate(self, data: Json, variables: Mapping[str, Json]) -> Json:
        """Evaluate; raises `ExpressionError`."""
        try:
            return self._patiently(data, variables if type(variables) is dict else dict(variables))
        except jlens.JlensError as error:
            raise _error(error) from None
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise ExpressionError(f"the data is not JSON (`{type(error).__name__}`)") from None

    def _patiently(self, data: Json, variables: dict[str, Json]) -> Json:
        """Evaluate; again when time went by that this thread did not have: the machine stood still."""
        for _ in range(_TRIES):
            began = thread_time()
            try:
                return self._run(data, variables)
            except jlens.JlensError as error:
                if error.code != _LATE or thread_time() - began > self._seconds / 2:
                    raise
        return self._run(data, variables)

    def evaluate_each(self, items: list[Json], variables: Mapping[str, Json]) -> list[Json] | None:
        """Evaluate for many values at once, letting other threads run meanwhile.

        None when that is not possible or anything fails: evaluate them one by one then.
        """
        if self._each is None or not all(type(item) is dict for item in items):
            return None
        try:
            text = encode(items)
            if _INEXACT.search(text):
                return None
            found = self._each(text.decode(), dict(variables))
            results = decode(found.encode()) if found is not None else ()
        except (jlens.JlensError, InvalidJson, ExpressionError, TypeError, ValueError, RecursionError):
            return None
        return [each.get("of") for each in results] if len(results) == len(items) else None


def _for_each(source: str) -> jlens.Expression | None:
    """Wrap an expression to be evaluated for each object of a list; None when that changes its meaning.

    Each result stands in an object of its own, so that nothing and lists keep their places.
    """
    if _ROOT in source or _ITEM in source:
        return None
    try:
        return jlens.Expression(f'[$map($, function({_ITEM}) {{ {{"of": {_ITEM}.({source})}} }})]')
    except jlens.JlensError:
        return None


def bounds(limits: Limits) -> dict[str, Any]:
    """Give the limits as jlens calls them."""
    return {
        "timeout": limits.seconds,
        "max_depth": limits.depth,
        "max_steps": limits.steps,
        "max_string_length": limits.string_length,
        "max_array_length": limits.array_length,
        "max_result_size": limits.result_size,
    }


def equipped(compiled: jlens.Expression, limits: Limits) -> jlens.Expression:
    """Take forbidden functions away, and bound those that jlens does not."""
    for name in FORBIDDEN:
        compiled.register_function(name, _refused)
    compiled.register_function(GUARDED, partial(replace, limits.string_length), SIGNATURE)
    return compiled


def reads(source: str) -> Reads:
    """Tell what an expression reads; raises `ExpressionError` for a source that does not compile."""
    check(source, Limits())
    found = parse(source).reads()
    variables = {name: reading(tree) for name, tree in found["bindings"].items()}
    return Reads(reading(found["input"]) if "input" in found else Reading(), variables)


def parse(source: str) -> jlens.Expression:
    """Compile a source; raises `ExpressionError`."""
    try:
        return jlens.Expression(source)
    except jlens.JlensError as error:
        raise _error(error) from None


def _error(error: jlens.JlensError) -> ExpressionError:
    return failure(error.code, error.token, error.start, error.end)


def failure(code: str, token: str | None, start: int | None, end: int | None) -> ExpressionError:
    """Say in our words what jlens says by a code."""
    return ExpressionError(
        problem(code, NAME if token == GUARDED else token),
        code=code,
        start=start,
        end=end,
        is_limit=code in LIMIT_CODES,
    )


def _refused(*_: Any) -> NoReturn:
    raise ExpressionError("a function that expressions do not have was called")
