"""The names in an expression that nothing binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from unispec.language import Mention, mentions
from unispec.rules._sources import VARIABLES, Expression
from unispec.specs import Integration

_BUILT_IN = """
abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl
decodeUrlComponent distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase
formatInteger formatNumber fromMillis join keys length lookup lowercase map match max merge min not
number pad parseInteger power reduce replace reverse round sift single sort split spread sqrt string
substring substringAfter substringBefore sum toMillis trim type uppercase zip
"""
BUILT_IN = frozenset(_BUILT_IN.split())
"""The functions of JSONata that expressions may call."""


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
