"""Style `cursor`: a token in the body goes into a query parameter of the next request."""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.flow._origin import query_text, with_query
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered, Expressions, Pointer, Stuck, Style, pointer, sized
from unispec.specs import PageSize, Pagination

_EXACT = 2**53
"""From here on JSONata's numbers lose digits."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Follows a token until there is none."""

    param: str
    pointer: Pointer
    limit: PageSize | None = None

    def first(self, request: Request, size: int | None) -> Request:
        return sized(request, self.limit, size)

    def following(self, request: Request, answer: Answered) -> Json:
        token = self.pointer.read(answer)
        if token is None:
            return None
        if isinstance(token, bool | list | dict):
            raise Stuck("the next token is neither a text nor a number", self.pointer.location)
        if not isinstance(token, str) and abs(token) >= _EXACT:
            raise Stuck("the next token is a number too large to be kept exactly", self.pointer.location)
        return query_text(token)

    def at(self, request: Request, position: Json) -> Request:
        return with_query(request, self.param, str(position))


def cursor(spec: Pagination, expressions: Expressions) -> Style:
    """Make the style from what a spec says."""
    return Cursor(spec.param, pointer(spec, expressions), spec.limit)
