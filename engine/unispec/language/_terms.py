"""The expressions of a template: a handful of nodes over JSON values.

A field is an item of an object, whatever its name; an index is an item of an array. What is not
there is undefined, and stays undefined below; only `default` may turn it into something.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from unispec.data import Json

if TYPE_CHECKING:
    from jinja2 import Environment

_UNDEFINED = object()

FILTERS: Mapping[str, Callable[[str], str]] = {
    "b64encode": lambda text: b64encode(text.encode()).decode(),
    "lower": str.lower,
    "trim": str.strip,
    "upper": str.upper,
}


class Unanswered(Exception):
    """A template's expression is refused, or has no text for these values."""


class Term(Protocol):
    """A node of a template's expression."""

    def value(self, values: Mapping[str, Json]) -> Any:
        """Evaluate; `_UNDEFINED` when there is no such field."""

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Name every path that is read, from the root name down."""


@cache
def environment() -> Environment:
    """The Jinja environment that parses; it is never asked to render."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=True)


def term(source: str) -> Term:
    """Compile the inside of `{{ }}`; raises `Unanswered` for what is not permitted."""
    from jinja2 import TemplateSyntaxError, nodes

    try:
        body = environment().parse("{{" + source + "}}").body
    except TemplateSyntaxError:
        raise Unanswered(f"`{source.strip()}` does not parse") from None
    if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
        raise Unanswered("an output needs one expression")
    return _built(body[0].nodes[0])


def output(part: Term, values: Mapping[str, Json]) -> str:
    """Evaluate a term to text; raises `Unanswered` for what has no text."""
    return _text(part.value(values))


def tested(part: Term) -> Iterator[tuple[str, ...]]:
    """Name every path that an inline `if` tests as it is, which fails when there is nothing."""
    match part:
        case _Choice(test, yes, no):
            if isinstance(test, _Path):
                yield from test.paths()
            for each in (test, yes, no):
                yield from tested(each)
        case _Filtered(inner) | _Default(inner):
            yield from tested(inner)
        case _Joined(terms):
            for each in terms:
                yield from tested(each)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return str(value)
    raise Unanswered(f"is {_kind(value)}, not text")


def _kind(value: Any) -> str:
    if value is _UNDEFINED:
        return "undefined"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "not a JSON value"


@dataclass(frozen=True, slots=True)
class _Constant:
    constant: Any

    def value(self, values: Mapping[str, Json]) -> Any:  # noqa: ARG002
        return self.constant

    def paths(self) -> Iterator[tuple[str, ...]]:
        return iter(())


@dataclass(frozen=True, slots=True)
class _Path:
    root: str
    steps: tuple[str | int, ...]

    def value(self, values: Mapping[str, Json]) -> Any:
        found = values.get(self.root, _UNDEFINED)
        for step in self.steps:
            found = _item(found, step)
        return found

    def paths(self) -> Iterator[tuple[str, ...]]:
        yield (self.root, *(step for step in self.steps if isinstance(step, str)))


@dataclass(frozen=True, slots=True)
class _Joined:
    terms: tuple[Term, ...]

    def value(self, values: Mapping[str, Json]) -> Any:
        return "".join(output(each, values) for each in self.terms)

    def paths(self) -> Iterator[tuple[str, ...]]:
        for each in self.terms:
            yield from each.paths()


@dataclass(frozen=True, slots=True)
class _Filtered:
    inner: Term
    change: Callable[[str], str]

    def value(self, values: Mapping[str, Json]) -> Any:
        return self.change(output(self.inner, values))

    def paths(self) -> Iterator[tuple[str, ...]]:
        return self.inner.paths()


@dataclass(frozen=True, slots=True)
class _Default:
    inner: Term
    constant: Any

    def value(self, values: Mapping[str, Json]) -> Any:
        found = self.inner.value(values)
        return self.constant if found is _UNDEFINED else found

    def paths(self) -> Iterator[tuple[str, ...]]:
        return self.inner.paths()


@dataclass(frozen=True, slots=True)
class _Choice:
    test: Term
    yes: Term
    no: Term

    def value(self, values: Mapping[str, Json]) -> Any:
        tested = self.test.value(values)
        if tested is _UNDEFINED:
            raise Unanswered("tests a value that is undefined")
        return (self.yes if tested else self.no).value(values)

    def paths(self) -> Iterator[tuple[str, ...]]:
        for each in (self.test, self.yes, self.no):
            yield from each.paths()


def _item(value: Any, step: str | int) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step, _UNDEFINED)
    if isinstance(value, list) and isinstance(step, int):
        return value[step] if -len(value) <= step < len(value) else _UNDEFINED
    return _UNDEFINED


def _built(node: Any) -> Term:
    from jinja2 import nodes

    if isinstance(node, nodes.TemplateData):
        raise Unanswered("an output needs one expression")
    if isinstance(node, nodes.Const):
        return _Constant(node.value)
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        return _path(node)
    if isinstance(node, nodes.Concat):
        return _Joined(tuple(_built(each) for each in node.nodes))
    if isinstance(node, nodes.Filter):
        return _filtered(node)
    if isinstance(node, nodes.CondExpr):
        if node.expr2 is None:
            raise Unanswered("an inline `if` needs an `else`")
        return _Choice(_built(node.test), _built(node.expr1), _built(node.expr2))
    raise Unanswered(f"`{type(node).__name__}` is not available in a template")


def _path(node: Any) -> Term:
    from jinja2 import nodes

    steps: list[str | int] = []
    while not isinstance(node, nodes.Name):
        if isinstance(node, nodes.Getattr):
            steps.append(node.attr)
        elif (
            isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and _is_key(node.arg.value)
        ):
            steps.append(node.arg.value)
        else:
            raise Unanswered("fields can only be taken from a name, by constant keys")
        node = node.node
    return _Path(node.name, tuple(reversed(steps)))


def _is_key(key: Any) -> bool:
    return type(key) in {str, int}


def _filtered(node: Any) -> Term:
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise Unanswered(f"the filter `{node.name}` takes no named arguments")
    inner = _built(node.node)
    if node.name == "default":
        other = _built(node.args[0]) if len(node.args) == 1 else None
        if not isinstance(other, _Constant):
            raise Unanswered("the filter `default` needs one constant")
        return _Default(inner, other.constant)
    if node.name not in FILTERS:
        raise Unanswered(f"there is no filter `{node.name}`")
    if node.args:
        raise Unanswered(f"the filter `{node.name}` takes no arguments")
    return _Filtered(inner, FILTERS[node.name])
