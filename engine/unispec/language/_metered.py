"""jsonata-python's evaluator with a meter on it.

Every node is counted and timed, every result weighed: no container is weighed twice, so the sum is
what the evaluation has built. What a single built-in function could build or loop over before its
result is weighed is checked on its arguments.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from jsonata.jexception import JException
from jsonata.jsonata import Jsonata
from jsonata.utils import Utils

from unispec.data import Json
from unispec.language._jsonata import ExpressionError, Limits
from unispec.language._meter import Meter
from unispec.language._regex import engine

_NULL = Utils.NULL_VALUE


class Metered(Jsonata):  # type: ignore[misc] # the package is untyped
    """A parsed expression; `run` belongs to a copy of it, one for each evaluation."""

    environment: Any

    def __init__(self, source: str, limits: Limits) -> None:
        self.limits = limits
        self.meter = Meter(limits)
        super().__init__(source, engine)
        self.set_output_convert_nulls(False)
        if self.errors:
            raise self.errors[0]
        vars(Jsonata.CURRENT).pop("jsonata", None)

    def run(self, data: Json, variables: Mapping[str, Json]) -> Json:
        """Evaluate on this instance alone."""
        self.meter = Meter(self.limits)
        self.environment = self.create_frame(self.environment)
        for name, value in variables.items():
            self.environment.bind(name, _inward(value))
        outer = getattr(Jsonata.CURRENT, "jsonata", None)
        Jsonata.CURRENT.jsonata = self
        try:
            return self.meter.plain(self.evaluate(_inward(data)), _NULL)
        finally:
            if outer is None:
                vars(Jsonata.CURRENT).pop("jsonata", None)
            else:
                Jsonata.CURRENT.jsonata = outer

    def _eval(self, expr: Any, input: Any, environment: Any) -> Any:  # noqa: A002 (the base's name)
        self.meter.enter()
        result = super()._eval(expr, input, environment)
        self.meter.leave(result, made=expr.type in {"function", "binary"})
        return result

    def apply_inner(self, proc: Any, args: Any, input: Any, environment: Any) -> Any:  # noqa: A002
        if proc is None:
            raise JException("T1006", -1)
        name = getattr(proc, "function_name", None)
        if name is None:
            return super().apply_inner(proc, args, input, environment)
        self.meter.call(name, args, input)
        if name != "distinct":
            return super().apply_inner(proc, args, input, environment)
        return self._watched(proc, args, input, environment)

    def _watched(self, *call: Any) -> Any:
        """Call a function that loops over pairs, and look at the time whenever it calls something."""
        before = sys.getprofile()
        sys.setprofile(lambda *_: self.meter.look())
        try:
            return super().apply_inner(*call)
        finally:
            sys.setprofile(before)

    def evaluate_range_expression(self, lhs: Any, rhs: Any) -> Any:
        if type(lhs) is int and type(rhs) is int:
            self.meter.items(rhs - lhs + 1)
        return super().evaluate_range_expression(lhs, rhs)

    def evaluate_string_concat(self, lhs: Any, rhs: Any) -> str:
        self.meter.leaves(lhs)
        self.meter.leaves(rhs)
        return str(super().evaluate_string_concat(lhs, rhs))


def nothing(name: str) -> Any:
    """A function that is not there: the last line behind the static refusal."""

    def refused(*_: Any) -> NoReturn:
        raise ExpressionError(f"`${name}` is not available")

    return Jsonata.JLambda(refused)


def _inward(value: Json) -> Any:
    """Copy a JSON value; the evaluator takes a plain None for undefined, so null becomes its own null."""
    if value is None:
        return _NULL
    if isinstance(value, dict):
        return {name: _inward(each) for name, each in value.items()}
    return [_inward(each) for each in value] if isinstance(value, list) else value
