"""What a JSONata runtime is to the rest of the engine.

Two runtimes stand behind this protocol and must agree. Both compile without evaluating, evaluate
within limits, and fail with one error type that says where in the source and never quotes data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from unispec.data import Json
from unispec.language._tokens import LONGEST, mentions

FORBIDDEN = frozenset({"eval", "now", "millis", "random", "shuffle"})
"""Functions that would make an expression depend on more than its data."""

_BINDING = re.compile(r"\s*:=")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one evaluation may cost; `source_length` bounds compilation, `result_size` is in bytes."""

    seconds: float = 0.5
    depth: int = 200
    steps: int = 2_000_000
    string_length: int = 1_000_000
    array_length: int = 10_000
    result_size: int = 10_000_000
    source_length: int = LONGEST


class ExpressionError(Exception):
    """An expression cannot be compiled or evaluated.

    `start` and `end` are character offsets in the source, from 0, the end excluded; `code` is the
    JSONata code or empty; `is_limit` tells that the expression was stopped, not wrong.
    """

    def __init__(
        self,
        problem: str,
        *,
        code: str = "",
        start: int | None = None,
        end: int | None = None,
        is_limit: bool = False,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.code = code
        self.start = start
        self.end = end
        self.is_limit = is_limit


class Expression(Protocol):
    """A compiled expression; any thread may evaluate it."""

    @property
    def source(self) -> str:
        """The text it was compiled from."""

    def evaluate(self, data: Json, variables: Mapping[str, Json]) -> Json:
        """Evaluate against `data`, with `variables` as `$name`; undefined is None.

        Raises `ExpressionError`.
        """

    def evaluate_each(self, items: list[Json], variables: Mapping[str, Json]) -> list[Json] | None:
        """Evaluate for many values at once, with what `evaluate` would give for each.

        None when the runtime cannot, or when anything fails: evaluate them one by one then.
        """


class Runtime(Protocol):
    """Something that compiles JSONata."""

    @property
    def name(self) -> str:
        """What the runtime is called."""

    @property
    def takes_shortcuts(self) -> bool:
        """Whether a plain path may be followed without asking the runtime."""

    def compile(self, source: str) -> Expression:
        """Compile an expression; raises `ExpressionError`."""


def check(source: str, limits: Limits) -> None:
    """Refuse a source that is too long or mentions a forbidden function."""
    if len(source) > limits.source_length:
        problem = f"the expression is longer than {limits.source_length} characters"
        raise ExpressionError(problem, is_limit=True)
    if any("\ud800" <= letter <= "\udfff" for letter in source):
        raise ExpressionError("the expression holds half of a character", code="S0104")
    for mention in mentions(source):
        problem = ""
        if mention.name in FORBIDDEN:
            problem = f"`${mention.name}` is not available: expressions have no clock, chance or evaluation"
        elif mention.name == "replace" and _BINDING.match(source, mention.end):
            problem = "`$replace` cannot be given another meaning"
        if problem:
            raise ExpressionError(problem, start=mention.start, end=mention.end)
