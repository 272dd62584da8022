"""What a person means by the name of a unified field: leaves, a part of one, or one that nothing fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, InputError, suggestion
from unispec.explanation._explanation import Explanation, FieldPath, Leaf
from unispec.explanation._reads import value_at
from unispec.models import Model

_DEEPEST = 6
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Choice:
    """The leaves that a field comes from; `below` leads from a single leaf to a part of its value."""

    path: FieldPath
    leaves: tuple[Leaf, ...] = ()
    below: FieldPath = ()
    value: Json = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The field, with dots."""
        return ".".join(self.path)


def chosen(explanation: Explanation, model: Model, name: str) -> Choice:
    """Find what fills a field, written with dots; raises `InputError` for one that there is not.

    A number in the name chooses an item of a list.
    """
    path = tuple(name.split("."))
    under = tuple(leaf for leaf in explanation.leaves if leaf.path[: len(path)] == path)
    if under:
        return Choice(path, under, (), under[0].value if under[0].path == path else None)
    over = [leaf for leaf in explanation.leaves if path[: len(leaf.path)] == leaf.path]
    for leaf in over:
        below = path[len(leaf.path) :]
        value = _part(leaf.value, below)
        if value is not None or _is_field(model, path):
            return Choice(path, (leaf,), below, value)
    if not over and _is_field(model, path):
        return Choice(path)
    names = [".".join(each) for each in _field_names(model, model.schema, ())]
    known = suggestion(name, names or [leaf.name for leaf in explanation.leaves], noun="fields")
    message = f"`{name}` is not a field of `{model.name}`"
    raise InputError(Diagnostic(Code.UNKNOWN_MODEL_FIELD, message, help=known))


def narrowed(explanation: Explanation, choice: Choice) -> Explanation:
    """Leave only what a choice is about."""

    def about(path: FieldPath) -> bool:
        return path[: len(choice.path)] == choice.path or choice.path[: len(path)] == path

    return replace(
        explanation,
        leaves=choice.leaves,
        left_out=tuple(filter(about, explanation.left_out)),
        not_mapped=tuple(filter(about, explanation.not_mapped)),
    )


def _part(value: Json, below: FieldPath) -> Json:
    for step in below:
        if type(value) is list and step.isascii() and step.isdecimal():
            value = value[int(step)] if len(step) < 9 and int(step) < len(value) else None
        else:
            value = value_at(value, step)
    return value


def _is_field(model: Model, path: FieldPath) -> bool:
    node: Mapping[str, Any] = model.schema
    for step in path:
        node = _item(model, node)
        if step.isascii() and step.isdecimal() and step not in model.properties(node):
            continue
        properties = model.properties(node)
        if step not in properties:
            return False
        node = properties[step]
    return True


def _item(model: Model, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the schema of a value, of a list that of its items."""
    for _ in range(_DEEPEST):
        node = model.resolve(node)
        items = node.get("items")
        if not isinstance(items, dict) or "properties" in node:
            break
        node = items
    return node


def _field_names(model: Model, node: Mapping[str, Any], path: FieldPath) -> Iterator[FieldPath]:
    """Give the names of a model's fields, the shallow ones first, and no more than anyone would try."""
    level = [(path, node)]
    count = 0
    for _ in range(_DEEPEST):
        upper, level = level, []
        for above, each in upper:
            for name, below in model.properties(_item(model, each)).items():
                if count == _MOST:
                    return
                count += 1
                yield (*above, name)
                level.append(((*above, name), below))
