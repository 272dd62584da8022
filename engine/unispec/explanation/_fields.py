"""What a person means by the name of a unified field: leaves, a part of one, or one that nothing fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, InputError, Location, suggestion
from unispec.documents import Document
from unispec.explanation._explanation import Explanation, FieldPath, Leaf
from unispec.explanation._reads import value_at
from unispec.models import Model
from unispec.specs import Node

_DEEPEST = 6
_MOST = 2_000
_LONGEST_INDEX = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """The leaves that a field comes from; `below` leads from a single leaf to a part of its value.

    `lack` says why that part is not there. `removed` is where an overlay takes the field out of the map.
    """

    path: FieldPath
    leaves: tuple[Leaf, ...] = ()
    below: FieldPath = ()
    value: Json = field(default=None, repr=False)
    lack: str | None = None
    removed: Location | None = None

    @property
    def name(self) -> str:
        """The field, with dots."""
        return ".".join(self.path)


def chosen(explanation: Explanation, model: Model, node: Node, name: str) -> Choice:
    """Find what fills a field, written with dots; raises `InputError` for one that there is not.

    A number in the name chooses an item of a list. `node` is the map.
    """
    path = tuple(name.split("."))
    under = tuple(leaf for leaf in explanation.leaves if leaf.path[: len(path)] == path)
    if under:
        return Choice(path, under, (), under[0].value if under[0].path == path else None)
    over = [leaf for leaf in explanation.leaves if path[: len(leaf.path)] == leaf.path]
    for leaf in over:
        below = path[len(leaf.path) :]
        value, lack = _part(leaf, below)
        if value is not None or _is_field(model, path):
            return Choice(path, (leaf,), below, value, lack)
    if not over and _is_field(model, path):
        return Choice(path, removed=_removed(node, path))
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


def _part(leaf: Leaf, below: FieldPath) -> tuple[Json, str | None]:
    """Give a part of what a leaf came to, or say where the way to it ends."""
    value, path = leaf.value, leaf.path
    if value is None:
        return None, None
    for step in below:
        name = ".".join(path) or "the record"
        if type(value) is list and step.isascii() and step.isdecimal():
            if len(step) > _LONGEST_INDEX or int(step) >= len(value):
                count = "one item" if len(value) == 1 else f"{len(value)} items"
                return None, f"`{name}` has {count}, counted from 0"
            value = value[int(step)]
        else:
            is_list = type(value) is list
            value = value_at(value, step)
            if value is None:
                return None, f"no item of `{name}` has `{step}`" if is_list else f"`{name}` has no `{step}`"
        path = (*path, step)
    return value, None


def _removed(node: Node, path: FieldPath) -> Location | None:
    """Find the null that takes a field, or what holds it, out of the map below."""
    place = node.location
    if not isinstance(place.source, Document):
        return None
    for end in range(1, len(path) + 1):
        route = (*place.route, *path[:end])
        owner = place.source.owner(route)
        try:
            written = owner.value(route)
        except KeyError:
            continue
        if written is None:
            return owner.location(route)
    return None


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
