"""What keeps a list from running in circles, for ever, or away."""

from __future__ import annotations

from collections import Counter

from unispec.data import Json, digest
from unispec.diagnostics import Code, Diagnostic, PaginationError
from unispec.flow._call import Ceilings


class Tally:
    """Counts the pages and records of a whole list; raises `PaginationError` at the ceilings."""

    def __init__(self, ceilings: Ceilings) -> None:
        self._ceilings = ceilings
        self.pages = 0
        self.records = 0

    def count(self, records: int) -> None:
        """Take note of a page."""
        self.pages += 1
        self.records += records

    def going_on(self, position: Json) -> None:
        """Allow or refuse another page; a list that ends is never refused."""
        if position is None:
            return
        if self.pages >= self._ceilings.pages:
            _stop(Code.PAGE_CEILING, f"the list has more than {self._ceilings.pages} pages")
        if self.records >= self._ceilings.records:
            _stop(Code.RECORD_CEILING, f"the list has {self._ceilings.records} records or more")


class Guard:
    """Watches one series of pages; raises `PaginationError` when it repeats itself."""

    def __init__(self, ceilings: Ceilings, start: Json) -> None:
        self._ceilings = ceilings
        self._seen = {digest(start)}
        self._times: Counter[int] = Counter()
        self._same = 0
        self._empty = 0

    def page(self, fingerprint: int, records: int) -> None:
        """Take note of a page; one that comes again need not follow itself."""
        self._empty = 0 if records else self._empty + 1
        if records:
            self._times[fingerprint] += 1
            self._same = self._times[fingerprint]

    def going_on(self, position: Json) -> None:
        """Allow or refuse to go on to a position."""
        mark = digest(position)
        ceilings = self._ceilings
        if mark in self._seen:
            _stop(Code.REPEATED_CURSOR, "the provider gave a cursor that it had given before")
        if self._same >= ceilings.repeated_pages:
            _stop(Code.REPEATED_PAGE, f"the provider gave the same page {self._same} times under new cursors")
        if self._empty >= ceilings.empty_pages:
            _stop(
                Code.REPEATED_PAGE,
                f"the provider gave {self._empty} empty pages in a row, each with a cursor",
            )
        self._seen.add(mark)


def _stop(code: Code, message: str) -> None:
    raise PaginationError(Diagnostic(code, message, help="resume from the error's `cursor` if that is right"))
