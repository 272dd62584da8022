"""Operators: what they give, and operands that can never be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from unispec.inference._findings import Finding, Kind
from unispec.inference._kinds import accepts, called, wanted
from unispec.inference._scope import Scope
from unispec.inference._truth import assuming, can_be
from unispec.inference._types import (
    ABSENT,
    Absent,
    Array,
    Boolean,
    Null,
    Number,
    Object,
    String,
    Type,
    Unknown,
    joined,
    union,
)
from unispec.language import nodes

_ARITHMETIC = frozenset("+-*/%")
_ORDER = frozenset({"<", "<=", ">", ">="})


def negation(node: nodes.Negation, scope: Scope) -> Type:
    """Evaluate `-x`."""
    _number(node.of, scope.value(node.of), scope, "-")
    return Type((Number(origin=scope.origin(node)),))


def binary(node: nodes.Binary, scope: Scope) -> Type:
    """Evaluate two operands and what stands between."""
    left = scope.value(node.left)
    right_scope = _SHORT_CIRCUITS[node.operator](node, scope) if node.operator in _SHORT_CIRCUITS else scope
    right = right_scope.value(node.right)
    if node.operator == "&":
        return _joined_text(node, left, right, scope)
    if node.operator in _ARITHMETIC:
        _number(node.left, left, scope, node.operator)
        _number(node.right, right, scope, node.operator)
        return joined((Number(origin=scope.origin(node)), *left.only(Absent), *right.only(Absent)))
    truth = Boolean(_truth(node.operator, left, right), scope.origin(node))
    if node.operator in _ORDER:
        _judge_order(node, left, right, scope)
        return joined((truth, *left.only(Absent), *right.only(Absent)))
    if node.operator in ("=", "!="):
        _judge_equal(node.left, left, right, scope)
        _judge_equal(node.right, right, left, scope)
    elif node.operator == "in":
        _judge_in(node, left, right, scope)
    return Type((truth,))


def _assuming_left(truth: bool) -> Callable[[nodes.Binary, Scope], Scope]:
    def scope_of_right(node: nodes.Binary, scope: Scope) -> Scope:
        return assuming(node.left, truth, scope)

    return scope_of_right


_SHORT_CIRCUITS: Mapping[str, Callable[[nodes.Binary, Scope], Scope]] = {
    "and": _assuming_left(truth=True),
    "or": _assuming_left(truth=False),
}


def _joined_text(node: nodes.Binary, left: Type, right: Type, scope: Scope) -> Type:
    texts = [each.atoms[0].value for each in (left, right) if _is_text(each)]
    value = "".join(str(each) for each in texts) if len(texts) == 2 else None
    return Type((String(value, origin=scope.origin(node)),))


def _is_text(found: Type) -> bool:
    return len(found.atoms) == 1 and isinstance(found.atoms[0], String) and found.atoms[0].value is not None


def _number(node: nodes.Expr, found: Type, scope: Scope, operator: str) -> None:
    _operand(node, found, scope, operator, "n")


def _operand(node: nodes.Expr, found: Type, scope: Scope, operator: str, letters: str) -> None:
    origin = scope.origin(node)
    wrong = [atom for atom in found if not accepts(letters, atom)]
    if wrong:
        because = next((atom.why.what for atom in wrong if isinstance(atom, Null) and atom.why), "")
        finding = Finding(Kind.ARGUMENT, origin, operator, called(wrong), wanted(letters), because=because)
        scope.run.verdicts.wrong(finding)
    elif found.atoms:
        scope.run.verdicts.right(Kind.ARGUMENT, origin)


def _truth(operator: str, left: Type, right: Type) -> bool | None:
    if operator in ("and", "or"):
        sides = [_definite(left), _definite(right)]
        decisive = operator == "or"
        if decisive in sides:
            return decisive
        return None if None in sides else not decisive
    if operator in ("=", "!="):
        same = _same(left, right)
        return same if same is None or operator == "=" else not same
    return None


def _definite(found: Type) -> bool | None:
    truths = {truth for atom in found for truth in (True, False) if can_be(atom, truth)}
    return truths.pop() if len(truths) == 1 else None


def _same(left: Type, right: Type) -> bool | None:
    if len(left.atoms) != 1 or len(right.atoms) != 1:
        return None
    one, other = left.atoms[0], right.atoms[0]
    if isinstance(one, Absent) or isinstance(other, Absent):
        return None if isinstance(one, Unknown) or isinstance(other, Unknown) else False
    if isinstance(one, String | Number | Boolean) and isinstance(other, String | Number | Boolean):
        if one.value is None or other.value is None:
            return None
        return type(one) is type(other) and one.value == other.value
    return None


def _judge_equal(node: nodes.Expr, literal: Type, other: Type, scope: Scope) -> None:
    """Report a literal that the other side never is."""
    if not isinstance(node, nodes.Literal) or node.value is None:
        return
    judge_value(node, literal, other, scope)


def _judge_order(node: nodes.Binary, left: Type, right: Type, scope: Scope) -> None:
    """Report what has no order: only two numbers, or two texts, have one."""
    for each, found, other in ((node.left, left, right), (node.right, right, left)):
        takes = {type(atom) for atom in other if isinstance(atom, Number | String)}
        is_open = other.is_unknown or not takes or len(takes) > 1
        letters = "ns" if is_open else "n" if Number in takes else "s"
        _operand(each, found, scope, node.operator, letters)


def _judge_in(node: nodes.Binary, left: Type, right: Type, scope: Scope) -> None:
    items = union([right.without(Array), *(each.items.type for each in right if isinstance(each, Array))])
    if isinstance(node.left, nodes.Literal):
        judge_value(node.left, left, items, scope)
    if isinstance(node.right, nodes.Array):
        for each in node.right.items:
            if isinstance(each, nodes.Literal):
                judge_value(each, scope.value(each), left, scope)


def judge_value(node: nodes.Expr, literal: Type, other: Type, scope: Scope) -> None:
    """Report a literal that a value of a closed list, or of another type, never is."""
    present = other.without(Absent, Null)
    origin = scope.origin(node)
    if not present.atoms:
        return
    if any(_may_equal(one, each) for one in literal for each in present):
        scope.run.verdicts.right(Kind.IMPOSSIBLE, origin)
        return
    owners = [each.owner for each in present if isinstance(each, String) and each.owner]
    known = tuple(str(each.value) for each in present if isinstance(each, String) and each.value is not None)
    if owners or not any(isinstance(each, String) for each in present):
        text = next((str(each.value) for each in literal if isinstance(each, String | Number | Boolean)), "")
        because = "" if owners else called(present)
        finding = Finding(Kind.IMPOSSIBLE, origin, text, owners[0] if owners else "", known, because=because)
        scope.run.verdicts.wrong(finding)


def _may_equal(one: object, other: object) -> bool:
    if isinstance(other, Unknown | Array | Object):
        return True
    if isinstance(one, String | Number | Boolean) and isinstance(other, String | Number | Boolean):
        if type(one) is not type(other):
            return False
        return one.value is None or other.value is None or one.value == other.value
    return True


def absent_of(found: Type) -> Type:
    """Pass on that a value may be missing."""
    missing = found.only(Absent)
    return missing if missing.atoms else Type(()) if found.atoms else ABSENT
