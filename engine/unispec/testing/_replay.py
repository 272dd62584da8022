"""A case, played through the same flows as a real call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from unispec.data import Json
from unispec.diagnostics import Diagnostic, UnispecError
from unispec.flow import (
    Bookmark,
    Call,
    Ceilings,
    Item,
    Mapper,
    Page,
    Program,
    Request,
    Validation,
    fingerprint_of,
    listing,
    new_call,
    one,
    read_account,
    read_cursor,
    variant_for,
)
from unispec.testing._book import Book, UnexpectedRequest
from unispec.testing._cases import Case, Exchange
from unispec.testing._drive import Sequence

_ALWAYS = 0.5


@dataclass(slots=True)
class Replayed:
    """What came of a case: the answers, the requests, the waits, and the error that ended it.

    `unused` are the exchanges that never answered.
    """

    answers: list[Page | Item] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    unused: tuple[Exchange, ...] = ()
    error: UnispecError | None = None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was found about the records."""
        return tuple(each for answer in self.answers for each in answer.diagnostics)


def replay(program: Program, case: Case, validation: Validation = Validation.RAISE) -> Replayed:
    """Play a case; a request that it has no answer for is the author's error and is raised."""
    book = Book(case.exchanges)
    driver = Sequence(book.send)
    replayed = Replayed(requests=book.sent, waits=driver.waits)
    try:
        for answer in _answers(program, case, validation, driver):
            replayed.answers.append(answer)
    except UnexpectedRequest:
        raise
    except UnispecError as error:
        replayed.error = error
    replayed.unused = tuple(book.unused)
    return replayed


def _answers(program: Program, case: Case, validation: Validation, driver: Sequence) -> Iterator[Page | Item]:
    call = _call(program, case, driver)
    plan = variant_for(call, program.plans(case.operation))
    mapper = Mapper(plan, validation, case.raw)
    if not plan.operation.is_list:
        yield driver.run(one(plan, call, validation, raw=case.raw))
        return
    bookmark, read = Bookmark(None), 0
    while case.pages is None or read < case.pages:
        page = driver.run(listing(mapper, call, case.limit or plan.page_size, bookmark))
        yield page
        if page.next_cursor is None:
            return
        bookmark = read_cursor(page.next_cursor, fingerprint_of(plan, call))
        read += 1


def _call(program: Program, case: Case, driver: Sequence) -> Call:
    def calling(account: Mapping[str, Json]) -> Call:
        return new_call(program, case.input, account, case.now, lambda: _ALWAYS, Ceilings(), case.limit)

    if case.account is not None or not program.needs_connection(case.operation):
        return calling(case.account or {})
    return calling(driver.run(read_account(calling({}))))
