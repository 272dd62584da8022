"""The names in an expression that nothing binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from unispec.inference import BUILT_IN
from unispec.language import Mention, mentions
from unispec.rules._sources import VARIABLES, Expression
from unispec.specs import Integration


@dataclass(frozen=True, slots=True)
class Unbound:
    """A `$name` that means nothing where it stands."""

    mention: Mention
    is_called: bool


def unbound(expression: Expression, integration: Integration) -> Iterator[Unbound]:
    """Find the names that are neither given, built in, bound, nor functions of the integration."""
    if expression.own is None:
        return
    given = VARIABLES[expression.role] | BUILT_IN | integration.functions.keys()
    source = expression.snippet.source
    seen: set[str] = set()
    for mention in mentions(source):
        if mention.name in expression.own.variables and mention.name not in given | seen:
            seen.add(mention.name)
            yield Unbound(mention, _is_called(source, mention))


def bound(expression: Expression) -> frozenset[str]:
    """The names that an expression binds itself."""
    own = expression.own.variables if expression.own else {}
    names = frozenset(mention.name for mention in mentions(expression.snippet.source))
    return names - own.keys() - BUILT_IN


def _is_called(source: str, mention: Mention) -> bool:
    return source[mention.end :].lstrip().startswith("(") or source[: mention.start].rstrip().endswith("~>")
