"""Lists against generated servers: they end, they are exact, and every place in them can be resumed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import Driver, call_of, items, plan_of, read_all, read_page, reply
from tests.flow.profiles import examples
from tests.flow.servers import FAULTY, SERVERS, STYLES, Server, pagination
from unispec.diagnostics import Code, PaginationError, UnispecError
from unispec.flow import Call, Ceilings, Program, pages

SIZES = st.none() | st.integers(1, 9)


@cache
def warm(style: str) -> Program:
    return items(pagination(style), retry={"budget": "30s"})


def call(server: Server, size: int | None = None, **more: Any) -> Call:
    return call_of(warm(server.style), size=size, **more)


@given(SERVERS, SIZES)
@examples()
def test_stable_data_is_read_exactly_once(server: Server, size: int | None) -> None:
    read = read_all(Driver(server), call(server, size))
    assert read.error is None
    assert read.ids == server.records


@given(SERVERS, SIZES, SIZES)
@examples()
def test_every_cursor_resumes_to_the_exact_rest(server: Server, size: int | None, other: int | None) -> None:
    whole = read_all(Driver(server), call(server, size))
    for cursor, count in zip(whole.cursors, whole.counts, strict=True):
        if cursor is not None:
            rest = read_all(Driver(server.fresh()), call(server, other), cursor)
            assert rest.error is None
            assert whole.ids[:count] + rest.ids == server.records


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_cursor_is_read_by_a_program_that_was_compiled_anew(style: str) -> None:
    server = Server(style, list(range(8)))
    whole = read_all(Driver(server), call(server))
    fresh = call_of(items(pagination(style), retry={"budget": "30s"}))
    rest = read_all(Driver(server.fresh()), fresh, whole.cursors[0])
    assert rest.ids == list(range(3, 8))


@given(FAULTY, SIZES)
@examples()
def test_an_errors_cursor_resumes_to_the_exact_rest(server: Server, size: int | None) -> None:
    driver = Driver(server)
    read = read_all(driver, call(server, size))
    assert sum(driver.waits) <= 30 * (server.served + 1)
    if read.error is None:
        assert read.ids == server.records
        return
    assert read.error.operation == "t/items.list"
    rest = read_all(Driver(server.fresh()), call(server, size), read.error.cursor)
    assert rest.error is None
    assert read.ids + rest.ids == server.records


@given(SERVERS, st.integers(1, 5), SIZES)
@examples()
def test_a_loop_of_any_period_is_an_error(server: Server, period: int, size: int | None) -> None:
    looping = replace(server, loop=period)
    read = read_all(Driver(looping), call(server, size))
    if server.style in ("offset", "page"):
        assert read.error is None
        return
    assert isinstance(read.error, PaginationError)
    assert read.error.diagnostic.code in (Code.REPEATED_CURSOR, Code.REPEATED_PAGE)
    assert looping.calls <= 2 * len(server.records) + 2 * period + 10


@given(st.integers(1, 5), st.integers(1, 4))
@examples(60)
def test_the_same_pages_under_ever_new_cursors_are_an_error(period: int, size: int) -> None:
    calls = 0

    def server(_request: object) -> object:
        nonlocal calls
        calls += 1
        page = [{"id": (calls % period) * 10 + index} for index in range(size)]
        return reply({"items": page, "next": f"t{calls}"})

    read = read_all(Driver(server), call_of(warm("cursor")))  # type: ignore[arg-type]
    assert read.error is not None
    assert read.error.diagnostic.code == Code.REPEATED_PAGE
    assert calls == 2 * period + 1


@given(SERVERS, st.dictionaries(st.integers(1, 10), st.booleans(), max_size=5), SIZES)
@examples()
def test_a_list_that_changes_while_it_is_read_ends(
    server: Server, changes: dict[int, bool], size: int | None
) -> None:
    stable = set(server.records)
    changing = replace(server, changes=changes)
    read = read_all(Driver(changing), call(server, size))
    assert changing.calls <= 2 * len(stable) + 30
    assert set(read.ids) <= stable | {10_000 + number for number in changes}
    if read.error is not None:
        assert read.error.diagnostic.code == Code.REPEATED_PAGE
    elif all(changes.values()):
        assert stable <= set(read.ids)


@given(SERVERS, st.lists(st.integers(1, 30), min_size=1, max_size=4))
@examples()
def test_a_page_has_as_many_records_as_were_asked_for(server: Server, limits: list[int]) -> None:
    found: list[object] = []
    cursor = None
    for number in range(200):
        limit = limits[number % len(limits)]
        page = read_page(Driver(server), call(server, limit), limit, cursor)
        found += [each["id"] for each in page.result]
        cursor = page.next_cursor
        if cursor is None:
            break
        assert len(page.result) == limit
    assert cursor is None
    assert found == server.records


@given(FAULTY, st.integers(1, 30))
@examples()
def test_a_page_that_failed_is_asked_for_again_from_its_beginning(server: Server, limit: int) -> None:
    found: list[object] = []
    cursor: str | None = None
    current = server
    for _ in range(200):
        try:
            page = read_page(Driver(current), call(server, limit), limit, cursor)
        except UnispecError as error:
            resumable = error.cursor == cursor
            assert resumable
            current = server.fresh()
            continue
        found += [each["id"] for each in page.result]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == server.records


@given(SERVERS, st.integers(1, 6), st.integers(1, 20))
@examples()
def test_ceilings_end_a_list_with_an_error_that_resumes(server: Server, most: int, records: int) -> None:
    ceilings = Ceilings(pages=most, records=records)
    driver = Driver(server)
    read = read_all(driver, call(server, ceilings=ceilings))
    assert len(driver.sent) <= most
    if read.error is None:
        assert read.ids == server.records
        return
    assert read.error.diagnostic.code in (Code.PAGE_CEILING, Code.RECORD_CEILING)
    rest = read_all(Driver(server.fresh()), call(server), read.error.cursor)
    assert read.ids + rest.ids == server.records


def test_a_list_that_is_closed_early_sends_nothing_more() -> None:
    server = Server("cursor", list(range(20)))
    driver = Driver(server)
    flow = pages(plan_of(call(server)), call(server))
    assert len(next(driver.pages(flow)).records) == 3
    flow.close()
    assert len(driver.sent) == 1
