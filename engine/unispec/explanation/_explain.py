"""Explains a record: each leaf of the map is evaluated by itself, so that one that fails explains itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from unispec.explanation._discretion import Discretion
from unispec.explanation._explanation import Explanation, FieldPath, Leaf, Reason
from unispec.explanation._leaves import leaves_of, map_of
from unispec.explanation._reads import reads_found
from unispec.explanation._reasons import branches, why_absent
from unispec.explanation._watched import Mapped, Watched
from unispec.flow import Compiled, failed, pruned
from unispec.language import Evaluation, ExpressionError
from unispec.models import Model
from unispec.specs import Node, Snippet, Tree

_ENGINES_OWN = "remote_data"


def explain(watched: Watched, given: Mapped) -> Explanation:
    """Explain how a record is mapped; raises `SpecError` for a leaf that does not compile."""
    plan = given.plan
    node = map_of(plan.variant)
    discretion = Discretion.about(given.record, given.variables)
    leaves = tuple(_leaf(watched, given, path, snippet, discretion) for path, snippet in leaves_of(node))
    absent = {leaf.path for leaf in leaves if leaf.is_absent}
    return Explanation(
        operation=plan.name,
        leaves=leaves,
        left_out=tuple(_left_out(node, (), absent)),
        not_mapped=tuple(_not_mapped(plan.model, plan.model.schema, node, ())),
    )


def _leaf(watched: Watched, given: Mapped, path: FieldPath, snippet: Snippet, discretion: Discretion) -> Leaf:
    compiled = watched.program.compile(snippet)
    leaf = Leaf(path, discretion.text(snippet.source.strip()), snippet.location, is_absent=True)
    evaluation = watched.trace(snippet, given)
    leaf = replace(leaf, reads=reads_found(compiled, given, evaluation, discretion))
    try:
        value = compiled.evaluate(given.record, given.read_by(compiled))
    except ExpressionError as error:
        return replace(leaf, problem=failed(compiled, error))
    if evaluation is None:
        why: tuple[Reason, ...] = (Reason("the record is too large to say why", snippet.location),)
    else:
        why = _because(compiled, evaluation, discretion)
    value = pruned(value)
    if value is None or value == {}:
        return replace(leaf, because=why)
    shown = discretion.value(value, path[-1] if path else "")
    return replace(leaf, value=shown, is_absent=False, because=why)


def _because(compiled: Compiled, evaluation: Evaluation, discretion: Discretion) -> tuple[Reason, ...]:
    value = pruned(evaluation.result)
    if value == {}:
        return (Reason("every part of it is absent", compiled.location),)
    if value is not None:
        return branches(compiled, evaluation.trace, discretion)
    return why_absent(compiled, evaluation.trace, discretion)


def _left_out(node: Node, path: FieldPath, absent: set[FieldPath]) -> Iterator[FieldPath]:
    """Give the outermost objects of the map of which no leaf has a value."""
    if isinstance(node, Snippet):
        return
    leaves = [leaf for leaf, _ in leaves_of(node, path)]
    if path and absent.issuperset(leaves):
        yield path
        return
    for name, child in node.children.items():
        yield from _left_out(child, (*path, name), absent)


def _not_mapped(model: Model, schema: Mapping[str, Any], node: Node, path: FieldPath) -> Iterator[FieldPath]:
    if not isinstance(node, Tree):
        return
    for name, below in model.properties(schema).items():
        if name in node.children:
            yield from _not_mapped(model, below, node.children[name], (*path, name))
        elif path or name != _ENGINES_OWN:
            yield (*path, name)
