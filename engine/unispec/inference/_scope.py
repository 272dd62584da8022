"""What a piece of source sees where it stands: its context, its variables, and what is known by then.

Facts are what conditions around it have told: behind `name ?`, the field `name` is there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeAlias

from unispec.inference._findings import Finding, Kind, Verdicts
from unispec.inference._types import UNKNOWN, Atom, Function, Origin, Type
from unispec.language import nodes
from unispec.language.nodes import Expr, Syntax

Key: TypeAlias = tuple[str | int, ...]
"""A value by its way: a variable or a context, and the steps below it."""

_OF_NAMES = frozenset({Kind.FIELD, Kind.SCALAR, Kind.COUNT})
_FUEL = 5_000
_CHEAP = 8
"""So many alternatives, or things to remember, cost as much as a piece of source."""
_DEEPEST = 60


class Run:
    """One evaluation from its start to its end; when it takes too long, it gives up and says nothing."""

    def __init__(self, evaluate: Callable[[Expr, Scope], Type], watch: Watch | None = None) -> None:
        self.spent = 0
        self._depth = 0
        self._evaluate = evaluate
        self.watch = watch
        self._contexts = count(1)
        self._closures: dict[int, Closure] = {}
        self._followed: set[int] = set()

    @property
    def has_given_up(self) -> bool:
        """Whether it took too long."""
        return self.spent > _FUEL

    def value(self, node: Expr, scope: Scope) -> Type:
        """Evaluate a piece of source."""
        self.spent += 1
        if self.has_given_up or self._depth == _DEEPEST:
            return UNKNOWN
        self._depth += 1
        found = self._evaluate(node, scope)
        self._depth -= 1
        self.spent += len(found.atoms) // _CHEAP
        if self.watch is not None:
            self.watch(node, scope, found)
        return found

    def remembered(self, count: int) -> None:
        """Count the work of remembering things."""
        self.spent += count // _CHEAP

    def made(self, closure: Closure) -> None:
        """Remember a function that an expression makes."""
        self._closures.setdefault(id(closure.node), closure)

    def followed(self, node: nodes.Lambda) -> None:
        """Say that a function was followed with what it is given."""
        self._followed.add(id(node))

    def has_followed(self, node: nodes.Expr) -> bool:
        """Whether a function was followed."""
        return id(node) in self._followed

    def rest(self) -> tuple[Closure, ...]:
        """The functions that nobody was seen to call."""
        return tuple(each for key, each in self._closures.items() if key not in self._followed)

    def new_context(self) -> int:
        """Name a context that nothing is known of."""
        return next(self._contexts)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is in reach; `place` names the context.

    In a dead scope, a branch that is never taken, only names are judged: its values mean nothing.
    """

    run: Run
    verdicts: Verdicts
    unit: Hashable
    context: Type
    root: Type
    variables: Mapping[str, Type]
    place: int = 0
    facts: Mapping[Key, Type] = field(default_factory=dict)
    is_dead: bool = False

    def right(self, kind: Kind, origin: Origin) -> None:
        """Say that a piece of source is right in this use."""
        if not self.is_dead:
            self.verdicts.right(kind, origin)

    def wrong(self, finding: Finding) -> None:
        """Say that a piece of source is wrong in this use."""
        if not self.is_dead or finding.kind in _OF_NAMES:
            self.verdicts.wrong(finding)

    def value(self, node: Expr) -> Type:
        """Evaluate a piece of source here."""
        return self.run.value(node, self)

    def origin(self, node: Syntax) -> Origin:
        """The place of a piece of source."""
        return Origin(self.unit, node.start, node.end)

    def inside(self, context: Type) -> Scope:
        """Look at another value."""
        return replace(self, context=context, place=self.run.new_context())

    def bound(self, name: str, value: Type) -> Scope:
        """Bind a variable; what was known of another by that name is forgotten."""
        self.run.remembered(len(self.variables) + len(self.facts))
        facts = {key: known for key, known in self.facts.items() if key[0] != f"${name}"}
        return replace(self, variables={**self.variables, name: value}, facts=facts)

    def knowing(self, key: Key, known: Type) -> Scope:
        """Add a fact."""
        self.run.remembered(len(self.facts))
        return replace(self, facts={**self.facts, key: known})


Watch: TypeAlias = Callable[[Expr, Scope, Type], None]
"""Is told of each piece of source that is evaluated: what it sees, and what it comes to."""


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function of the author's, and the scope it was written in; `name` is for people."""

    node: nodes.Lambda
    scope: Scope
    name: str = ""


def closure_of(atom: Atom) -> Closure | None:
    """The function of the author's that an alternative is; None for a built-in one, and for anything else."""
    return atom.closure if isinstance(atom, Function) and isinstance(atom.closure, Closure) else None
