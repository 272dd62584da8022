"""Trees of expressions, such as a map, beside the types of what they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from unispec.diagnostics import Location
from unispec.inference import Type, field_of, names_of
from unispec.rules._sources import key_of
from unispec.specs import Node, Snippet, Tree


@dataclass(frozen=True, slots=True)
class Stranger:
    """A key of a tree that its `owner` does not have."""

    name: str
    owner: Type
    location: Location


def strangers(tree: Tree, owner: Type) -> Iterator[Stranger]:
    """Find the keys, however deep, that the type of what a tree makes does not have."""
    for name, child in tree.children.items():
        below = field_of(owner, name)
        if below is None and names_of(owner):
            yield Stranger(name, owner, key_of(child.location))
        elif below is not None and isinstance(child, Tree):
            yield from strangers(child, below)


def leaves(node: Node | None) -> Iterator[Snippet]:
    """Every expression of what may be a tree, an expression or nothing."""
    if isinstance(node, Tree):
        yield from node.leaves()
    elif node is not None:
        yield node
