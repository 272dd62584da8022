"""The leaves of a map: those of its tree, or the fields of an object when the map is one expression."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unispec.diagnostics import Location
from unispec.explanation._explanation import FieldPath
from unispec.language import ExpressionError, nodes, syntax
from unispec.specs import Node, Snippet, Tree, Variant

_INK = re.compile(r"[^\n]")


def map_of(variant: Variant) -> Node:
    """Give the map of a variant as a tree where it can be one; without one, records are taken as they are."""
    if variant.map is None:
        return Snippet("$", variant.location)
    return variant.map if isinstance(variant.map, Tree) else _opened(variant.map)


def leaves_of(node: Node, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Snippet]]:
    """Give each leaf of a map with the field that it fills, in the order of writing."""
    if isinstance(node, Snippet):
        yield path, node
        return
    for name, child in node.children.items():
        yield from leaves_of(child, (*path, name))


def _opened(snippet: Snippet) -> Node:
    """Take an expression apart that is nothing but an object with fixed names."""
    try:
        form = syntax(snippet.source)
    except ExpressionError:
        return snippet
    while isinstance(form, nodes.Block) and len(form.expressions) == 1:
        form = form.expressions[0]
    return _node(form, snippet) if isinstance(form, nodes.Object) else snippet


def _node(form: nodes.Expr, snippet: Snippet) -> Node:
    place = snippet.location
    location = Location(place.source, place.route, place.part, (form.start, form.end))
    if isinstance(form, nodes.Object) and form.entries:
        names = [key.value for key, _ in form.entries if isinstance(key, nodes.Literal)]
        if len({name for name in names if isinstance(name, str)}) == len(form.entries):
            parts = [_node(value, snippet) for _, value in form.entries]
            return Tree(dict(zip(names, parts, strict=True)), location)
    return Snippet(_alone(snippet.source, form.start, form.end), location)


def _alone(source: str, start: int, end: int) -> str:
    """Leave a part of a source where it stands, with blanks before it."""
    return _INK.sub(" ", source[:start]) + source[start:end]
