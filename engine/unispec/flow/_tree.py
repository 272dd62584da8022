"""A tree of expressions, compiled into one.

All leaves become one JSONata object constructor, evaluated in one go. A table leads from offsets
in that text back to the leaf, and so to the line and column that the author wrote.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from unispec.data import Json, encode
from unispec.diagnostics import Code, Diagnostic, Location, SpecError
from unispec.language import Expression, ExpressionError, Reads, Runtime, mentions, reads
from unispec.specs import Node, Snippet, Tree


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression or a tree of them, ready to run; `where` finds the place of a failure.

    `path` holds the steps of an expression that is nothing but a plain path of fields.
    """

    expression: Expression
    reads: Reads
    starts: tuple[int, ...] = field(repr=False)
    snippets: tuple[Snippet, ...] = field(repr=False)
    location: Location
    path: tuple[str, ...] | None = None

    def evaluate(self, data: Json, variables: Mapping[str, Json]) -> Json:
        """Run it; undefined is None. Raises `language.ExpressionError`."""
        return self.expression.evaluate(data, variables)

    def where(self, error: ExpressionError) -> Location:
        """Lead a failure back to the text that the author wrote."""
        if error.start is None or not self.starts:
            return self.location
        index = bisect_right(self.starts, error.start) - 1
        if index < 0:
            return self.location
        snippet, start = self.snippets[index], self.starts[index]
        begin = error.start - start
        end = (error.end or error.start + 1) - start
        if begin > len(snippet.source):
            return self.location
        inside = (begin, max(begin + 1, min(end, len(snippet.source))))
        place = snippet.location
        return Location(place.source, place.route, place.part, inside)


class Compiler:
    """Compiles the expressions of one integration, with its functions in reach of each."""

    def __init__(self, runtime: Runtime, functions: Mapping[str, Snippet]) -> None:
        self._runtime = runtime
        self._functions = functions
        self._calls = {name: _called(snippet, functions) for name, snippet in functions.items()}

    def compile(self, node: Node) -> Compiled:
        """Compile an expression or a tree; raises `SpecError` at the leaf that is wrong."""
        for leaf in node.leaves() if isinstance(node, Tree) else (node,):
            self._check(leaf)
        writer = _Writer()
        writer.write("(")
        for name in self._used(node):
            writer.write(f"${name} := (")
            writer.snippet(self._functions[name])
            writer.write("); ")
        writer.node(node)
        writer.write(")")
        source = "".join(writer.parts)
        try:
            expression = self._runtime.compile(source)
            read = reads(source)
        except ExpressionError as error:
            raise expression_error(error, Snippet(source, node.location)) from None
        path = _path(node) if self._runtime.takes_shortcuts else None
        return Compiled(expression, read, tuple(writer.starts), tuple(writer.snippets), node.location, path)

    def optional(self, node: Node | None) -> Compiled | None:
        """Compile what is there."""
        return self.compile(node) if node is not None else None

    def _check(self, leaf: Snippet) -> None:
        try:
            self._runtime.compile(leaf.source)
        except ExpressionError as error:
            raise expression_error(error, leaf) from None

    def _used(self, node: Node) -> list[str]:
        leaves = node.leaves() if isinstance(node, Tree) else (node,)
        order: list[str] = []
        for leaf in leaves:
            self._collect(_called(leaf, self._functions), order, frozenset())
        return order

    def _collect(self, names: Iterable[str], order: list[str], above: frozenset[str]) -> None:
        for name in names:
            if name in order or name in above:
                continue
            self._collect(self._calls[name], order, above | {name})
            order.append(name)


class _Writer:
    """Writes the joined text and remembers where each snippet stands in it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.snippets: list[Snippet] = []
        self._length = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def snippet(self, snippet: Snippet) -> None:
        self.starts.append(self._length)
        self.snippets.append(snippet)
        self.write(snippet.source)

    def node(self, node: Node) -> None:
        if isinstance(node, Snippet):
            self.write("(")
            self.snippet(node)
            self.write(")")
            return
        self.write("{")
        for index, (key, child) in enumerate(node.children.items()):
            self.write((", " if index else "") + encode(key).decode() + ": ")
            self.node(child)
        self.write("}")


_PATH = re.compile(r"\s*[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)*\s*")
_WORDS = frozenset({"and", "or", "in", "true", "false", "null", "function"})


def _path(node: Node) -> tuple[str, ...] | None:
    if not isinstance(node, Snippet) or not _PATH.fullmatch(node.source):
        return None
    steps = tuple(node.source.strip().split("."))
    return None if _WORDS.intersection(steps) else steps


def _called(snippet: Snippet, functions: Mapping[str, Snippet]) -> list[str]:
    return [
        name for name in dict.fromkeys(each.name for each in mentions(snippet.source)) if name in functions
    ]


def expression_error(error: ExpressionError, snippet: Snippet) -> SpecError:
    """Turn a compile error of one snippet into a `SpecError` at its place."""
    place = snippet.location
    inside = None if error.start is None else (error.start, error.end or error.start + 1)
    location = Location(place.source, place.route, place.part, inside)
    return SpecError([Diagnostic(error_code(error), error.problem, location)])


def error_code(error: ExpressionError) -> Code:
    """Tell which code an error of the expression language has when a spec is read."""
    if error.is_limit:
        return Code.EXPRESSION_LIMIT
    return Code.EXPRESSION_SYNTAX if error.code else Code.FORBIDDEN_FUNCTION
