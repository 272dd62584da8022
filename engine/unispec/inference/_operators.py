"""Operators: what they give, and operands that can never be right."""

from __future__ import annotations

from unispec.inference._arguments import judge
from unispec.inference._findings import Finding, Kind
from unispec.inference._kinds import called
from unispec.inference._scope import Scope
from unispec.inference._sequences import flat
from unispec.inference._signatures import Parameter
from unispec.inference._truth import assuming, known_truth
from unispec.inference._types import (
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
)
from unispec.language import nodes

_ARITHMETIC = frozenset("+-*/%")
_NOT_NULL = Parameter("snboaf")
_NUMBER = Parameter("n")
_SHORT_CIRCUITS = frozenset({"and", "or"})
_EQUALITIES = frozenset({"=", "!="})
_ORDERS = frozenset({"<", "<=", ">", ">="})


def negation(node: nodes.Negation, scope: Scope) -> Type:
    """Evaluate `-x`."""
    found = scope.value(node.of)
    judge(node.of, found, "-", _NUMBER, scope)
    return joined((Number(origin=scope.origin(node)), *found.missing))


def binary(node: nodes.Binary, scope: Scope) -> Type:
    """Evaluate two operands and what stands between."""
    if node.operator in _SHORT_CIRCUITS:
        return _short_circuit(node, scope)
    left, right = scope.value(node.left), scope.value(node.right)
    if node.operator == "&":
        return _joined_text(node, left, right, scope)
    if node.operator in _ARITHMETIC:
        judge(node.left, left, node.operator, _NUMBER, scope)
        judge(node.right, right, node.operator, _NUMBER, scope)
        return joined((Number(origin=scope.origin(node)), *left.missing, *right.missing))
    truth = Boolean(_truth(node.operator, left, right), scope.origin(node))
    if node.operator in _ORDERS:
        _judge_order(node, left, right, scope)
        return joined((truth, *left.missing, *right.missing))
    if node.operator in _EQUALITIES:
        _judge_equal(node.left, left, right, scope)
        _judge_equal(node.right, right, left, scope)
    elif node.operator == "in":
        _judge_in(node, left, right, scope)
    return Type((truth,))


def _short_circuit(node: nodes.Binary, scope: Scope) -> Type:
    """Evaluate a whole chain of `and`, or of `or`: what stands left tells of what stands right."""
    decisive = node.operator == "or"
    truths: list[bool | None] = []
    inner = scope
    for operand in _chain(node):
        truths.append(known_truth(inner.value(operand)))
        inner = assuming(operand, not decisive, inner)
    truth = decisive if decisive in truths else None if None in truths else not decisive
    return Type((Boolean(truth, scope.origin(node)),))


def _chain(node: nodes.Binary) -> list[nodes.Expr]:
    found: list[nodes.Expr] = [node.right]
    left = node.left
    while isinstance(left, nodes.Binary) and left.operator == node.operator:
        found.append(left.right)
        left = left.left
    return [left, *reversed(found)]


def _joined_text(node: nodes.Binary, left: Type, right: Type, scope: Scope) -> Type:
    for each, found in ((node.left, left), (node.right, right)):
        judge(each, found, "&", _NOT_NULL, scope)
    texts = [_text(left), _text(right)]
    known = None if None in texts else "".join(each or "" for each in texts)
    return Type((String(known, origin=scope.origin(node)),))


def _text(found: Type) -> str | None:
    atom = found.atoms[0] if len(found.atoms) == 1 else None
    return atom.value if isinstance(atom, String) else None


def _truth(operator: str, left: Type, right: Type) -> bool | None:
    if operator not in _EQUALITIES:
        return None
    if any(each.atoms and not each.without(Absent).atoms for each in (left, right)):
        return False
    same = _same(left, right)
    return same if same is None or operator == "=" else not same


def _same(left: Type, right: Type) -> bool | None:
    if len(left.atoms) != 1 or len(right.atoms) != 1:
        return None
    one, other = left.atoms[0], right.atoms[0]
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
    sides = [(node.left, left, _ordered(right)), (node.right, right, _ordered(left))]
    if sides[0][2] + sides[1][2] in ("ns", "sn"):
        is_about_left = isinstance(node.left, nodes.Literal) and not isinstance(node.right, nodes.Literal)
        sides = [sides[0] if is_about_left else sides[1]]
    for each, found, letters in sides:
        judge(each, found, node.operator, Parameter(letters), scope)


def _ordered(other: Type) -> str:
    """The letters of what can be compared with a value."""
    takes = {type(atom) for atom in other if isinstance(atom, Number | String)}
    is_open = other.is_unknown or len(takes) != 1
    return "ns" if is_open else "n" if Number in takes else "s"


def _judge_in(node: nodes.Binary, left: Type, right: Type, scope: Scope) -> None:
    items = flat(right)
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
        scope.right(Kind.IMPOSSIBLE, origin)
        return
    owners = [each.owner for each in present if isinstance(each, String) and each.owner]
    known = tuple(str(each.value) for each in present if isinstance(each, String) and each.value is not None)
    if owners or not any(isinstance(each, String) for each in present):
        text = next((str(each.value) for each in literal if isinstance(each, String | Number | Boolean)), "")
        because = "" if owners else called(present)
        finding = Finding(Kind.IMPOSSIBLE, origin, text, owners[0] if owners else "", known, because=because)
        scope.wrong(finding)


def _may_equal(one: object, other: object) -> bool:
    if isinstance(other, Unknown | Array | Object):
        return True
    if isinstance(one, String | Number | Boolean) and isinstance(other, String | Number | Boolean):
        if type(one) is not type(other):
            return False
        return one.value is None or other.value is None or one.value == other.value
    return True
