"""Evaluating expressions without data: one inference for all expressions of an integration."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from unispec.inference._evaluate import evaluate
from unispec.inference._findings import Verdicts
from unispec.inference._scope import Closure, Run, Scope, Watch
from unispec.inference._types import UNKNOWN, Function, Type
from unispec.language import nodes

_FUEL = 20_000
"""How many pieces of source may be evaluated for all expressions together."""


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed expression; `unit` says whose it is, and comes back in every origin.

    `names` are the variables that it mentions; the functions among them are in reach.
    """

    unit: Hashable
    node: nodes.Expr
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """What an expression sees: its input, and the variables in reach."""

    context: Type = UNKNOWN
    variables: Mapping[str, Type] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """A form of a source in one of its evaluations: what it sees there, and what it comes to."""

    node: nodes.Expr
    context: Type
    variables: Mapping[str, Type]
    type: Type


class Inference:
    """Evaluates expressions in all their uses, and collects what is right and wrong in each of them.

    `followed` names the functions that some expression was seen to call, `unchecked` the units of
    expressions that would have taken too long, each by itself or all together.
    """

    def __init__(self, functions: Mapping[str, Source]) -> None:
        self.verdicts = Verdicts()
        self.followed: frozenset[str] = frozenset()
        self.unchecked: frozenset[Hashable] = frozenset()
        self._functions = functions
        self._left = _FUEL

    def type(self, source: Source, given: Given) -> Type:
        """Tell what an expression may come to; unknown when that takes too long."""
        return self._watched(source, given, None)

    def views(self, source: Source, given: Given, unit: Hashable) -> tuple[View, ...]:
        """Tell what each form of a unit sees when an expression is evaluated, inner forms before outer ones.

        The unit is that of the expression itself, or of a function that it calls.
        """
        found: list[View] = []

        def watch(node: nodes.Expr, scope: Scope, made: Type) -> None:
            if scope.unit == unit:
                found.append(View(node, scope.context, scope.variables, made))

        self._watched(source, given, watch)
        return tuple(found)

    def _watched(self, source: Source, given: Given, watch: Watch | None) -> Type:
        if self._left <= 0:
            self.unchecked |= {source.unit}
            return UNKNOWN
        verdicts = Verdicts()
        run = Run(evaluate, watch)
        scope = self._scope(run, verdicts, source, given)
        found = scope.value(source.node)
        for closure in run.rest():
            if closure.scope.unit is source.unit:
                _probe(closure)
        self._left -= run.spent
        if run.has_given_up:
            self.unchecked |= {source.unit}
            return UNKNOWN
        self.verdicts.add(verdicts)
        self.followed |= {name for name, each in self._functions.items() if run.has_followed(each.node)}
        return found

    def follow(self, known: frozenset[str]) -> None:
        """Look at functions that nobody calls, besides those that are known to be called."""
        for name, source in self._functions.items():
            if name not in known | self.followed:
                self.type(source, Given())

    def _scope(self, run: Run, verdicts: Verdicts, source: Source, given: Given) -> Scope:
        variables = dict(given.variables)
        for name in self._reached(source):
            function = self._functions[name]
            if isinstance(function.node, nodes.Lambda):
                inner = Scope(run, verdicts, function.unit, given.context, given.context, variables)
                variables[name] = Type((Function(Closure(function.node, inner, name)),))
            else:
                variables[name] = UNKNOWN
        return Scope(run, verdicts, source.unit, given.context, given.context, variables)

    def _reached(self, source: Source) -> list[str]:
        """The functions that a source mentions, and those that they mention."""
        found: dict[str, None] = {}
        waiting = list(source.names)
        while waiting:
            name = waiting.pop()
            if name in self._functions and name not in found:
                found[name] = None
                waiting += self._functions[name].names
        return list(found)


def _probe(closure: Closure) -> None:
    """Look into a function that nobody was seen to call, whatever it may be given."""
    scope = closure.scope
    for name in closure.node.parameters:
        scope = scope.bound(name, UNKNOWN)
    scope.value(closure.node.body)
