"""Pages as the provider cuts them, mapped, with a cursor after each."""

from __future__ import annotations

import logging

from unispec.clients._request import Prepared
from unispec.flow import Gathering, Page, RawPage

_log = logging.getLogger("unispec")


class Cutter:
    """Turns raw pages into pages, until the records that were asked for are there."""

    def __init__(self, prepared: Prepared, skip: int, limit: int | None) -> None:
        self._prepared = prepared
        self._skip = skip
        self._left = limit

    @property
    def is_full(self) -> bool:
        """Whether all records that were asked for have been handed out."""
        return self._left is not None and self._left <= 0

    def cut(self, raw: RawPage) -> Page:
        """Map one raw page; raises `MappingError` with the cursor of this page."""
        room = len(raw.records) if self._left is None else self._left
        gathering = Gathering(self._prepared.mapper, self._prepared.call, room, self._skip)
        gathering.take(raw)
        handed_out = min(max(len(raw.records) - self._skip, 0), room)
        self._skip = max(0, self._skip - len(raw.records))
        if self._left is not None:
            self._left -= handed_out
        return gathering.page()


def reported(page: Page) -> Page:
    """Log what was found about the records of a page whose caller sees the records alone."""
    for diagnostic in page.diagnostics:
        _log.warning("%s", diagnostic)
    return page
