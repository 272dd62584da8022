"""Compiled expressions over answers and inputs, whose failures name the line of the spec."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, MappingError, RecordPlace
from unispec.flow._tree import Compiled
from unispec.language import ExpressionError

_RAISED = "D3137"
_ERROR = re.compile(r"""\$error\(\s*(?:"([^"\\]*)")\s*\)""")


@dataclass(frozen=True, slots=True)
class Found:
    """Runs a compiled expression; a failure is a `MappingError` at its place.

    A plain path through objects is walked here: a runtime would copy what it leads to.
    """

    compiled: Compiled

    def __call__(self, data: Json, variables: Mapping[str, Json]) -> Json:
        compiled = self.compiled
        if compiled.path is not None:
            found = data
            for step in compiled.path:
                if type(found) is not dict:
                    break
                found = found.get(step)
            else:
                return found
        read = {name: variables[name] for name in compiled.reads.variables if name in variables}
        try:
            return compiled.evaluate(data, read)
        except ExpressionError as error:
            raise MappingError(failed(self.compiled, error)) from None


def failed(compiled: Compiled, error: ExpressionError, record: RecordPlace | None = None) -> Diagnostic:
    """Say that an expression failed, where in the spec and on which record."""
    code = Code.EXPRESSION_LIMIT if error.is_limit else Code.EXPRESSION_FAILED
    problem = _said(compiled, error) or error.problem
    return Diagnostic(code, problem, compiled.where(error), record=record)


def _said(compiled: Compiled, error: ExpressionError) -> str | None:
    """Give what the author lets `$error` say; only a text that stands in the spec, never data."""
    if error.code != _RAISED or error.start is None:
        return None
    calls = _ERROR.finditer(compiled.expression.source)
    return next((call[1] for call in calls if call.start() <= error.start < call.end()), None)


def pruned(value: Json) -> Json:
    """Leave out nulls, and objects in fields that hold nothing; lists keep all their items."""
    if type(value) is list:
        return [pruned(item) for item in value]
    if type(value) is not dict:
        return value
    kept = {}
    for key, each in value.items():
        kind = type(each)
        if kind is str:
            kept[key] = each
        elif kind is dict:
            inner = pruned(each)
            if inner:
                kept[key] = inner
        elif each is not None:
            kept[key] = pruned(each) if kind is list else each
    return kept
