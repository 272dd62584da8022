"""The way to a value that conditions can tell of: a variable or the context, plain names, fixed indices."""

from __future__ import annotations

from unispec.inference._scope import Key, Scope
from unispec.language import nodes


def key_of(node: nodes.Expr, scope: Scope) -> Key | None:
    """The way to a value: of a variable, or of a path of plain names and fixed indices."""
    if isinstance(node, nodes.Block) and len(node.expressions) == 1:
        return key_of(node.expressions[0], scope)
    if isinstance(node, nodes.Variable):
        return (f"${node.name}",) if node.name else (scope.place,)
    if not isinstance(node, nodes.Path):
        return None
    key: Key | None = (scope.place,)
    for index, step in enumerate(node.steps):
        key = next_key(step, key, is_first=index == 0)
    return key


def next_key(step: nodes.Step, key: Key | None, *, is_first: bool) -> Key | None:
    """Add a step to a way; None when the step leads to more than one value."""
    if key is None or step.focus:
        return None
    if isinstance(step.expr, nodes.Name):
        key = (*key, step.expr.name)
    elif is_first and isinstance(step.expr, nodes.Variable):
        key = (f"${step.expr.name}",) if step.expr.name else key
    else:
        return None
    for stage in step.stages:
        index = fixed_index(stage)
        if index is None:
            return None
        key = (*key, index)
    return key


def fixed_index(stage: nodes.Stage) -> int | None:
    """The index of a predicate like `[0]` or `[-1]`."""
    condition = stage.condition if isinstance(stage, nodes.Filter) else None
    if isinstance(condition, nodes.Negation) and isinstance(condition.of, nodes.Literal):
        value = condition.of.value
        return -value if type(value) is int else None
    value = condition.value if isinstance(condition, nodes.Literal) else None
    return value if type(value) is int else None
