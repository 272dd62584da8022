"""Calls: arguments are counted and judged, own functions are followed into their bodies.

A function is followed once for each alternative of its arguments, so that what it does with `"active"`
is not mixed up with what it does with nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import prod

from unispec.inference._built_in import result
from unispec.inference._findings import Finding, Kind, Verdicts
from unispec.inference._kinds import accepts, called, wanted, wanted_items
from unispec.inference._scope import Closure, Scope
from unispec.inference._sequences import sequence
from unispec.inference._signatures import SIGNATURES, Parameter, Signature
from unispec.inference._types import (
    ABSENT,
    UNKNOWN,
    Absent,
    Array,
    Atom,
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


def call(node: nodes.Call, scope: Scope) -> Type:
    """Evaluate a call."""
    written = [*([node.piped] if node.piped is not None else []), *node.arguments]
    arguments = [scope.value(each) for each in written]
    function = node.function
    name = function.name if isinstance(function, nodes.Variable) else ""
    if name and name not in scope.variables:
        return _of_built_in(name, node, written, arguments, scope)
    called_with = scope.value(function)
    found: list[Type] = []
    for atom in called_with:
        if isinstance(atom, Function) and isinstance(atom.what, Closure):
            _count_own(atom.what, name, node, len(arguments), scope)
            found.append(_followed(atom.what, arguments, scope, node))
        else:
            found.append(UNKNOWN)
    return union(found) if found else UNKNOWN


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
    name = node.right.name if isinstance(node.right, nodes.Variable) else ""
    if name and name not in scope.variables:
        piped = nodes.Call(node.start, node.end, node.right, (), node.left)
        return _of_built_in(name, piped, [node.left], [left], scope)
    found = [
        _followed(atom.what, [left], scope, node)
        if isinstance(atom, Function) and isinstance(atom.what, Closure)
        else UNKNOWN
        for atom in scope.value(node.right)
    ]
    return union(found) if found else UNKNOWN


def _count_own(closure: Closure, name: str, node: nodes.Call, given: int, scope: Scope) -> None:
    takes = len(closure.node.parameters)
    if given != takes:
        called = name or closure.name
        written = f"${called}({', '.join(f'${each}' for each in closure.node.parameters)})"
        finding = Finding(Kind.COUNT, scope.origin(node), called, str(given), (str(takes),), because=written)
        scope.wrong(finding)


def _of_built_in(
    name: str, node: nodes.Call, written: Sequence[nodes.Expr], arguments: Sequence[Type], scope: Scope
) -> Type:
    signature = SIGNATURES.get(name)
    if signature is None:
        return UNKNOWN
    takes_context = _takes_context(signature, arguments, scope)
    if _is_miscounted(name, signature, node, len(arguments), scope):
        return UNKNOWN
    aligned = _aligned(signature, len(arguments), takes_context)
    for each, given, parameter in zip(written, arguments, aligned, strict=False):
        _judge(name, each, given, parameter, scope)
    applied = _applied(name, node, arguments, scope)
    if applied is not None:
        return applied
    complete = [scope.context, *arguments] if takes_context else arguments
    return result(name, signature, complete, scope, scope.origin(node))


def _takes_context(signature: Signature, arguments: Sequence[Type], scope: Scope) -> bool:
    """Whether the context stands in for a first argument: one is missing, or the others fit only so."""
    first, *rest = signature.parameters
    if first.mark != "-" or len(arguments) > len(rest):
        return False
    if len(arguments) <= signature.least:
        return True
    is_shifted = _suit(rest, arguments) and not _suit(signature.parameters, arguments)
    return is_shifted and _suits(first, scope.context)


def _suit(parameters: Sequence[Parameter], arguments: Sequence[Type]) -> bool:
    return all(_suits(parameter, given) for parameter, given in zip(parameters, arguments, strict=False))


def _is_miscounted(name: str, signature: Signature, node: nodes.Call, given: int, scope: Scope) -> bool:
    least, most = signature.least, signature.most
    first = signature.parameters[0]
    if first.mark == "-" and given <= least and not _suits(first, scope.context):
        least += 1
    if least <= given and (most is None or given <= most):
        return False
    known = (str(least), "" if most is None else str(most))
    scope.wrong(Finding(Kind.COUNT, scope.origin(node), name, str(given), known))
    return True


def _suits(parameter: Parameter, given: Type) -> bool:
    """Whether a function may take a value; nothing is said of one that never comes."""
    return not given.atoms or any(_takes(parameter, atom) for atom in given)


def _aligned(signature: Signature, given: int, takes_context: bool) -> Sequence[Parameter]:
    """The parameters that arguments are for."""
    if signature.most is None:
        return (signature.parameters[0],) * given
    return signature.parameters[1:] if takes_context else signature.parameters


def _judge(name: str, node: nodes.Expr, given: Type, parameter: Parameter, scope: Scope) -> None:
    origin = scope.origin(node)
    wrong = [atom for atom in given if not _takes(parameter, atom)]
    if wrong:
        because = next((atom.why.what for atom in wrong if isinstance(atom, Null) and atom.why), "")
        is_about_items = bool(parameter.items)
        words = (wanted_items(parameter.items),) if is_about_items else wanted(parameter.letters)
        this = called(wrong, with_items=is_about_items)
        is_sure = len(wrong) == len(given.without(Absent).atoms)
        finding = Finding(Kind.ARGUMENT, origin, f"${name}", this, words, because=because, is_sure=is_sure)
        scope.wrong(finding)
    elif given.atoms:
        scope.right(Kind.ARGUMENT, origin)


def _takes(parameter: Parameter, atom: Atom) -> bool:
    if "a" not in parameter.letters:
        return accepts(parameter.letters, atom)
    if not parameter.items:
        return True
    items = atom.items.type if isinstance(atom, Array) else Type((atom,))
    return not items.atoms or any(accepts(parameter.items, each) for each in items)


def _applied(name: str, node: nodes.Call, arguments: Sequence[Type], scope: Scope) -> Type | None:
    """Follow the function that another is given, such as the one of `$map`."""
    if name not in ("map", "filter", "single", "each", "sift", "reduce", "sort") or len(arguments) < 2:
        return None
    items = _items(arguments[0])
    functions = [each.what for each in arguments[1] if isinstance(each, Function)]
    missing = Type(tuple(atom for atom in arguments[0] if isinstance(atom, Absent)))
    passed = _passed(name, items, arguments)
    found = [
        _run(each, passed[: len(each.node.parameters)], scope) if isinstance(each, Closure) else UNKNOWN
        for each in functions
    ]
    given = union(found) if found else UNKNOWN
    origin = scope.origin(node)
    if name in ("map", "each"):
        return sequence(given | missing, origin)
    if name == "filter":
        return sequence(items | missing, origin)
    if name == "single":
        return items | ABSENT
    if name == "sort":
        return None
    return UNKNOWN


def _passed(name: str, items: Type, arguments: Sequence[Type]) -> list[Type]:
    number = Type((Number(),))
    if name in ("each", "sift"):
        return [UNKNOWN, Type((String(),)), arguments[0]]
    if name == "reduce":
        return [UNKNOWN, items, number, arguments[0]]
    if name == "sort":
        return [items, items]
    return [items, number, arguments[0]]


def _items(found: Type) -> Type:
    inner = [atom.items.type for atom in found if isinstance(atom, Array)]
    return union([found.without(Array, Absent), *inner])


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
        found.append(_run(closure, way, inner))
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


def _run(closure: Closure, arguments: Sequence[Type], scope: Scope) -> Type:
    inner = closure.scope
    for index, name in enumerate(closure.node.parameters):
        inner = inner.bound(name, arguments[index] if index < len(arguments) else ABSENT)
    scope.run.followed(closure.node)
    inner = replace(inner, depth=scope.depth, verdicts=scope.verdicts, is_dead=scope.is_dead)
    return inner.value(closure.node.body)
