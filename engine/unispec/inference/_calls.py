"""Calls: arguments are counted and judged, own functions are followed into their bodies.

A function is followed once for each alternative of its arguments, so that what it does with `"active"`
is not mixed up with what it does with nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import prod

from unispec.inference._arguments import judged
from unispec.inference._built_in import result
from unispec.inference._fields import refined
from unispec.inference._findings import Finding, Kind, Verdicts
from unispec.inference._scope import Closure, Scope, closure_of
from unispec.inference._sequences import items_of, sequence
from unispec.inference._signatures import SIGNATURES
from unispec.inference._truth import assuming
from unispec.inference._types import (
    ABSENT,
    UNKNOWN,
    Absent,
    Function,
    Null,
    Number,
    String,
    Type,
    union,
)
from unispec.language import nodes

_WAYS = 96
"""A function is not followed in more ways than this at one place."""
_APPLYING = frozenset({"map", "filter", "single", "each", "sift", "reduce", "sort"})
"""The functions that call another, which is their second argument."""


def call(node: nodes.Call, scope: Scope) -> Type:
    """Evaluate a call."""
    arguments = [scope.value(each) for each in node.given]
    if node.name and node.name not in scope.variables:
        return _of_built_in(node, arguments, scope)
    function = scope.value(node.function)
    for closure in filter(None, map(closure_of, function)):
        _count(closure, node, scope)
    return _of_own(function, arguments, node, scope)


def partial(node: nodes.Partial, scope: Scope) -> Type:
    """Evaluate a call with places left open, which gives a function that nobody knows."""
    for each in node.arguments:
        if each is not None:
            scope.value(each)
    return Type((Function(origin=scope.origin(node)),))


def pipe(node: nodes.Pipe, scope: Scope) -> Type:
    """Evaluate `left ~> right` where the right is a function by its name."""
    left = scope.value(node.left)
    if any(isinstance(atom, Function) for atom in left):
        return Type((Function(origin=scope.origin(node)),))
    piped = nodes.Call(node.start, node.end, node.right, (), node.left)
    if piped.name and piped.name not in scope.variables:
        return _of_built_in(piped, [left], scope)
    return _of_own(scope.value(node.right), [left], node, scope)


def _of_own(function: Type, arguments: Sequence[Type], node: nodes.Syntax, scope: Scope) -> Type:
    """Tell what functions of the author give; nobody knows of others."""
    closures = [closure_of(atom) for atom in function]
    found = [UNKNOWN if each is None else _followed(each, arguments, scope, node) for each in closures]
    return union(found) if found else UNKNOWN


def _count(closure: Closure, node: nodes.Call, scope: Scope) -> None:
    """Report a call that gives a function of the author too much or too little."""
    given, takes = len(node.given), len(closure.node.parameters)
    if given != takes:
        name = node.name or closure.name
        written = f"${name}({', '.join(f'${each}' for each in closure.node.parameters)})"
        finding = Finding(Kind.COUNT, scope.origin(node), name, str(given), (str(takes),), because=written)
        scope.wrong(finding)


def _of_built_in(node: nodes.Call, arguments: Sequence[Type], scope: Scope) -> Type:
    signature = SIGNATURES.get(node.name)
    given = judged(signature, node, arguments, scope) if signature is not None else None
    if signature is None or given is None:
        return UNKNOWN
    applied = _applied(node, arguments, scope)
    return result(node.name, signature, given, scope, scope.origin(node)) if applied is None else applied


def _applied(node: nodes.Call, arguments: Sequence[Type], scope: Scope) -> Type | None:
    """Follow the function that another is given, such as the one of `$map`."""
    name = node.name
    if name not in _APPLYING or len(arguments) < 2:
        return None
    items, missing = items_of(arguments[0]), arguments[0].only(Absent)
    passed = _passed(name, items, arguments)
    closures = [closure_of(each) for each in arguments[1].only(Function)]
    found = [
        UNKNOWN if each is None else _body(each, passed[: len(each.node.parameters)], scope)
        for each in closures
    ]
    given = union(found) if found else UNKNOWN
    origin = scope.origin(node)
    if name in ("map", "each"):
        return sequence(given | missing, origin)
    if name == "filter":
        kept = union(_kept(each, items) for each in closures) if closures else items
        return sequence(kept | missing, origin)
    if name == "single":
        return items | ABSENT
    if name == "sort":
        return None
    return UNKNOWN


def _kept(closure: Closure | None, items: Type) -> Type:
    """The items for which a function says yes, with what it has asked of their fields."""
    if closure is None:
        return items.without(Null)
    if not closure.node.parameters:
        return items
    name = closure.node.parameters[0]
    inner = replace(closure.scope.bound(name, items), verdicts=Verdicts(), is_dead=True)
    facts = assuming(closure.node.body, True, inner).facts
    key = f"${name}"
    below = {known[1:]: found for known, found in facts.items() if known[0] == key and known[1:]}
    return refined(facts.get((key,), items), below)


def _passed(name: str, items: Type, arguments: Sequence[Type]) -> list[Type]:
    """What a built-in function gives the function that it is given."""
    number = Type((Number(),))
    if name in ("each", "sift"):
        return [UNKNOWN, Type((String(),)), arguments[0]]
    if name == "reduce":
        return [UNKNOWN, items, number, arguments[0]]
    if name == "sort":
        return [items, items]
    return [items, number, arguments[0]]


def _followed(closure: Closure, arguments: Sequence[Type], scope: Scope, node: nodes.Syntax) -> Type:
    """Follow a function for each combination of its arguments' alternatives.

    What cannot be done with one of them is the fault of this call, where others do better.
    """
    ways = [_alternatives(each) for each in arguments]
    if prod(map(len, ways)) > _WAYS:
        ways = [[each] for each in arguments]
    found: list[Type] = []
    for way in product(*ways):
        inner = replace(scope, verdicts=Verdicts())
        found.append(_body(closure, way, inner))
        scope.verdicts.add(inner.verdicts)
        _blame(inner.verdicts, scope, node)
    return union(found)


def _blame(inner: Verdicts, scope: Scope, node: nodes.Syntax) -> None:
    """Report a call that gives a function what a function inside it does not take."""
    for finding in inner.findings():
        if finding.kind is Kind.ARGUMENT:
            scope.wrong(replace(finding, origin=scope.origin(node)))


def _alternatives(found: Type) -> list[Type]:
    return [Type((atom,)) for atom in found] or [found]


def _body(closure: Closure, arguments: Sequence[Type], scope: Scope) -> Type:
    inner = closure.scope
    for index, name in enumerate(closure.node.parameters):
        inner = inner.bound(name, arguments[index] if index < len(arguments) else ABSENT)
    scope.run.followed(closure.node)
    inner = replace(inner, verdicts=scope.verdicts, is_dead=scope.is_dead)
    return inner.value(closure.node.body)
