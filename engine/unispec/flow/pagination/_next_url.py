"""Style `next_url`: the body holds the URL of the next page."""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.flow._origin import absolute, follow
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered, Expressions, Pointer, Stuck, Style, pointer, sized
from unispec.specs import PageSize, Pagination


@dataclass(frozen=True, slots=True)
class NextUrl:
    """Follows a link in the body until there is none, never off the origin."""

    pointer: Pointer
    limit: PageSize | None = None

    def first(self, request: Request, size: int | None) -> Request:
        return sized(request, self.limit, size)

    def following(self, request: Request, answer: Answered) -> Json:
        link = self.pointer.read(answer)
        if link is None:
            return None
        if not isinstance(link, str):
            raise Stuck("the next link is not a text", self.pointer.location)
        return absolute(request, link)

    def at(self, request: Request, position: Json) -> Request:
        return follow(request, str(position))


def next_url(spec: Pagination, expressions: Expressions) -> Style:
    """Make the style from what a spec says."""
    return NextUrl(pointer(spec, expressions), spec.limit)
