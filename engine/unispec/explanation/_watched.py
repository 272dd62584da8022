"""An operation whose maps are watched: which records they were given, with which variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from unispec.data import Json
from unispec.flow import Compiled, Plan, Program
from unispec.language import Evaluation, Expression, ExpressionError, Limits, Runtime, TracedRuntime, runtime
from unispec.models import Models
from unispec.specs import Integration, OperationName, Snippet

_PATIENCE = 1.0
"""Seconds that taking notes of one evaluation may take; it is much slower than to evaluate."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record that a map was given, with its variables."""

    plan: Plan
    record: Json = field(repr=False)
    variables: Mapping[str, Json] = field(repr=False)

    def read_by(self, compiled: Compiled) -> dict[str, Json]:
        """Give the variables that an expression reads."""
        names = compiled.reads.variables
        return {name: self.variables[name] for name in names if name in self.variables}


class Watched:
    """One operation, compiled to be watched; whatever runs `program` fills `mapped`."""

    def __init__(self, integration: Integration, models: Models, name: OperationName) -> None:
        self.program = Program(integration, models, _WatchedRuntime(runtime(), self._note))
        self.plans = self.program.plans(name)
        self.mapped: list[Mapped] = []
        self._last: Evaluation | None = None
        tracing = TracedRuntime(self._keep, Limits(seconds=_PATIENCE))
        self._traced = Program(integration, models, tracing)

    def trace(self, snippet: Snippet, given: Mapped) -> Evaluation | None:
        """Evaluate an expression and tell how; None when that takes too long or too much room."""
        compiled = self._traced.compile(snippet)
        self._last = None
        with suppress(ExpressionError):  # the evaluation tells of it
            compiled.evaluate(given.record, given.read_by(compiled))
        last = self._last
        return None if last is None or (last.error is not None and last.error.is_limit) else last

    def _keep(self, evaluation: Evaluation) -> None:
        self._last = evaluation

    def _note(self, expression: Expression, data: Json, variables: Mapping[str, Json]) -> None:
        for plan in self.plans:
            if expression is plan.map.expression:
                self.mapped.append(Mapped(plan, data, dict(variables)))


_Note = Callable[[Expression, Json, Mapping[str, Json]], None]


@dataclass(frozen=True, slots=True)
class _WatchedRuntime:
    """A runtime that tells what its expressions are evaluated with, and leaves the rest to another."""

    inner: Runtime
    note: _Note
    takes_shortcuts: bool = False

    @property
    def name(self) -> str:
        return self.inner.name

    def compile(self, source: str) -> _WatchedExpression:
        return _WatchedExpression(self.inner.compile(source), self.note)


@dataclass(frozen=True, slots=True, eq=False)
class _WatchedExpression:
    inner: Expression
    note: _Note

    @property
    def source(self) -> str:
        return self.inner.source

    def evaluate(self, data: Json, variables: Mapping[str, Json]) -> Json:
        self.note(self, data, variables)
        return self.inner.evaluate(data, variables)

    def evaluate_each(self, items: list[Json], variables: Mapping[str, Json]) -> None:  # noqa: ARG002
        """Leave it to one evaluation after the other, so that each is told."""
        return
