"""Arguments of built-in functions, and operands: how many there are, and whether each is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unispec.inference._findings import Finding, Kind
from unispec.inference._kinds import accepts, called, wanted, wanted_items
from unispec.inference._scope import Scope
from unispec.inference._signatures import Parameter, Signature
from unispec.inference._types import Absent, Array, Atom, Null, Type
from unispec.language import nodes


def judged(
    signature: Signature, node: nodes.Call, given: Sequence[Type], scope: Scope
) -> Sequence[Type] | None:
    """Judge what a call gives a function; gives all that the function sees, None when the count is wrong.

    The context stands in for a first argument that is left out.
    """
    takes_context = _takes_context(signature, given, scope)
    if _is_miscounted(signature, node, len(given), scope):
        return None
    aligned = _aligned(signature, len(given), takes_context)
    for each, found, parameter in zip(node.given, given, aligned, strict=False):
        judge(each, found, f"${node.name}", parameter, scope)
    return [scope.context, *given] if takes_context else given


def judge(node: nodes.Expr, found: Type, name: str, parameter: Parameter, scope: Scope) -> None:
    """Report a value that a function or an operator does not take; `name` is what people call either."""
    origin = scope.origin(node)
    wrong = [atom for atom in found if not _takes(parameter, atom)]
    partly = [] if wrong else [item for atom in found for item in _wrong_items(parameter, atom)]
    if partly:
        _judge_items(node, partly, name, parameter, scope)
    elif wrong:
        because = next((atom.why.what for atom in wrong if isinstance(atom, Null) and atom.why), "")
        is_about_items = bool(parameter.items)
        words = (wanted_items(parameter.items),) if is_about_items else wanted(parameter.letters)
        this = called(wrong, with_items=is_about_items)
        is_sure = len(wrong) == len(found.without(Absent).atoms)
        scope.wrong(Finding(Kind.ARGUMENT, origin, name, this, words, because=because, is_sure=is_sure))
    elif found.atoms:
        scope.right(Kind.ARGUMENT, origin)


def _judge_items(
    node: nodes.Expr, wrong: Sequence[Atom], name: str, parameter: Parameter, scope: Scope
) -> None:
    """Report an array of which some items are not taken."""
    because = next((atom.why.what for atom in wrong if isinstance(atom, Null) and atom.why), "")
    known = wanted_items(parameter.items)
    this = f"an array with {called(wrong)} in it"
    scope.wrong(
        Finding(Kind.ARGUMENT, scope.origin(node), name, this, (known,), because=because, is_sure=False)
    )


def _takes_context(signature: Signature, given: Sequence[Type], scope: Scope) -> bool:
    """Whether the context stands in for a first argument: one is missing, or the others fit only so."""
    first, *rest = signature.parameters
    if first.mark != "-" or len(given) > len(rest):
        return False
    if len(given) <= signature.least:
        return True
    is_shifted = _suit(rest, given) and not _suit(signature.parameters, given)
    return is_shifted and _suits(first, scope.context)


def _is_miscounted(signature: Signature, node: nodes.Call, given: int, scope: Scope) -> bool:
    least, most = signature.least, signature.most
    first = signature.parameters[0]
    if first.mark == "-" and given <= least and not _suits(first, scope.context):
        least += 1
    if least <= given and (most is None or given <= most):
        return False
    known = (str(least), "" if most is None else str(most))
    scope.wrong(Finding(Kind.COUNT, scope.origin(node), node.name, str(given), known))
    return True


def _aligned(signature: Signature, given: int, takes_context: bool) -> Sequence[Parameter]:
    """The parameters that arguments are for."""
    if signature.most is None:
        return (signature.parameters[0],) * given
    return signature.parameters[1:] if takes_context else signature.parameters


def _suit(parameters: Sequence[Parameter], given: Sequence[Type]) -> bool:
    return all(_suits(parameter, found) for parameter, found in zip(parameters, given, strict=False))


def _suits(parameter: Parameter, found: Type) -> bool:
    """Whether a function may take a value; nothing is said of one that never comes."""
    return not found.atoms or any(_takes(parameter, atom) for atom in found)


def _takes(parameter: Parameter, atom: Atom) -> bool:
    """Whether a parameter takes an alternative; one for arrays alone takes a single value as its item."""
    if parameter.letters != "a":
        return accepts(parameter.letters, atom)
    if not parameter.items:
        return True
    items = atom.items.type if isinstance(atom, Array) else Type((atom,))
    return not items.atoms or any(accepts(parameter.items, each) for each in items)


def _wrong_items(parameter: Parameter, atom: Atom) -> Iterator[Atom]:
    """The items of an array that a function does not take, although it takes others."""
    if parameter.letters == "a" and parameter.items and isinstance(atom, Array):
        yield from (each for each in atom.items.type if not accepts(parameter.items, each))
