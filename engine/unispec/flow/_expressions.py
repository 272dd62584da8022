"""Compiled expressions over answers and inputs, whose failures name the line of the spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, MappingError, RecordPlace
from unispec.flow._tree import Compiled
from unispec.language import ExpressionError


@dataclass(frozen=True, slots=True)
class Found:
    """Runs a compiled expression; a failure is a `MappingError` at its place."""

    compiled: Compiled

    def __call__(self, data: Json, variables: Mapping[str, Json]) -> Json:
        try:
            return self.compiled.evaluate(data, variables)
        except ExpressionError as error:
            raise MappingError(failed(self.compiled, error)) from None


def failed(compiled: Compiled, error: ExpressionError, record: RecordPlace | None = None) -> Diagnostic:
    """Say that an expression failed, where in the spec and on which record."""
    code = Code.EXPRESSION_LIMIT if error.is_limit else Code.EXPRESSION_FAILED
    return Diagnostic(code, error.problem, compiled.where(error), record=record)


def pruned(value: Json) -> Json:
    """Leave out nulls, and objects in fields that hold nothing; lists keep all their items."""
    if type(value) is dict:
        kept = {}
        for key, each in value.items():
            if each is None:
                continue
            if type(each) is dict:
                inner = pruned(each)
                if inner:
                    kept[key] = inner
            else:
                kept[key] = pruned(each) if type(each) is list else each
        return kept
    if type(value) is list:
        return [pruned(item) if type(item) is dict or type(item) is list else item for item in value]
    return value
