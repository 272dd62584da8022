"""How lists are cut into pages: one style per file, each a frozen value without state.

A style tells from a request and its answer where the next page stands. That position is plain
JSON, so that a list can be resumed in another process; `at` turns it into a request again.
"""

from __future__ import annotations

from collections.abc import Callable

from unispec.flow.pagination._cursor import cursor
from unispec.flow.pagination._link_header import link_header
from unispec.flow.pagination._next_url import next_url
from unispec.flow.pagination._none import Unpaged
from unispec.flow.pagination._offset import offset
from unispec.flow.pagination._page import page
from unispec.flow.pagination._style import Answered, Expressions, Find, Stuck, Style
from unispec.specs import Pagination

STYLES: dict[str, Callable[[Pagination, Expressions], Style]] = {
    "cursor": cursor,
    "link_header": link_header,
    "next_url": next_url,
    "offset": offset,
    "page": page,
}

UNPAGED_STYLE = Unpaged()
"""Style `none`, which every integration has."""

__all__ = ["STYLES", "UNPAGED_STYLE", "Answered", "Expressions", "Find", "Stuck", "Style"]
