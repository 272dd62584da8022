"""Style `page`: a query parameter holds the number of the page.

Without `total` or `more` only an empty page ends the list, as with `offset`. A position holds the
size of the pages too: page 3 of ten records is not page 3 of fifty.
"""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.flow._origin import query_value, with_query
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered, Expressions, Find, Style, has_more, sized
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
        size = query_value(request, self.limit.param) if self.limit else None
        position = upcoming if size is None else [upcoming, int(size)]
        more = has_more(self.more, answer)
        if more is not None:
            return position if more else None
        total = self.total(answer) if self.total else None
        if isinstance(total, int | float):
            return position if upcoming - self.start < total else None
        return position if answer.records else None

    def at(self, request: Request, position: Json) -> Request:
        number, size = position if isinstance(position, list) else (position, None)
        return with_query(sized(request, self.limit, size), self.param, str(number))


def page(spec: Pagination, expressions: Expressions) -> Style:
    """Make the style from what a spec says."""
    start = 1 if spec.start is None else spec.start
    return PageNumber(spec.param, start, expressions(spec.more), expressions(spec.total), spec.limit)
