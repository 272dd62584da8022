"""Conditions: which alternatives of a value count as true, and what a condition tells of other values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from unispec.data import Json
from unispec.inference._keys import key_of
from unispec.inference._scope import Key, Scope
from unispec.inference._types import (
    ABSENT,
    Absent,
    Array,
    Atom,
    Boolean,
    Function,
    Null,
    Number,
    Object,
    String,
    Type,
    Unknown,
    of_json,
)
from unispec.language import nodes

_OPPOSITE = {"=": "!=", "!=": "="}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
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


def doubts(condition: Type) -> Type:
    """What a condition without `otherwise` comes to when it does not hold."""
    found: list[Atom] = []
    for atom in condition:
        if isinstance(atom, Absent | Null):
            found.append(Absent(atom.why, atom.origin))
        elif isinstance(atom, Boolean) and atom.value is not True:
            found.append(Absent(None, atom.origin))
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
    if node.operator in _OPPOSITE:
        return _of_equality(node, (node.operator == "=") is truth, scope)
    if node.operator == "in" and isinstance(node.right, nodes.Array):
        items = [each.value for each in node.right.items if isinstance(each, nodes.Literal)]
        if len(items) == len(node.right.items):
            return _narrowed(node.left, lambda atom: _is_among(atom, items, truth), scope, is_there=truth)
    if node.operator in _MIRRORED and truth:
        for side in (node.left, node.right):
            scope = _narrowed(side, _is_present, scope, is_there=True)
    return scope


def _of_equality(node: nodes.Binary, is_equal: bool, scope: Scope) -> Scope:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(other, nodes.Literal):
            values = [other.value]
            kind = _asked_kind(side)
            if kind is not None and isinstance(side, nodes.Call):
                expected = _KINDS.get(str(other.value))
                return _narrowed(side.arguments[0], _kind_test(expected, is_equal), scope, is_there=False)
            is_there = is_equal and other.value is not None
            scope = _narrowed(side, _equality_test(values, is_equal), scope, is_there=is_there)
        elif is_equal:
            scope = _narrowed(side, _is_present_or_null, scope, is_there=False)
    return scope


def _asked_kind(node: nodes.Expr) -> str | None:
    return "type" if _is_call_of(node, "type") else None


def _kind_test(expected: type[Atom] | None, is_equal: bool) -> Callable[[Atom], bool]:
    if expected is None:
        return lambda _: True
    return lambda atom: isinstance(atom, Unknown) or isinstance(atom, expected) is is_equal


def _equality_test(values: list[Json], is_equal: bool) -> Callable[[Atom], bool]:
    return lambda atom: _is_among(atom, values, is_equal)


def _is_among(atom: Atom, values: list[Json], truth: bool) -> bool:
    """Whether an alternative may be one of some values, or may be none of them."""
    if isinstance(atom, Unknown):
        return True
    if isinstance(atom, Absent):
        return not truth
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


def _is_present_or_null(atom: Atom) -> bool:
    return not isinstance(atom, Absent)


def _of_call(node: nodes.Call, truth: bool, scope: Scope) -> Scope:
    values = [*([node.piped] if node.piped is not None else []), *node.arguments]
    if not values:
        return scope
    if _is_call_of(node, "not"):
        return _of_negation(values[0], truth, scope)
    if _is_call_of(node, "boolean"):
        return assuming(values[0], truth, scope)
    if _is_call_of(node, "exists"):
        return _narrowed(values[0], lambda atom: isinstance(atom, Absent) is not truth, scope, is_there=truth)
    if truth and any(_is_call_of(node, name) for name in ("contains", "number", "string", "length", "trim")):
        return _narrowed(values[0], _is_present_or_null, scope, is_there=True)
    return scope


def _of_negation(value: nodes.Expr, truth: bool, scope: Scope) -> Scope:
    """`$not` of what is missing is missing itself, and so counts as false."""
    scope = assuming(value, not truth, scope) if truth or not key_of(value, scope) else scope
    if truth:
        return _narrowed(value, _is_present_or_null, scope, is_there=True)
    return _narrowed(
        value, lambda atom: isinstance(atom, Absent) or can_be(atom, True), scope, is_there=False
    )


def _is_call_of(node: nodes.Expr, name: str) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Variable)
        and node.function.name == name
    )


def _narrowed(node: nodes.Expr, keep: Callable[[Atom], bool], scope: Scope, *, is_there: bool) -> Scope:
    """Leave out alternatives of the value that a node reads; what leads to a value that is there is, too."""
    key = key_of(node, scope)
    if key is None:
        return scope
    known = scope.value(node)
    kept = Type(tuple(atom for atom in known if keep(atom) or isinstance(atom, Unknown)))
    if not is_there and known.is_unknown and not kept.without(Unknown).atoms:
        kept |= ABSENT
    scope = scope.knowing(key, kept)
    return _with_prefixes(node, key, scope) if is_there else scope


def _with_prefixes(node: nodes.Expr, key: Key, scope: Scope) -> Scope:
    steps = node.steps if isinstance(node, nodes.Path) else ()
    for count in range(1, len(steps)):
        prefix = replace(steps_of(node), steps=steps[:count])
        shorter = key_of(prefix, scope)
        if shorter is not None and shorter != key:
            scope = scope.knowing(shorter, scope.value(prefix).without(Absent, Null))
    return scope


def steps_of(node: nodes.Expr) -> nodes.Path:
    """The path that a node is."""
    assert isinstance(node, nodes.Path)
    return node
