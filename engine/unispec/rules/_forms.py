"""Every form of an expression, however deep it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache

from unispec.language import ExpressionError, syntax
from unispec.language.nodes import Filter, SortTerm, Step, Syntax


@lru_cache(maxsize=4096)
def forms(source: str) -> tuple[Syntax, ...]:
    """Find the forms of an expression; none in one that does not parse, which another rule tells."""
    try:
        return tuple(forms_of(syntax(source)))
    except ExpressionError:
        return ()


def forms_of(tree: Syntax) -> Iterator[Syntax]:
    """Find a form and all those inside it, in the order of writing."""
    waiting: list[object] = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Syntax):
            yield found
        if isinstance(found, tuple):
            waiting.extend(reversed(found))
        elif isinstance(found, Syntax | Filter | SortTerm | Step):
            waiting.extend(getattr(found, each.name) for each in reversed(fields(found)))
