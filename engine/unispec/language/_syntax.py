"""The syntax tree of a JSONata source, for those who ask what an expression means without running it.

It is parsed by the parser of the reference runtime, so nothing has a tree here that does not run there.
"""

from __future__ import annotations

from functools import lru_cache

from unispec.language._jsonata import ExpressionError, Limits
from unispec.language._reference import ROOM, failure
from unispec.language.nodes import Expr

_REMEMBERED = 4096


def syntax(source: str) -> Expr:
    """Parse an expression; raises `ExpressionError`.

    A source that is too long or nested too deeply is a limit, not a fault. It is not asked whether
    a function is forbidden or a `%` has a parent: compiling tells that.
    """
    return _parsed(source)


@lru_cache(_REMEMBERED)
def _parsed(source: str) -> Expr:
    longest = Limits().source_length
    if len(source) > longest:
        raise ExpressionError(f"the expression is longer than {longest} characters", is_limit=True)
    with ROOM.raised():
        from unispec.language._forms import Forms
        from unispec.language._grammar import grow

        try:
            return Forms(source).form(grow(source))
        except ExpressionError:
            raise
        except Exception as error:
            raise failure(error, source) from None
