"""Style `page`: a query parameter holds the number of the page.

Without `total` or `more` only an empty page ends the list, as with `offset`.
"""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.flow._origin import query_value, with_query
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered, Expressions, Find, Style, counted, has_more, sized
from unispec.specs import PageSize, Pagination


@dataclass(frozen=True, slots=True)
class PageNumber:
    """Counts pages."""

    param: str
    start: int = 1
    more: Find | None = None
    total: Find | None = None
    limit: PageSize | None = None

    def first(self, request: Request, size: int | None) -> Request:
        return with_query(sized(request, self.limit, size), self.param, str(self.start))

    def following(self, request: Request, answer: Answered) -> Json:
        upcoming = int(query_value(request, self.param) or self.start) + 1
        more = has_more(self.more, answer)
        if more is not None:
            return upcoming if more else None
        total = self.total(answer) if self.total else None
        if isinstance(total, int | float):
            return upcoming if upcoming - self.start < total else None
        return upcoming if answer.records else None

    def at(self, request: Request, position: Json) -> Request:
        return with_query(request, self.param, str(counted(position)))


def page(spec: Pagination, expressions: Expressions) -> Style:
    """Make the style from what a spec says."""
    start = 1 if spec.start is None else spec.start
    return PageNumber(spec.param, start, expressions(spec.more), expressions(spec.total), spec.limit)
