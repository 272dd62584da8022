"""JSONata through jlens, the runtime in Rust; the default and the hot path.

Whole numbers above 2**53 lose digits, as in every JSONata.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

import jlens

from unispec.data import Json
from unispec.language._jsonata import FORBIDDEN, ExpressionError, Limits, check
from unispec.language._problems import LIMIT_CODES, problem
from unispec.language._reading import Reading, Reads, reading
from unispec.language._replacement import GUARDED, NAME, SIGNATURE, guarded, replace


class JlensRuntime:
    """Compiles for jlens."""

    name = "jlens"

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def compile(self, source: str) -> JlensExpression:
        """Compile an expression; raises `ExpressionError`."""
        check(source, self._limits)
        return JlensExpression(source, _parse(guarded(source)), self._limits)


class JlensExpression:
    """An expression with its limits bound beforehand."""

    __slots__ = ("_run", "source")

    def __init__(self, source: str, compiled: jlens.Expression, limits: Limits) -> None:
        self.source = source
        for name in FORBIDDEN:
            compiled.register_function(name, _refused)
        compiled.register_function(GUARDED, partial(replace, limits.string_length), SIGNATURE)
        self._run: Callable[..., Any] = partial(
            compiled.evaluate,
            timeout=limits.seconds,
            max_depth=limits.depth,
            max_steps=limits.steps,
            max_string_length=limits.string_length,
            max_array_length=limits.array_length,
            max_result_size=limits.result_size,
        )

    def evaluate(self, data: Json, variables: Mapping[str, Json]) -> Json:
        """Evaluate; raises `ExpressionError`."""
        try:
            return self._run(data, variables if type(variables) is dict else dict(variables))
        except jlens.JlensError as error:
            raise _error(error) from None
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise ExpressionError(f"the data is not JSON (`{type(error).__name__}`)") from None


def reads(source: str) -> Reads:
    """Tell what an expression reads; raises `ExpressionError` for a source that does not compile."""
    check(source, Limits())
    found = _parse(source).reads()
    variables = {name: reading(tree) for name, tree in found["bindings"].items()}
    return Reads(reading(found["input"]) if "input" in found else Reading(), variables)


def _parse(source: str) -> jlens.Expression:
    try:
        return jlens.Expression(source)
    except jlens.JlensError as error:
        raise _error(error) from None


def _error(error: jlens.JlensError) -> ExpressionError:
    return ExpressionError(
        problem(error.code, NAME if error.token == GUARDED else error.token),
        code=error.code,
        start=error.start,
        end=error.end,
        is_limit=error.code in LIMIT_CODES,
    )


def _refused(*_: Any) -> NoReturn:
    raise ExpressionError("a function that expressions do not have was called")
