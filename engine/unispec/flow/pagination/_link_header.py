"""Style `link_header`: the `Link` header holds the URL of the next page (RFC 8288)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unispec.data import Json
from unispec.flow._origin import absolute, follow
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered, Expressions, Stuck, Style, sized
from unispec.specs import PageSize, Pagination

_LINK = re.compile(
    r"""<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]*))?)*)"""
)
_PARAM = re.compile(r""";\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*)))?""")


_MEANT = re.compile(r"(?<![\w-])next(?![\w-])", re.IGNORECASE)


def next_link(header: str) -> str | None:
    """Find the target whose relation is `next`; only the first `rel` of a link counts.

    Raises `Stuck` for a header that breaks the grammar and may mean a next page.
    """
    for match in _LINK.finditer(header):
        relation = next((each for each in _PARAM.finditer(match[2]) if each[1].lower() == "rel"), None)
        if relation is not None:
            words = relation[2] if relation[2] is not None else relation[3] or ""
            if "next" in words.lower().strip("'").split():
                return match[1]
    rest = _LINK.sub("", header).replace(",", "").strip()
    if (rest or "rel*" in header.lower()) and _MEANT.search(header):
        raise Stuck("the `Link` header speaks of a next page, but cannot be read")
    return None


@dataclass(frozen=True, slots=True)
class LinkHeader:
    """Follows `rel="next"` until there is none, never off the origin."""

    limit: PageSize | None = None

    def first(self, request: Request, size: int | None) -> Request:
        return sized(request, self.limit, size)

    def following(self, request: Request, answer: Answered) -> Json:
        link = next_link(answer.headers.get("link", ""))
        return absolute(request, link) if link is not None else None

    def at(self, request: Request, position: Json) -> Request:
        return follow(request, str(position))


def link_header(spec: Pagination, expressions: Expressions) -> Style:
    """Make the style from what a spec says."""
    return LinkHeader(spec.limit)
