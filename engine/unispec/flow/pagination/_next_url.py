"""Style `next_url`: the body holds the URL of the next page."""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.diagnostics import Location
from unispec.flow._origin import absolute, follow
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered, Expressions, Find, Stuck, Style, has_more, sized
from unispec.specs import PageSize, Pagination


@dataclass(frozen=True, slots=True)
class NextUrl:
    """Follows a link in the body until there is none, never off the origin."""

    next: Find
    location: Location
    more: Find | None = None
    limit: PageSize | None = None

    def first(self, request: Request, size: int | None) -> Request:
        return sized(request, self.limit, size)

    def following(self, request: Request, answer: Answered) -> Json:
        more = has_more(self.more, answer)
        if more is False:
            return None
        link = self.next(answer)
        if link is None or link == "":
            if more:
                raise Stuck("the answer promises more records and gives no link", self.location)
            return None
        if not isinstance(link, str):
            raise Stuck("the next link is not a text", self.location)
        return absolute(request, link)

    def at(self, request: Request, position: Json) -> Request:
        return follow(request, str(position))


def next_url(spec: Pagination, expressions: Expressions) -> Style:
    """Make the style from what a spec says."""
    found = expressions(spec.next)
    assert found is not None and spec.next is not None
    return NextUrl(found, spec.next.location, expressions(spec.more), spec.limit)
