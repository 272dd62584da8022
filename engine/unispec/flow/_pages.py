"""The fetching half of an operation: raw pages, in order, with what is related to them.

Mapping is not done here, so that a driver can fetch the next page while the last one is mapped.
Every error that leaves carries the position from which the list can be resumed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial as bound

from unispec.data import Json, digest
from unispec.diagnostics import Code, Diagnostic, Location, PaginationError, SpecError, UnispecError
from unispec.flow._answers import response_variables
from unispec.flow._bookmark import Bookmark, write_cursor
from unispec.flow._call import Call
from unispec.flow._exchange import exchange, moment
from unispec.flow._guard import Guard
from unispec.flow._origin import ForeignUrl
from unispec.flow._parameters import choose
from unispec.flow._plan import Plan
from unispec.flow._records import fingerprint, records_of
from unispec.flow._related import related_data
from unispec.flow._segments import Segment, child_of, windows_of
from unispec.flow._steps import Emit, Flow, Fork, RawPage, Reply, Request
from unispec.flow.pagination import Answered, Stuck


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: a segment by its key, and a page in it by the style's own position."""

    segment: Json = None
    page: Json = None

    def to_json(self) -> Json:
        """Give the position as JSON; None is the beginning."""
        return None if self == Position() else [self.segment, self.page]

    @classmethod
    def from_json(cls, value: Json) -> Position:
        """Read a position back; raises `InputError` through the cursor that held it."""
        return cls() if value is None else cls(value[0], value[1])


def pages(plan: Plan, call: Call, start: Json = None) -> Flow[None]:
    """Emit the raw pages of a list from a position on."""
    position = Position.from_json(start)
    marker = fingerprint_of(plan, call)
    current = [position]
    try:
        yield from _all(plan, call, position, current)
    except UnispecError as error:
        if error.operation is None:
            error.operation = str(plan.name)
        if error.cursor is None and current[0].to_json() is not None:
            error.cursor = write_cursor(Bookmark(current[0].to_json()), marker)
        raise


def fingerprint_of(plan: Plan, call: Call) -> str:
    """Fingerprint what a cursor must be used with again: the operation, the input, the account."""
    account = dict(call.connection) if call.program.needs_connection(plan.name) else None
    return digest([plan.fingerprint, dict(call.input), account])


def _all(plan: Plan, call: Call, position: Position, current: list[Position]) -> Flow[None]:
    if plan.static is not None:
        yield Emit(_static(plan, call))
        return
    segments = yield from _segments(plan, call)
    remaining = _from(segments, position)
    if plan.for_each is None:
        for index, segment in enumerate(remaining):
            following = remaining[index + 1].key if index + 1 < len(remaining) else None
            at = position.page if index == 0 else None
            yield from _segment(plan, call, segment, at, following, current)
        return
    yield from _in_parallel(plan, call, remaining, position, current)


def _static(plan: Plan, call: Call) -> RawPage:
    records = list(plan.static or ())
    return RawPage(1, records, [], call.input, None, None)


def _segments(plan: Plan, call: Call) -> Flow[list[Segment]]:
    whole = Segment(None, call.input)
    if plan.for_each is None:
        return list(windows_of(plan.variant.windows, whole))
    spec = plan.for_each.spec
    given = plan.for_each.input(call.input, call.names) if plan.for_each.input else {}
    parents = yield from call.ask(spec.operation, given or {}, call, None)
    children = [child_of(whole, spec.name, parent) for parent in parents.records]
    return [each for child in children for each in windows_of(plan.variant.windows, child)]


def _from(segments: list[Segment], position: Position) -> list[Segment]:
    if position.segment is None:
        return segments
    for index, segment in enumerate(segments):
        if segment.key == position.segment:
            return segments[index:]
    message = "the place that the cursor points to is no longer in the list"
    raise PaginationError(Diagnostic(Code.INVALID_CURSOR, message, help="start again without a cursor"))


def _in_parallel(
    plan: Plan, call: Call, segments: list[Segment], position: Position, current: list[Position]
) -> Flow[None]:
    width = call.ceilings.parallel
    for begin in range(0, len(segments), width):
        chunk = segments[begin : begin + width]
        later = [segment.key for segment in segments[begin + 1 : begin + width + 1]] + [None]
        flows: list[Callable[[], Flow[list[RawPage]]]] = [
            bound(_whole, plan, call, segment, position.page if begin + index == 0 else None, later[index])
            for index, segment in enumerate(chunk)
        ]
        outcomes = yield Fork(tuple(flows), width)
        for segment, outcome in zip(chunk, outcomes, strict=True):
            current[0] = Position(segment.key, None)
            if isinstance(outcome, UnispecError):
                raise outcome
            for page in outcome:
                yield Emit(page)


def _whole(plan: Plan, call: Call, segment: Segment, at: Json, later: Json) -> Flow[list[RawPage]]:
    gathered: list[RawPage] = []
    flow = _segment(plan, call, segment, at, later, [Position()])
    answer = None
    while True:
        try:
            step = flow.send(answer)
        except StopIteration:
            return gathered
        if isinstance(step, Emit):
            gathered.append(step.page)
            answer = None
        else:
            answer = yield step


def _segment(
    plan: Plan, call: Call, segment: Segment, at: Json, later: Json, current: list[Position]
) -> Flow[None]:
    """Emit the pages of one series; `later` is the key of the series after it."""
    assert plan.request is not None
    asked = call.asking(**segment.input)
    base = plan.style.first(plan.request.build(asked), call.size)
    guard = Guard(call.ceilings, at)
    while True:
        current[0] = Position(segment.key, at)
        try:
            request = base if at is None else _at(plan, base, at)
            reply = yield from exchange(request, asked)
            page, following = yield from _page(plan, asked, reply, request, guard)
        except UnispecError as error:
            error.page = error.page or guard.pages + 1
            raise
        upcoming = Position(segment.key, following) if following is not None else Position(later, None)
        yield Emit(_placed(page, current[0], upcoming))
        if following is None:
            return
        guard.going_on(following)
        at = following


def _at(plan: Plan, base: Request, position: Json) -> Request:
    try:
        return plan.style.at(base, position)
    except ForeignUrl as error:
        location = _pagination_location(plan)
        raise PaginationError(
            Diagnostic(Code.FOREIGN_URL, f"the next page is refused: {error}", location)
        ) from None


def _page(plan: Plan, call: Call, reply: Reply, request: Request, guard: Guard) -> Flow[tuple[RawPage, Json]]:
    now = moment(reply, call.now)
    body = call.program.answers.body(reply, call.names, now)
    names = response_variables(reply, call.names)
    records = records_of(plan, body, names)
    try:
        following = plan.style.following(request, Answered(body, names, len(records)))
    except Stuck as stuck:
        location = stuck.location or _pagination_location(plan)
        raise PaginationError(Diagnostic(Code.MISSING_CURSOR, stuck.problem, location)) from None
    guard.page(fingerprint(records), len(records))
    is_partial = bool(plan.partial(body, names)) if plan.partial else False
    related = yield from related_data(plan, call, records)
    page = RawPage(
        number=guard.pages,
        records=records,
        related=related.data,
        input=call.input,
        here=None,
        following=None,
        is_partial=is_partial or related.is_partial,
        rate_limit=call.program.answers.limit(reply, now),
        diagnostics=related.diagnostics,
    )
    return page, following


def _placed(page: RawPage, here: Position, following: Position) -> RawPage:
    return replace(page, here=here.to_json(), following=following.to_json())


def _pagination_location(plan: Plan) -> Location | None:
    return plan.variant.pagination_location


def variant_for(call: Call, operation: tuple[Plan, ...]) -> Plan:
    """Pick and check the variant that serves a call; raises `InputError` or `SpecError`."""
    if call.depth > call.ceilings.depth:
        name = operation[0].name
        message = f"operations call each other more than {call.ceilings.depth} deep, down to `{name}`"
        raise SpecError([Diagnostic(Code.UNKNOWN_OPERATION, message, operation[0].variant.location)])
    return choose(operation, call)
