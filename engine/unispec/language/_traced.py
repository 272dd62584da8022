"""A runtime that tells how it came to each result: which parts of a source were evaluated, and to what.

It evaluates as jlens does, one value at a time and without shortcuts. Whoever watches is told of every
evaluation, those that fail included, while everybody else sees an ordinary runtime.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jlens

from unispec.data import Json
from unispec.language._jlens import bounds, equipped, failure, parse
from unispec.language._jsonata import Expression, ExpressionError, Limits, check
from unispec.language._replacement import guarded

_CAPTURE: jlens._types.CaptureLimits = {
    "max_items": 100,
    "max_string": 1_000,
    "max_depth": 16,
    "max_nodes": 100_000,
}


@dataclass(frozen=True, slots=True)
class Trace:
    """One part of a source, evaluated once: where it stands, and what it came to.

    `start` and `end` are character offsets in the source. `kind` is jlens's word for the form, such as
    `path`, `name`, `condition`, `binary`, `function` or `block`. `outcome` is `value`, `true`, `false`,
    `undefined` or `error`; `branch` of a condition is `then`, `else` or `none`. A large `output` is cut.
    """

    kind: str
    start: int
    end: int
    outcome: str
    output: Json = field(default=None, repr=False)
    operator: str = ""
    branch: str | None = None
    children: tuple[Trace, ...] = field(default=(), repr=False)

    def walk(self) -> Iterator[Trace]:
        """Give this part and all parts of it, outer ones first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation of an expression: of what, to what, and how; `error` is what it failed with."""

    expression: Expression
    data: Json = field(repr=False)
    variables: Mapping[str, Json] = field(repr=False)
    result: Json = field(default=None, repr=False)
    trace: Trace | None = field(default=None, repr=False)
    error: ExpressionError | None = None


Watch = Callable[[Evaluation], None]


class TracedRuntime:
    """Compiles for jlens, and tells `watch` of every evaluation."""

    name = "jlens"
    takes_shortcuts = False

    def __init__(self, watch: Watch, limits: Limits = Limits()) -> None:  # noqa: B008 (it is frozen)
        self._watch = watch
        self._limits = limits

    def compile(self, source: str) -> TracedExpression:
        """Compile an expression; raises `ExpressionError`."""
        check(source, self._limits)
        return TracedExpression(source, parse(guarded(source)), self._limits, self._watch)


class TracedExpression:
    """An expression whose evaluations are watched."""

    __slots__ = ("_compiled", "_limits", "_watch", "source")

    def __init__(self, source: str, compiled: jlens.Expression, limits: Limits, watch: Watch) -> None:
        self.source = source
        self._compiled = equipped(compiled, limits)
        self._limits = limits
        self._watch = watch

    def evaluate(self, data: Json, variables: Mapping[str, Json]) -> Json:
        """Evaluate; raises `ExpressionError`."""
        try:
            found = self._compiled.evaluate_with_audit(
                data, dict(variables), level="full", limits=_CAPTURE, **bounds(self._limits)
            )
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise ExpressionError(f"the data is not JSON (`{type(error).__name__}`)") from None
        said = found["error"]
        failed = failure(said["code"], said["token"], said["start"], said["end"]) if said else None
        trace = _trace(found["audit"]["root"])
        self._watch(Evaluation(self, data, dict(variables), found["result"], trace, failed))
        if failed is not None:
            raise failed
        return found["result"]

    def evaluate_each(self, items: list[Json], variables: Mapping[str, Json]) -> None:  # noqa: ARG002
        """Leave it to one evaluation after the other, so that each is watched."""
        return


def _trace(node: Any) -> Trace | None:
    if node is None:
        return None
    children = tuple(child for each in node.get("children", ()) if (child := _trace(each)) is not None)
    span = node["span"]
    return Trace(
        node["kind"],
        span["start"],
        span["end"],
        node["outcome"],
        node.get("output"),
        node.get("op") or "",
        node.get("branch"),
        children,
    )
