"""Style `offset`: a query parameter says how many records to skip.

Without `total` or `more` only an empty page ends the list: a short page may be one from which the
provider has filtered records.
"""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.flow._origin import query_value, with_query
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered, Expressions, Find, Style, counted, has_more, sized
from unispec.specs import PageSize, Pagination


@dataclass(frozen=True, slots=True)
class Offset:
    """Skips what has been read already."""

    param: str
    start: int = 0
    more: Find | None = None
    total: Find | None = None
    limit: PageSize | None = None

    def first(self, request: Request, size: int | None) -> Request:
        return with_query(sized(request, self.limit, size), self.param, str(self.start))

    def following(self, request: Request, answer: Answered) -> Json:
        reached = int(query_value(request, self.param) or self.start) + answer.records
        more = has_more(self.more, answer)
        if more is not None:
            return reached if more else None
        total = self.total(answer) if self.total else None
        if isinstance(total, int | float):
            return reached if reached - self.start < total else None
        return reached if answer.records else None

    def at(self, request: Request, position: Json) -> Request:
        return with_query(request, self.param, str(counted(position)))


def offset(spec: Pagination, expressions: Expressions) -> Style:
    """Make the style from what a spec says."""
    return Offset(spec.param, spec.start or 0, expressions(spec.more), expressions(spec.total), spec.limit)
