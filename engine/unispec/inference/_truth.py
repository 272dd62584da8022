"""Conditions: which alternatives of a value count as true, and what a condition tells of other values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from unispec.data import Json
from unispec.inference._fields import of_json
from unispec.inference._keys import key_of
from unispec.inference._scope import Key, Scope
from unispec.inference._types import (
    ABSENT,
    Absent,
    Array,
    Atom,
    Boolean,
    Cause,
    Function,
    Null,
    Number,
    Object,
    String,
    Type,
    Unknown,
    Why,
    union,
)
from unispec.language import nodes

_NEVER_MISSING = frozenset({"=", "!=", "in", "and", "or"})
_EQUALITIES = frozenset({"=", "!="})
_ORDERS = frozenset({"<", "<=", ">", ">="})
_TRUE_OF_SOMETHING = frozenset({"contains", "number", "string", "length", "trim"})
"""Functions that give nothing when they are given nothing."""
_KINDS: dict[str, type[Atom]] = {
    "string": String,
    "number": Number,
    "boolean": Boolean,
    "array": Array,
    "object": Object,
    "null": Null,
    "function": Function,
}


def can_be(atom: Atom, truth: bool) -> bool:
    """Whether an alternative may count as true, or as false."""
    if isinstance(atom, Absent | Null | Function):
        return not truth
    if isinstance(atom, Boolean | Number | String) and atom.value is not None:
        return bool(atom.value) is truth
    return True


def known_truth(found: Type) -> bool | None:
    """Whether a value counts as true, or as false; None when it may be either, or never comes."""
    truths = {truth for atom in found for truth in (True, False) if can_be(atom, truth)}
    return truths.pop() if len(truths) == 1 else None


def without_otherwise(condition: Type) -> Type:
    """What a condition without `otherwise` comes to when it does not hold."""
    found: list[Atom] = []
    for atom in condition:
        if isinstance(atom, Absent | Null):
            found.append(Absent(atom.why, atom.origin))
        elif isinstance(atom, Boolean) and atom.value is not True:
            found.append(Absent(Why(Cause.CONDITION), atom.origin))
        elif can_be(atom, truth=False):
            found.append(Absent())
    return Type(tuple(dict.fromkeys(found)))


def assuming(condition: nodes.Expr, truth: bool, scope: Scope) -> Scope:
    """Add to a scope what holds when a condition is true, or when it is false."""
    if isinstance(condition, nodes.Block) and len(condition.expressions) == 1:
        return assuming(condition.expressions[0], truth, scope)
    if isinstance(condition, nodes.Binary):
        return _of_binary(condition, truth, scope)
    if isinstance(condition, nodes.Call):
        return _of_call(condition, truth, scope)
    return _narrowed(condition, lambda atom: can_be(atom, truth), scope, is_there=truth)


def _of_binary(node: nodes.Binary, truth: bool, scope: Scope) -> Scope:
    if node.operator == ("and" if truth else "or"):
        return assuming(node.right, truth, assuming(node.left, truth, scope))
    if node.operator in ("and", "or"):
        return _one_of(assuming(node.left, truth, scope), assuming(node.right, truth, scope), scope)
    if node.operator in _EQUALITIES:
        return _of_equality(node, truth, scope)
    if node.operator == "in" and isinstance(node.right, nodes.Array):
        items = [each.value for each in node.right.items if isinstance(each, nodes.Literal)]
        if len(items) == len(node.right.items):
            test = _equality_test(items, truth, truth)
            return _narrowed(node.left, test, scope, is_there=truth, values=items if truth else ())
    if node.operator in _ORDERS and truth:
        for side in (node.left, node.right):
            scope = _narrowed(side, _is_present, scope, is_there=True)
    return scope


def _one_of(one: Scope, other: Scope, scope: Scope) -> Scope:
    """What holds when one of two assumptions does."""
    for key in one.facts.keys() & other.facts.keys():
        scope = scope.knowing(key, one.facts[key] | other.facts[key])
    return scope


def _of_equality(node: nodes.Binary, truth: bool, scope: Scope) -> Scope:
    """What is missing equals nothing and differs from nothing: both comparisons are false then."""
    is_equal = (node.operator == "=") is truth
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(other, nodes.Literal):
            asked = _given_to("type", side)
            if asked:
                test = _kind_test(_KINDS.get(str(other.value)), is_equal, truth)
                return _narrowed(asked[0], test, scope, is_there=False)
            test = _equality_test([other.value], is_equal, truth)
            values = [other.value] if is_equal and truth else ()
            scope = _narrowed(side, test, scope, is_there=truth, values=values)
        elif truth:
            scope = _narrowed(side, _is_not_absent, scope, is_there=True)
    return scope


def _kind_test(expected: type[Atom] | None, is_equal: bool, is_there: bool) -> Callable[[Atom], bool]:
    if expected is None:
        return lambda _: True
    return lambda atom: not is_there if isinstance(atom, Absent) else isinstance(atom, expected) is is_equal


def _equality_test(values: list[Json], is_equal: bool, is_there: bool) -> Callable[[Atom], bool]:
    return lambda atom: not is_there if isinstance(atom, Absent) else _is_among(atom, values, is_equal)


def _is_among(atom: Atom, values: list[Json], truth: bool) -> bool:
    """Whether an alternative may be one of some values, or may be none of them."""
    if isinstance(atom, Unknown):
        return True
    if isinstance(atom, Null):
        return (None in values) is truth
    if isinstance(atom, Boolean | Number | String) and atom.value is not None:
        same = any(type(each) is type(atom.value) and each == atom.value for each in values)
        return same is truth
    if truth:
        return any(type(kind) is type(atom) for each in values for kind in of_json(each))
    return True


def _is_present(atom: Atom) -> bool:
    return not isinstance(atom, Absent | Null)


def _is_not_absent(atom: Atom) -> bool:
    return not isinstance(atom, Absent)


def _of_call(node: nodes.Call, truth: bool, scope: Scope) -> Scope:
    name, values = node.name, node.given
    if not values:
        return scope
    if name == "not":
        return _of_negation(values[0], truth, scope)
    if name == "boolean":
        return assuming(values[0], truth, scope)
    if name == "exists":
        return _narrowed(values[0], lambda atom: isinstance(atom, Absent) is not truth, scope, is_there=truth)
    if truth and name in _TRUE_OF_SOMETHING:
        return _narrowed(values[0], _is_not_absent, scope, is_there=True)
    return scope


def _of_negation(value: nodes.Expr, truth: bool, scope: Scope) -> Scope:
    """`$not` of what is missing is missing itself, and so counts as false."""
    if truth:
        scope = assuming(value, False, scope)
        return _narrowed(value, _is_not_absent, scope, is_there=True)
    negated = _given_to("not", value)
    if negated:
        return assuming(negated[0], False, scope)
    if _is_never_missing(value):
        return assuming(value, True, scope)
    return _narrowed(
        value, lambda atom: isinstance(atom, Absent) or can_be(atom, True), scope, is_there=False
    )


def _is_never_missing(node: nodes.Expr) -> bool:
    if isinstance(node, nodes.Block) and len(node.expressions) == 1:
        return _is_never_missing(node.expressions[0])
    if isinstance(node, nodes.Binary):
        return node.operator in _NEVER_MISSING
    return bool(_given_to("exists", node))


def _given_to(name: str, node: nodes.Expr) -> tuple[nodes.Expr, ...]:
    """What the function of a name is given; nothing where a node is no call of it."""
    return node.given if isinstance(node, nodes.Call) and node.name == name else ()


def _narrowed(
    node: nodes.Expr,
    keep: Callable[[Atom], bool],
    scope: Scope,
    *,
    is_there: bool,
    values: Sequence[Json] = (),
) -> Scope:
    """Leave out alternatives of the value that a node reads; what leads to a value that is there is, too.

    `values` are all that it can be, unless there are none.
    """
    key = key_of(node, scope)
    if key is None:
        return scope
    known = scope.value(node)
    kept = union(_listed(atom, values) for atom in known if keep(atom) or isinstance(atom, Unknown))
    if not is_there and known.is_unknown and not kept.without(Unknown).atoms:
        kept |= ABSENT
    scope = scope.knowing(key, kept)
    return _with_prefixes(node, key, scope) if is_there else scope


def _listed(atom: Atom, values: Sequence[Json]) -> Type:
    """The values that an alternative stands for, when all are known."""
    if not values or not isinstance(atom, Boolean | Number | String) or atom.value is not None:
        return Type((atom,))
    same = [each for each in union(map(of_json, values)) if type(each) is type(atom)]
    return Type(tuple(replace(each, origin=atom.origin) for each in same))


def _with_prefixes(node: nodes.Expr, key: Key, scope: Scope) -> Scope:
    if not isinstance(node, nodes.Path):
        return scope
    for count in range(1, len(node.steps)):
        prefix = replace(node, steps=node.steps[:count])
        shorter = key_of(prefix, scope)
        if shorter is not None and shorter != key:
            scope = scope.knowing(shorter, scope.value(prefix).without(Absent, Null))
    return scope
