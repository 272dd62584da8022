"""The fetching half of an operation: raw pages, in order, with what is related to them.

Mapping is not done here, so that a driver can fetch the next page while the last one is mapped.
Every error that leaves carries the position from which the list can be resumed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial as bound

from unispec.data import Json, digest
from unispec.diagnostics import (
    Code,
    Diagnostic,
    InputError,
    Location,
    PaginationError,
    SpecError,
    UnispecError,
)
from unispec.events import PageRead
from unispec.flow._answers import response_variables
from unispec.flow._bookmark import LONGEST_TOKEN, Bookmark, write_cursor
from unispec.flow._call import Call
from unispec.flow._exchange import exchange, moment
from unispec.flow._guard import Guard, Tally
from unispec.flow._origin import ForeignUrl
from unispec.flow._parameters import choose
from unispec.flow._parents import children_of, parents_of
from unispec.flow._plan import Plan
from unispec.flow._records import fingerprint, records_of
from unispec.flow._related import related_data
from unispec.flow._segments import Segment, crossing, windows_of
from unispec.flow._steps import Emit, Flow, Fork, RateLimit, RawPage, Reply, Request
from unispec.flow.pagination import Answered, Stuck


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: a segment by its key, and a page in it by the style's own position.

    `size` is the page size that the way there was walked with: tokens and page numbers hold for no other.
    `known` are fingerprints of records of the window before, which this one gives again.
    """

    segment: Json = None
    page: Json = None
    size: int | None = None
    known: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """Give the position as JSON; None is the beginning."""
        return None if self == Position() else [self.segment, self.page, self.size, list(self.known)]

    @classmethod
    def from_json(cls, value: Json) -> Position:
        """Read a position back; raises `InputError` through the cursor that held it."""
        if value is None:
            return cls()
        segment, page, size, known = value
        return cls(segment, page, size, tuple(known))


def pages(plan: Plan, call: Call, start: Json = None) -> Flow[None]:
    """Emit the raw pages of a list from a position on."""
    marker = fingerprint_of(plan, call)
    tally = Tally(call.ceilings)
    reached = start
    flow = _all(plan, call, Position.from_json(start))
    answer = None
    try:
        while True:
            try:
                step = flow.send(answer)
            except StopIteration:
                return
            if isinstance(step, Emit):
                step = Emit(replace(step.page, number=tally.pages + 1))
                reached = step.page.following
                tally.count(len(step.page.records))
                _told(plan, call, tally.pages, step.page)
                answer = yield step
                tally.going_on(reached)
            else:
                answer = yield step
    except UnispecError as error:
        if error.operation is None:
            error.operation, error.page = str(plan.name), tally.pages + 1
        if reached is not None:
            error.cursor = write_cursor(Bookmark(reached), marker)
        raise


def _told(plan: Plan, call: Call, number: int, page: RawPage) -> None:
    call.tell(PageRead(call.program.integration.name, str(plan.name), number, len(page.records)))


def fingerprint_of(plan: Plan, call: Call) -> str:
    """Fingerprint what a cursor must be used with again: the operation, the input, the account."""
    account = dict(call.connection) if call.program.needs_connection(plan.name) else None
    return digest([plan.fingerprint, dict(call.input), account])


def _all(plan: Plan, call: Call, position: Position) -> Flow[None]:
    if plan.static is not None:
        records: list[Json] = list(plan.static)
        related = yield from related_data(plan, call, records)
        partial, found = related.is_partial, related.diagnostics
        yield Emit(RawPage(1, records, related.data, call.input, None, None, partial, None, found))
        return
    if plan.for_each is None:
        remaining = _from(list(windows_of(plan.variant.windows, Segment(None, call.input))), position)
        for index, segment in enumerate(remaining):
            following = remaining[index + 1].key if index + 1 < len(remaining) else None
            crossed = yield from _segment(plan, call, segment, position, following)
            position = Position(following, known=crossed)
        return
    parents = yield from parents_of(plan, call)
    remaining = _from(children_of(plan, call, parents.records), position)
    yield from _in_parallel(plan, call, remaining, position, parents.diagnostics)


def _from(segments: list[Segment], position: Position) -> list[Segment]:
    if position.segment is None:
        return segments
    for index, segment in enumerate(segments):
        if segment.key == position.segment:
            return segments[index:]
    message = "the place that the cursor points to is no longer in the list"
    raise PaginationError(Diagnostic(Code.INVALID_CURSOR, message, help="start again without a cursor"))


def _in_parallel(
    plan: Plan, call: Call, segments: list[Segment], position: Position, found: tuple[Diagnostic, ...]
) -> Flow[None]:
    """Emit the pages of all children in order; `found` tells of parents that are missing."""
    width = call.ceilings.parallel
    for begin in range(0, len(segments), width):
        chunk = segments[begin : begin + width]
        later = [segment.key for segment in segments[begin + 1 : begin + width + 1]] + [None]
        flows: list[Callable[[], Flow[list[RawPage]]]] = [
            bound(_whole, plan, call, segment, position if begin + index == 0 else Position(), later[index])
            for index, segment in enumerate(chunk)
        ]
        outcomes = yield Fork(tuple(flows), width)
        for outcome in outcomes:
            if isinstance(outcome, UnispecError):
                raise outcome
            for page in outcome:
                partial = page.is_partial or bool(found)
                yield Emit(replace(page, is_partial=partial, diagnostics=found + page.diagnostics))
                found = ()
    if found:
        here = position.to_json()
        yield Emit(RawPage(1, [], [], call.input, here, None, True, None, found))


def _whole(plan: Plan, call: Call, segment: Segment, begin: Position, later: Json) -> Flow[list[RawPage]]:
    gathered: list[RawPage] = []
    tally = Tally(call.ceilings)
    flow = _segment(plan, call, segment, begin, later)
    answer = None
    while True:
        try:
            step = flow.send(answer)
        except StopIteration:
            return gathered
        if isinstance(step, Emit):
            gathered.append(step.page)
            tally.count(len(step.page.records))
            tally.going_on(step.page.following)
            answer = None
        else:
            answer = yield step


def _segment(plan: Plan, call: Call, segment: Segment, begin: Position, later: Json) -> Flow[tuple[str, ...]]:
    """Emit the pages of one series; `later` is the key of the series after it.

    Returns the fingerprints of the records that the next window of time gives again.
    """
    assert plan.request is not None
    asked = call.asking(**segment.input)
    at = begin.page
    size = begin.size if at is not None or begin.size else call.size
    base = plan.style.first(plan.request.build(asked), size)
    guard = Guard(call.ceilings, at)
    crossed = begin.known if at is not None else ()
    while True:
        request = base if at is None else _at(plan, base, at)
        reply = yield from exchange(request, asked)
        answer = _read(plan, asked, reply, request, guard)
        crossed += tuple(crossing(answer.records, segment))
        page = yield from _page(plan, asked, answer, frozenset(begin.known))
        here = Position(segment.key, at, size, begin.known)
        at = answer.following
        after = Position(later, known=crossed if later is not None else ())
        upcoming = after if at is None else replace(here, page=at, known=begin.known + crossed)
        yield Emit(replace(page, here=here.to_json(), following=upcoming.to_json()))
        if at is None:
            return crossed
        guard.going_on(at)


def _at(plan: Plan, base: Request, position: Json) -> Request:
    try:
        return plan.style.at(base, position)
    except ForeignUrl as error:
        location = _pagination_location(plan)
        raise PaginationError(
            Diagnostic(Code.FOREIGN_URL, f"the next page is refused: {error}", location)
        ) from None
    except (TypeError, ValueError):
        raise InputError(Diagnostic(Code.INVALID_CURSOR, "the cursor leads to no page")) from None


@dataclass(frozen=True, slots=True)
class _Read:
    """What an answer says: records, where the next page stands, and what else is known of the page."""

    records: list[Json]
    following: Json
    is_partial: bool
    rate_limit: RateLimit | None


def _read(plan: Plan, call: Call, reply: Reply, request: Request, guard: Guard) -> _Read:
    now = moment(reply, call.now)
    body = call.program.answers.body(reply, call.names, now)
    names = response_variables(reply, call.names)
    records = records_of(plan, body, names)
    try:
        following = plan.style.following(request, Answered(body, names, len(records)))
    except Stuck as stuck:
        location = stuck.location or _pagination_location(plan)
        raise PaginationError(Diagnostic(Code.MISSING_CURSOR, stuck.problem, location)) from None
    if isinstance(following, str) and len(following) > LONGEST_TOKEN:
        message = f"the place of the next page takes more than {LONGEST_TOKEN} characters"
        raise PaginationError(Diagnostic(Code.MISSING_CURSOR, message, _pagination_location(plan)))
    guard.page(fingerprint(records), len(records))
    is_partial = bool(plan.partial(body, names)) if plan.partial else False
    return _Read(records, following, is_partial, call.program.answers.limit(reply, now))


def _page(plan: Plan, call: Call, answer: _Read, known: frozenset[str]) -> Flow[RawPage]:
    records = [each for each in answer.records if digest(each) not in known] if known else answer.records
    related = yield from related_data(plan, call, records)
    return RawPage(
        number=0,
        records=records,
        related=related.data,
        input=call.input,
        here=None,
        following=None,
        is_partial=answer.is_partial or related.is_partial,
        rate_limit=answer.rate_limit,
        diagnostics=related.diagnostics,
    )


def _pagination_location(plan: Plan) -> Location | None:
    return plan.variant.pagination_location


def variant_for(call: Call, operation: tuple[Plan, ...]) -> Plan:
    """Pick and check the variant that serves a call; raises `InputError` or `SpecError`."""
    if call.depth > call.ceilings.depth:
        name = operation[0].name
        message = f"operations call each other more than {call.ceilings.depth} deep, down to `{name}`"
        raise SpecError([Diagnostic(Code.UNKNOWN_OPERATION, message, operation[0].variant.location)])
    return choose(operation, call)
