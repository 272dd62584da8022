"""Providers, cursors and maps that mean harm, each with the end that it gets."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.flow.driver import Driver, call_of, items, plan_of, program_of, read_all, read_page, reply
from unispec.data import encode
from unispec.diagnostics import Code, InputError, MappingError, PaginationError, UnispecError
from unispec.flow import Ceilings, Mapper, Reply, Request, Validation, fingerprint_of, read_cursor
from unispec.flow._bookmark import _check
from unispec.language import runtime

PAGES = {"style": "cursor", "next": "next", "param": "token"}


def endless() -> Any:
    """A provider whose child lists never end: always a fresh record and a fresh cursor."""
    fresh = count()

    def answer(request: Request) -> Reply:
        if request.url.endswith("/parents"):
            return reply({"items": [{"id": "p"}]})
        number = next(fresh)
        return reply({"items": [{"id": number}], "next": f"t{number}"})

    return answer


def test_a_child_list_without_an_end_stops_at_the_ceiling() -> None:
    listed = {"records": "items", "pagination": "pages", "request": {"path": "/parents"}}
    child = {
        **listed,
        "request": {"path": "/items"},
        "for_each": {"operation": "t/parents.list", "as": "parent"},
    }
    program = program_of(
        {"pagination": {"pages": PAGES}},
        {
            "t/parents": {"operations": {"list": {**listed, "pagination": "none"}}, "map": {"id": "id"}},
            "t/items": {"operations": {"list": child}, "map": {"id": "id"}},
        },
    )
    driver = Driver(endless())
    read = read_all(driver, call_of(program, ceilings=Ceilings(pages=20)))
    assert isinstance(read.error, PaginationError)
    assert read.error.diagnostic.code == Code.PAGE_CEILING
    assert len(driver.sent) <= 22


def test_a_page_that_leads_back_to_itself_is_an_error_also_page_by_page() -> None:
    driver = Driver(lambda request: reply({"items": [{"id": 1}], "next": "A"}))
    call = call_of(items(PAGES))
    first = read_page(driver, call, 1)
    with pytest.raises(PaginationError) as caught:
        read_page(driver, call, 1, first.next_cursor)
    assert caught.value.diagnostic.code == Code.REPEATED_CURSOR


def forged(position: Any, mark: str) -> str:
    payload = encode([1, mark, position, 0])
    return urlsafe_b64encode(_check(payload) + payload).decode().rstrip("=")


@pytest.mark.parametrize("style", ["cursor", "offset", "page"])
@pytest.mark.parametrize(
    "position",
    [
        [None, "x", None, [5]],
        [None, "x", "y", []],
        [None, 5.5, None, []],
        [None, ["x"], None, []],
        [None, "x"],
    ],
)
def test_a_forged_cursor_is_the_callers_error(style: str, position: Any) -> None:
    spec = {
        "cursor": PAGES,
        "offset": {"style": "offset", "param": "o"},
        "page": {"style": "page", "param": "p"},
    }
    call = call_of(items(spec[style]))
    cursor = forged(position, fingerprint_of(plan_of(call), call))
    with pytest.raises(InputError):
        read_page(Driver(lambda request: reply({"items": []})), call, 1, cursor)


def test_a_forged_count_is_the_callers_error() -> None:
    call = call_of(items({"style": "offset", "param": "o"}))
    cursor = forged([None, "x", None, []], fingerprint_of(plan_of(call), call))
    assert read_cursor(cursor, fingerprint_of(plan_of(call), call)).position[1] == "x"
    with pytest.raises(InputError, match="leads to no page"):
        read_page(Driver(lambda request: reply({"items": []})), call, 1, cursor)


@pytest.mark.parametrize(
    "header",
    ['</n>; title=a b; rel="next"', '</n?q=<x>&a>; rel="next"', "</n>; rel*=UTF-8''next"],
)
def test_a_link_header_that_breaks_the_grammar_is_never_the_end(header: str) -> None:
    answer = reply({"items": [{"id": 1}]}, headers={"link": header})
    read = read_all(Driver(lambda request: answer), call_of(items({"style": "link_header"})))
    assert isinstance(read.error, UnispecError)


@pytest.mark.parametrize(
    "header", ['</p>; rel="prev"', '</l>; rel="last"; title="rel=next"', "", '</n>; rel="next-archive"']
)
def test_a_link_header_without_a_next_page_is_the_end(header: str) -> None:
    answer = reply({"items": [{"id": 1}]}, headers={"link": header})
    read = read_all(Driver(lambda request: answer), call_of(items({"style": "link_header"})))
    assert (read.error, read.ids) == (None, [1])


MAPS = ["$each_of_many", '[{"id": id}]', "dead ? nothing : [{'id': id}, {'id': id}]", "/a/", "$$", "id", "$"]
RECORDS: list[Any] = [{"id": 1}, {"dead": True}, {"id": 12345678901234567}]


def outcome(source: str, records: list[Any], name: str) -> Any:
    try:
        compiled = runtime(name).compile(source)
        return compiled.evaluate_each(records, {}), [compiled.evaluate(each, {}) for each in records]
    except Exception as error:
        return type(error).__name__


@pytest.mark.parametrize("source", MAPS)
@pytest.mark.parametrize("records", [RECORDS[:1], RECORDS[:2], RECORDS, [None], [[{"id": 1}]]])
def test_many_at_once_never_differs(source: str, records: list[Any]) -> None:
    found = outcome(source, records, "jlens")
    assert found == "ExpressionError" or found[0] is None or found[0] == found[1]


def slow(records: int, every: int) -> Iterator[dict[str, Any]]:
    return ({"id": str(number), "slow": number % every == 0} for number in range(records))


LOOP = "slow ? ($f := function($x) { $f($x) }; $f(1)) : id"


def test_some_records_that_hit_a_limit_do_not_cost_the_others() -> None:
    call = call_of(
        program_of(
            {},
            {"t/items": {"operations": {"list": {"static": [], "pagination": "none"}}, "map": {"id": LOOP}}},
        )
    )
    mapper = Mapper(plan_of(call), Validation.REPORT)
    result, problems = mapper.map(list(slow(12, 3)), call.names)
    assert len(result) == 8
    assert [each.code for each in problems] == [Code.EXPRESSION_LIMIT] * 4


def test_a_map_that_always_hits_a_limit_is_given_up() -> None:
    call = call_of(
        program_of(
            {},
            {"t/items": {"operations": {"list": {"static": [], "pagination": "none"}}, "map": {"id": LOOP}}},
        )
    )
    with pytest.raises(MappingError) as caught:
        Mapper(plan_of(call), Validation.REPORT).map(list(slow(100, 1)), call.names)
    assert caught.value.diagnostic.code == Code.EXPRESSION_LIMIT
