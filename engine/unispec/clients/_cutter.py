"""Pages as the provider cuts them, mapped, with a cursor after each."""

from __future__ import annotations

from unispec.clients._logs import write_problem
from unispec.clients._request import Prepared
from unispec.diagnostics import UnispecError
from unispec.flow import Gathering, Page, RawPage


class Cutter:
    """Turns raw pages into pages, until the records that were asked for are there."""

    def __init__(self, prepared: Prepared, skip: int, limit: int | None, cursor: str | None) -> None:
        self._prepared = prepared
        self._skip = skip
        self._left = limit
        self._cursor = cursor
        self._has_begun = False

    def is_last(self, raw: RawPage) -> bool:
        """Tell whether a page that is not cut yet holds the last record that was asked for."""
        return self._left is not None and len(raw.records) - self._skip >= self._left

    def cut(self, raw: RawPage) -> Page:
        """Map one raw page; raises `MappingError` with the cursor of this page."""
        room = len(raw.records) if self._left is None else self._left
        gathering = Gathering(self._prepared.mapper, self._prepared.call, room, self._skip)
        gathering.take(raw)
        handed_out = min(max(len(raw.records) - self._skip, 0), room)
        self._skip = max(0, self._skip - len(raw.records))
        if self._left is not None:
            self._left -= handed_out
        self._has_begun = True
        return gathering.page()

    def resumable(self, error: UnispecError) -> UnispecError:
        """See to it that an error before the first page resumes where the caller began."""
        if not self._has_begun:
            error.cursor = self._cursor
        return error


def reported(page: Page) -> Page:
    """Log what was found about the records of a page whose caller sees the records alone."""
    for diagnostic in page.diagnostics:
        write_problem(diagnostic)
    return page
