"""The forms of the language, one function each: what does an expression come to, whatever the data?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from unispec.inference._calls import call, partial, pipe
from unispec.inference._fields import Made, of_json
from unispec.inference._operators import binary, negation
from unispec.inference._paths import filtered, path
from unispec.inference._scope import Closure, Scope
from unispec.inference._sequences import flat, items_of
from unispec.inference._signatures import SIGNATURES
from unispec.inference._truth import assuming, can_be, known_truth, without_otherwise
from unispec.inference._types import (
    ABSENT,
    UNKNOWN,
    Absent,
    Array,
    Function,
    Later,
    Number,
    Object,
    Origin,
    String,
    Type,
    joined,
    union,
)
from unispec.language import nodes


def evaluate(node: nodes.Expr, scope: Scope) -> Type:
    """Tell what an expression may come to; mistakes on the way go to the scope's verdicts."""
    return _FORMS[type(node)](node, scope)


def _literal(node: nodes.Literal, scope: Scope) -> Type:
    return of_json(node.value).made_by(scope.origin(node))


def _regex(node: nodes.Regex, scope: Scope) -> Type:
    return Type((Function(origin=scope.origin(node)),))


def _variable(node: nodes.Variable, scope: Scope) -> Type:
    if not node.name:
        return scope.facts.get((scope.place,), scope.context)
    if node.name == "$":
        return scope.root
    known = scope.facts.get((f"${node.name}",), scope.variables.get(node.name))
    if known is None and node.name in SIGNATURES:
        return Type((Function(origin=scope.origin(node)),))
    return known if known is not None else UNKNOWN


def _array(node: nodes.Array, scope: Scope) -> Type:
    items: list[Type] = []
    for each in node.items:
        found = scope.value(each)
        if isinstance(each.of if isinstance(each, nodes.Filtered) else each, nodes.Array):
            items.append(found)
        else:
            items.append(items_of(found))
    return Type((Array(Later.of(union(items).without(Absent)), origin=scope.origin(node)),))


def _range(node: nodes.Range, scope: Scope) -> Type:
    scope.value(node.first)
    scope.value(node.last)
    return Type((Array(Later.of(Type((Number(),)))),))


def _object(node: nodes.Object, scope: Scope) -> Type:
    entries: dict[str, Type] = {}
    keys: dict[str, Origin] = {}
    is_open = False
    if scope.context.only(Array).atoms:
        scope = scope.inside(scope.context | flat(scope.context) | ABSENT)
    for key, value in node.entries:
        found = scope.value(value)
        names = scope.value(key)
        for name in names:
            if isinstance(name, String) and name.value is not None and len(names.atoms) == 1:
                entries[name.value] = found
                keys[name.value] = scope.origin(key)
            else:
                is_open = True
    return Type((Object(Made(entries, is_open=is_open, keys=keys), scope.origin(node)),))


def _group(node: nodes.Group, scope: Scope) -> Type:
    items = scope.value(node.of)
    inner = scope.inside(flat(items).without(Absent))
    for key, value in node.entries:
        inner.value(key)
        inner.value(value)
    return joined((Object(Made({}, is_open=True), scope.origin(node)), *items.only(Absent)))


def _condition(node: nodes.Condition, scope: Scope) -> Type:
    judged = scope.value(node.condition)
    truth = known_truth(judged)
    then = _branch(node.then, node.condition, True, truth, scope)
    if node.otherwise is not None:
        otherwise = _branch(node.otherwise, node.condition, False, truth, scope)
    else:
        otherwise = without_otherwise(judged)
    if truth is None:
        return then | otherwise
    return then if truth else otherwise


def _branch(node: nodes.Expr, condition: nodes.Expr, when: bool, truth: bool | None, scope: Scope) -> Type:
    """Evaluate what stands behind a condition; it is dead when the condition is known never to lead there."""
    is_dead = scope.is_dead or (truth is not None and truth is not when)
    return replace(assuming(condition, when, scope), is_dead=is_dead).value(node)


def _default(node: nodes.Default, scope: Scope) -> Type:
    left = scope.value(node.left)
    otherwise = scope.value(node.otherwise)
    asks_for_truth = node.operator == "?:"
    kept = [
        atom
        for atom in left
        if not isinstance(atom, Absent) and (not asks_for_truth or can_be(atom, truth=True))
    ]
    is_sure = len(kept) == len(left.atoms) and not left.is_unknown
    if is_sure and not (asks_for_truth and any(can_be(atom, truth=False) for atom in kept)):
        return left
    return joined((*kept, *otherwise))


def _block(node: nodes.Block, scope: Scope) -> Type:
    found = ABSENT
    for each in node.expressions:
        found = scope.value(each)
        if isinstance(each, nodes.Bind):
            scope = scope.bound(each.name, _self_aware(each, found, scope))
    return found


def _self_aware(node: nodes.Bind, found: Type, scope: Scope) -> Type:
    """Let a function that is bound to a name call itself."""
    if not isinstance(node.value, nodes.Lambda):
        return found
    return _closure(Closure(node.value, scope.bound(node.name, UNKNOWN), node.name))


def _bind(node: nodes.Bind, scope: Scope) -> Type:
    return scope.value(node.value)


def _lambda(node: nodes.Lambda, scope: Scope) -> Type:
    return _closure(Closure(node, scope))


def _closure(closure: Closure) -> Type:
    closure.scope.run.made(closure)
    return Type((Function(closure, closure.scope.origin(closure.node)),))


def _sort(node: nodes.Sort, scope: Scope) -> Type:
    for term in node.terms:
        scope.value(term.expr)
    return UNKNOWN


def _transform(node: nodes.Transform, scope: Scope) -> Type:
    inner = scope.inside(UNKNOWN)
    for each in (node.pattern, node.update, *([node.delete] if node.delete is not None else [])):
        inner.value(each)
    return Type((Function(origin=scope.origin(node)),))


def _unknown(node: nodes.Expr, scope: Scope) -> Type:
    return UNKNOWN.made_by(scope.origin(node))


def _single_name(node: nodes.Name, scope: Scope) -> Type:
    return path(nodes.Path(node.start, node.end, (nodes.Step(node),)), scope)


_FORMS: Mapping[type, Callable[[Any, Scope], Type]] = {
    nodes.Literal: _literal,
    nodes.Regex: _regex,
    nodes.Name: _single_name,
    nodes.Wildcard: _unknown,
    nodes.Descendants: _unknown,
    nodes.Parent: _unknown,
    nodes.Variable: _variable,
    nodes.Path: path,
    nodes.Sort: _sort,
    nodes.Filtered: filtered,
    nodes.Range: _range,
    nodes.Array: _array,
    nodes.Object: _object,
    nodes.Group: _group,
    nodes.Negation: negation,
    nodes.Binary: binary,
    nodes.Condition: _condition,
    nodes.Default: _default,
    nodes.Block: _block,
    nodes.Bind: _bind,
    nodes.Lambda: _lambda,
    nodes.Call: call,
    nodes.Partial: partial,
    nodes.Pipe: pipe,
    nodes.Transform: _transform,
}
