"""mismatched-type: a value has a type that the place it goes to takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from unispec.diagnostics import Code, Diagnostic, Location, Severity
from unispec.inference import (
    BUILT_IN,
    Absent,
    Array,
    Kind,
    Null,
    Object,
    Type,
    Unknown,
    called,
    field_of,
    title_of,
)
from unispec.language import ExpressionError, nodes, syntax
from unispec.rules._sources import key_of
from unispec.rules._subject import Subject
from unispec.rules._typing import Mistake
from unispec.specs import Tree

_REMEDIES = {
    ("a text", "a number"): "write `$number(…)`",
    ("a number", "a text"): "write `$string(…)`",
    ("a text", "true or false"): "compare it: `… = …`",
    ("true or false", "a text"): 'write `… ? "one" : "other"`',
    ("a text", "an array"): "put it in brackets: `[…]`",
    ("a number", "an array"): "put it in brackets: `[…]`",
    ("an object", "an array"): "put it in brackets: `[…]`",
    ("an array", "a text"): 'choose one with `[0]`, or write `$join(…, ", ")`',
    ("an array", "a number"): "choose one with `[0]`, or write `$count(…)` or `$sum(…)`",
    ("an object", "a text"): "read one of its fields",
    ("an object", "a number"): "read one of its fields",
}

_DATA = (nodes.Literal, nodes.Name, nodes.Binary, nodes.Object, nodes.Array, nodes.Negation)


def mismatched_type(subject: Subject) -> Iterator[Diagnostic]:
    """Say which values, and which trees of a map, are of another type than their place takes."""
    for each in subject.mistakes(Kind.MISMATCH):
        finding = each.finding
        if finding.because:
            yield _null_item(each)
            continue
        yield _problem(finding.owner, finding.known[0], finding.name, each.location, finding.is_sure)
    for name, snippet in subject.integration.functions.items():
        if _is_data(snippet.source):
            message = f"`{name}` takes a function, this is a value"
            remedy = "write `function($value) { … }`"
            yield Diagnostic(Code.MISMATCHED_TYPE, message, snippet.location, remedy)
    for operation, variant in subject.variants:
        if isinstance(variant.map, Tree):
            model = operation.name.resource
            yield from _trees(variant.map, subject.model(model), model)


def _is_data(source: str) -> bool:
    """Whether an expression surely gives no function."""
    try:
        node = syntax(source)
    except ExpressionError:
        return False
    if isinstance(node, nodes.Filtered):
        node = node.of
    if isinstance(node, nodes.Path):
        node = node.steps[0].expr
    return isinstance(node, _DATA) or (isinstance(node, nodes.Call) and node.name in BUILT_IN)


def _null_item(mistake: Mistake) -> Diagnostic:
    finding = mistake.finding
    name = finding.owner.rpartition(".")[2]
    message = f"`{name}` takes an array of items, but `{finding.because}` may be null"
    remedy = f"leave null out, as in `[{mistake.written}[$]]`"
    return Diagnostic(Code.MISMATCHED_TYPE, message, mistake.location, remedy, Severity.WARNING)


def _trees(tree: Tree, model: Type, title: str) -> Iterator[Diagnostic]:
    for name, child in tree.children.items():
        below = field_of(model, name)
        if below is None or not isinstance(child, Tree):
            continue
        taken = below.without(Absent, Null)
        if taken.only(Object, Unknown).atoms:
            yield from _trees(child, below, title_of(below) or title)
        else:
            wanted = "an array" if taken.only(Array).atoms else called(taken.atoms)
            found = _problem(f"{title}.{name}", wanted, "an object", key_of(child.location))
            remedy = f"write it as one expression: `{name}: |` and below it `{_form(taken)}`"
            yield replace(found, help=remedy)


def _form(taken: Type) -> str:
    """How an expression begins that gives what is taken."""
    items = [atom.items.type for atom in taken if isinstance(atom, Array)]
    if not items:
        return "…"
    return '[{"field": …}]' if any(each.only(Object).atoms for each in items) else "[…]"


def _problem(owner: str, wanted: str, found: str, place: Location, is_sure: bool = True) -> Diagnostic:
    name = owner.rpartition(".")[2]
    message = f"`{name}` takes {wanted}, this {'is' if is_sure else 'may be'} {found}"
    return Diagnostic(Code.MISMATCHED_TYPE, message, place, _REMEDIES.get((found, wanted)))
