"""One page as a caller asked for it: as many records as wanted, and a cursor for what is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from unispec.diagnostics import Code, Diagnostic, MappingError, PaginationError, UnispecError
from unispec.flow._bookmark import Bookmark, write_cursor
from unispec.flow._call import Call
from unispec.flow._mapping import Mapper
from unispec.flow._page import Page
from unispec.flow._pages import fingerprint_of, pages
from unispec.flow._steps import Emit, Flow, RateLimit, RawPage, Step


class Gathering:
    """A page that is being filled from raw pages."""

    def __init__(self, mapper: Mapper, call: Call, room: int, skip: int = 0) -> None:
        self._mapper = mapper
        self._call = call
        self._fingerprint = fingerprint_of(mapper.plan, call)
        self._room = room
        self._skip = skip
        self._result: list[dict[str, Any]] = []
        self._diagnostics: tuple[Diagnostic, ...] = ()
        self._is_partial = False
        self._rate_limit: RateLimit | None = None
        self._bookmark = Bookmark(None)

    def take(self, raw: RawPage) -> bool:
        """Take what there is room for; tell whether the page is full."""
        chosen = slice(self._skip, self._skip + self._room)
        records = raw.records[chosen]
        names = {**self._call.names, "input": raw.input}
        try:
            mapped, found = self._mapper.map(records, names, raw.related[chosen], raw.number, self._skip)
        except MappingError as error:
            error.cursor = write_cursor(Bookmark(raw.here, self._skip), self._fingerprint)
            error.operation, error.page = str(self._mapper.plan.name), raw.number
            raise
        self._result += mapped
        self._diagnostics += raw.diagnostics + found
        self._is_partial = self._is_partial or raw.is_partial
        self._rate_limit = raw.rate_limit or self._rate_limit
        taken = self._skip + len(records)
        self._room -= len(records)
        rest = taken < len(raw.records)
        self._bookmark = Bookmark(raw.here, taken) if rest else Bookmark(raw.following)
        self._skip = max(0, self._skip - len(raw.records))
        return self._room <= 0

    @property
    def bookmark(self) -> Bookmark:
        """Where the list goes on after what was taken."""
        return self._bookmark

    def page(self) -> Page:
        """Give the page as it is now."""
        cursor = write_cursor(self._bookmark, self._fingerprint) if self._bookmark else None
        return Page(self._result, cursor, self._is_partial, self._rate_limit, self._diagnostics)


def listing(mapper: Mapper, call: Call, limit: int, start: Bookmark) -> Flow[Page]:
    """Fill one page of `limit` records; fewer only at the end of the list.

    An error's cursor is where this page began, as nothing of it was handed out.
    """
    try:
        return (yield from _gathered(mapper, call, limit, start))
    except UnispecError as error:
        error.cursor = write_cursor(start, fingerprint_of(mapper.plan, call)) if start else None
        raise


def _gathered(mapper: Mapper, call: Call, limit: int, start: Bookmark) -> Flow[Page]:
    gathering = Gathering(mapper, call, limit, start.skip)
    flow = pages(mapper.plan, call, start.position)
    go: Callable[[], Step] = partial(flow.send, None)
    while True:
        try:
            step = go()
        except StopIteration:
            return gathering.page()
        go = partial(flow.send, None)
        if not isinstance(step, Emit):
            try:
                go = partial(flow.send, (yield step))
            except UnispecError as error:
                go = partial(flow.throw, error)
            continue
        if gathering.take(step.page):
            flow.close()
            if start and gathering.bookmark == start:
                message = "the provider gave the cursor that it was asked with"
                raise PaginationError(Diagnostic(Code.REPEATED_CURSOR, message))
            return gathering.page()
