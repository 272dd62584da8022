"""Lists made of several calls: related data, one call for each parent, windows, fixed lists."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.flow.driver import Driver, call_of, plan_of, program_of, read_all, read_page, reply, text_of
from unispec.diagnostics import Code, ProviderError, SpecError, UnispecError
from unispec.flow import Ceilings, Program, Reply, Request, Validation, one
from unispec.specs import OperationName

PAGES = {"pagination": {"pages": {"style": "cursor", "next": "next", "param": "token"}}}
PARENTS: dict[str, Any] = {
    "operations": {
        "list": {"request": {"path": "/parents"}, "records": "items", "pagination": "pages"},
        "get": {"request": {"path": "/parents/{{ input.id }}"}, "records": "$"},
    },
    "map": {"id": "$exists(bad) ? $error('spoiled') : id"},
}
CHILDREN: dict[str, Any] = {
    "request": {"path": "/parents/{{ input.parent.id }}/items"},
    "records": "items",
    "pagination": "pages",
    "for_each": {"operation": "t/parents.list", "as": "parent"},
}


def children(parents: dict[str, Any] | None = None, **changes: Any) -> Program:
    resource = {"operations": {"list": {**CHILDREN, **changes}}, "map": {"id": "id"}}
    return program_of(
        {**PAGES, "retry": {"budget": "0s"}}, {"t/parents": parents or PARENTS, "t/items": resource}
    )


class Families:
    """Parents on two pages, each with two pages of children; `broken` paths answer 500."""

    def __init__(self, parents: int = 5, broken: frozenset[str] = frozenset(), **spoiled: Any) -> None:
        self._parents = parents
        self._broken = broken
        self._spoiled = spoiled

    def __call__(self, request: Request) -> Reply:
        path, token = text_of(request).split("?")[0], dict(request.query).get("token")
        if text_of(request) in self._broken:
            return reply({"message": "broken"}, 500)
        if path == "/parents":
            names = [f"p{number}" for number in range(self._parents)]
            half = names[:3] if token is None else names[3:]
            records = [{"id": name, **self._spoiled.get(name, {})} for name in half]
            return reply({"items": records, "next": "2" if token is None and names[3:] else None})
        name = path.split("/")[2]
        page = token or "1"
        return reply({"items": [{"id": f"{name}.{page}"}], "next": "2" if page == "1" else None})


WHOLE = [f"p{number}.{page}" for number in range(5) for page in (1, 2)]


def test_children_come_in_the_order_of_their_parents_a_few_at_a_time() -> None:
    driver = Driver(Families())
    read = read_all(driver, call_of(children(), ceilings=Ceilings(parallel=2)))
    assert read.ids == WHOLE
    assert driver.widest == 2
    assert Counter(map(text_of, driver.sent)).most_common(1)[0][1] == 1


def test_every_cursor_of_children_resumes_to_the_exact_rest() -> None:
    whole = read_all(Driver(Families()), call_of(children()))
    assert len(whole.cursors) == 10
    for cursor, count in zip(whole.cursors[:-1], whole.counts, strict=False):
        rest = read_all(Driver(Families()), call_of(children()), cursor)
        assert whole.ids[:count] + rest.ids == WHOLE


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("token", ["", "?token=2"])
@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("begin", [0, 1, 3])
def test_an_error_among_children_resumes_to_the_exact_rest(
    number: int, token: str, width: int, begin: int
) -> None:
    broken = Families(broken=frozenset({f"/parents/p{number}/items{token}"}))
    whole = read_all(Driver(Families()), call_of(children()))
    start, before = (whole.cursors[begin - 1], whole.ids[: whole.counts[begin - 1]]) if begin else (None, [])
    call = call_of(children(), ceilings=Ceilings(parallel=width))
    read = read_all(Driver(broken), call, start)
    if read.error is None:
        assert begin > 2 * number
        return
    rest = read_all(Driver(Families()), call_of(children()), read.error.cursor)
    assert before + read.ids + rest.ids == WHOLE


def test_a_parent_that_is_gone_makes_its_cursor_an_error() -> None:
    whole = read_all(Driver(Families()), call_of(children()))
    read = read_all(Driver(Families(parents=2)), call_of(children()), whole.cursors[-2])
    assert read.error is not None
    assert read.error.diagnostic.code == Code.INVALID_CURSOR


def test_a_parent_that_cannot_be_mapped_is_told_of() -> None:
    server = Families(parents=2, p0={"bad": 1})
    page = read_page(Driver(server), call_of(children()), 10)
    assert [each["id"] for each in page.result] == ["p1.1", "p1.2"]
    assert page.is_partial
    assert [each.code for each in page.diagnostics] == [Code.EXPRESSION_FAILED]
    assert page.diagnostics[0].record is not None
    assert page.diagnostics[0].record.operation == "t/parents.list"


def test_no_parent_that_can_be_mapped_is_told_of_too() -> None:
    server = Families(parents=1, p0={"bad": 1})
    page = read_page(Driver(server), call_of(children()), 10)
    assert page.result == []
    assert page.is_partial
    assert page.diagnostics


def test_a_parent_that_is_given_twice_is_asked_for_once() -> None:
    server = Families(parents=5, p4={"id": "p0"})
    assert read_all(Driver(server), call_of(children())).ids == WHOLE[:8]


def test_an_error_of_the_parents_leaves_a_cursor_of_the_children() -> None:
    whole = read_all(Driver(Families()), call_of(children()))
    broken = Families(broken=frozenset({"/parents?token=2"}))
    read = read_all(Driver(broken), call_of(children()), whole.cursors[3])
    assert read.error is not None
    assert read.error.operation == "t/parents.list"
    rest = read_all(Driver(Families()), call_of(children()), read.error.cursor)
    assert whole.ids[:4] + rest.ids == WHOLE


# related


def parents(related: dict[str, Any]) -> Program:
    listing = {**PARENTS["operations"]["list"], "related": {"kids": related}}
    return program_of(
        {**PAGES, "retry": {"budget": "0s"}},
        {
            "t/items": {"operations": {"list": listing}, "map": {"id": "id", "more": "$related.kids.id"}},
            "t/kids": {
                "operations": {
                    "list": {
                        "request": {"path": "/parents/{{ input.parent.id }}/items"},
                        "records": "items",
                        "pagination": "pages",
                    }
                },
                "map": {"id": "id"},
            },
        },
    )


KIDS: dict[str, Any] = {"operation": "t/kids.list", "input": {"parent": {"id": "id"}}}


def test_related_records_stand_beside_each_record() -> None:
    driver = Driver(Families(parents=3))
    page = read_page(driver, call_of(parents(KIDS), ceilings=Ceilings(parallel=3)), 10)
    assert page.result == [{"id": f"p{n}", "more": [f"p{n}.1", f"p{n}.2"]} for n in range(3)]
    assert driver.widest == 3
    assert not page.is_partial


def test_equal_related_calls_are_made_once() -> None:
    driver = Driver(Families(parents=3))
    same = {**KIDS, "input": {"parent": {"id": '"p0"'}}}
    page = read_page(driver, call_of(parents(same)), 10)
    assert [each["more"] for each in page.result] == [["p0.1", "p0.2"]] * 3
    assert len(driver.sent) == 3


def test_a_related_call_is_made_once_for_a_page() -> None:
    driver = Driver(Families(parents=3))
    page = read_page(
        driver, call_of(parents({**KIDS, "per": "page", "input": {"parent": {"id": '"p1"'}}})), 10
    )
    assert [each["more"] for each in page.result] == [["p1.1", "p1.2"]] * 3
    assert len(driver.sent) == 3


def test_a_related_call_is_made_only_when_it_is_wanted() -> None:
    page = read_page(Driver(Families(parents=3)), call_of(parents({**KIDS, "when": 'id = "p1"'})), 10)
    assert [each.get("more") for each in page.result] == [None, ["p1.1", "p1.2"], None]


def test_a_related_list_that_is_cut_makes_the_page_partial() -> None:
    page = read_page(Driver(Families(parents=1)), call_of(parents({**KIDS, "limit": 1})), 10)
    assert page.result == [{"id": "p0", "more": "p0.1"}]
    assert page.is_partial


def test_a_tolerated_error_makes_the_page_partial() -> None:
    broken = Families(parents=2, broken=frozenset({"/parents/p0/items"}))
    page = read_page(Driver(broken), call_of(parents({**KIDS, "tolerate": [500]})), 10)
    assert page.result == [{"id": "p0"}, {"id": "p1", "more": ["p1.1", "p1.2"]}]
    assert page.is_partial


def test_another_error_of_a_related_call_resumes_at_the_record_that_wanted_it() -> None:
    broken = Families(broken=frozenset({"/parents/p4/items?token=2"}))
    read = read_all(Driver(broken), call_of(parents(KIDS)))
    assert isinstance(read.error, ProviderError)
    assert read.error.operation == "t/kids.list"
    assert read.ids == ["p0", "p1", "p2"]
    rest = read_all(Driver(Families()), call_of(parents(KIDS)), read.error.cursor)
    assert rest.ids == ["p3", "p4"]


def test_an_error_on_the_first_page_has_no_cursor_of_the_operation_that_was_asked() -> None:
    broken = Families(broken=frozenset({"/parents/p0/items?token=2"}))
    read = read_all(Driver(broken), call_of(parents(KIDS)))
    assert read.error is not None
    assert read.error.operation == "t/kids.list"
    assert read.error.cursor is None


def test_operations_that_call_each_other_end() -> None:
    related = {"kids": {"operation": "t/items.list"}}
    operation = {"request": {"path": "/items"}, "records": "items", "pagination": "none", "related": related}
    program = program_of({}, {"t/items": {"operations": {"list": operation}, "map": {"id": "id"}}})
    read = read_all(Driver(lambda request: reply({"items": [{"id": 1}]})), call_of(program))
    assert isinstance(read.error, SpecError)


# windows, fixed lists, one record


def windowed() -> Program:
    query = {"since": "start_time", "until": "end_time"}
    operation = {
        "request": {"path": "/items", "query": query},
        "records": "items",
        "pagination": "pages",
        "windows": {"from": "start_time", "to": "end_time", "max": "7d"},
    }
    return program_of(PAGES, {"t/items": {"operations": {"list": operation}, "map": {"id": "id"}}})


SPAN = {"start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-20T00:00:00Z"}


def two_pages(request: Request) -> Reply:
    query = dict(request.query)
    page = query.get("token", "1")
    return reply({"items": [{"id": f"{query['since'][8:10]}.{page}"}], "next": "2" if page == "1" else None})


def test_windows_are_read_in_turn_and_each_place_resumes() -> None:
    whole = read_all(Driver(two_pages), call_of(windowed(), SPAN))
    assert whole.ids == ["01.1", "01.2", "08.1", "08.2", "15.1", "15.2"]
    for cursor, count in zip(whole.cursors[:-1], whole.counts, strict=False):
        assert (
            whole.ids[:count] + read_all(Driver(two_pages), call_of(windowed(), SPAN), cursor).ids
            == whole.ids
        )


LONG = {"id": "long", "ends": "2026-11-16T00:00:00Z"}
TWIN = {"id": "twin", "ends": "2026-11-05T00:00:00Z"}


def crossing(request: Request) -> Reply:
    """Answer what each window overlaps: one record crosses two borders, a pair of twins crosses none."""
    since = dict(request.query)["since"][8:10]
    token = dict(request.query).get("token", "1")
    first = {"01": [LONG, TWIN, TWIN], "08": [LONG], "15": [LONG, {"id": "late"}]}[since]
    records = first if token == "1" else [{"id": f"{since}.2"}]
    return reply({"items": records, "next": "2" if token == "1" else None})


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_a_record_that_crosses_a_border_between_windows_comes_once(limit: int) -> None:
    ids: list[str] = []
    cursor = None
    while True:
        page = read_page(Driver(crossing), call_of(windowed(), SPAN), limit, cursor)
        ids += [record["id"] for record in page.result]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert ids == ["long", "twin", "twin", "01.2", "08.2", "late", "15.2"]


def test_pages_are_counted_across_windows() -> None:
    read = read_all(Driver(two_pages), call_of(windowed(), SPAN, ceilings=Ceilings(pages=3)))
    assert read.error is not None
    assert read.error.diagnostic.code == Code.PAGE_CEILING
    rest = read_all(Driver(two_pages), call_of(windowed(), SPAN), read.error.cursor)
    assert read.ids + rest.ids == ["01.1", "01.2", "08.1", "08.2", "15.1", "15.2"]


def test_a_fixed_list_is_served_without_a_request_and_cut_like_any_other() -> None:
    operation = {"static": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "pagination": "none"}
    program = program_of({}, {"t/items": {"operations": {"list": operation}, "map": {"id": "id"}}})
    driver = Driver(lambda request: reply())
    first = read_page(driver, call_of(program), 2)
    rest = read_page(driver, call_of(program), 2, first.next_cursor)
    assert [each["id"] for each in first.result + rest.result] == ["a", "b", "c"]
    assert rest.next_cursor is None
    assert driver.sent == []


def test_a_fixed_list_has_related_data_too() -> None:
    related = {"kids": {"operation": "t/kids.list"}}
    program = program_of(
        {},
        {
            "t/items": {
                "operations": {"list": {"static": [{"id": "a"}], "related": related}},
                "map": {"id": "id", "more": "$related.kids.id"},
            },
            "t/kids": {
                "operations": {
                    "list": {"request": {"path": "/kids"}, "records": "items", "pagination": "none"}
                },
                "map": {"id": "id"},
            },
        },
    )
    page = read_page(Driver(lambda request: reply({"items": [{"id": 1}, {"id": 2}]})), call_of(program), 5)
    assert page.result == [{"id": "a", "more": [1, 2]}]


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"records": "items", "pagination": "none"}, Code.MISSING_KEY),
        ({"request": {"path": "/items"}, "records": "items"}, Code.MISSING_PAGINATION),
        ({"request": {"path": "/items"}, "pagination": "other"}, Code.UNKNOWN_PAGINATION),
        (
            {
                "request": {"path": "/items"},
                "pagination": "none",
                "related": {"a": {"operation": "t/no.list"}},
            },
            Code.UNKNOWN_OPERATION,
        ),
        (
            {
                "request": {"path": "/items"},
                "pagination": "none",
                "for_each": {"operation": "t/items.no", "as": "a"},
            },
            Code.UNKNOWN_OPERATION,
        ),
        ({"request": {"path": "/items/{{ input.x"}, "pagination": "none"}, Code.TEMPLATE_SYNTAX),
        ({"request": {"path": "/items"}, "records": "a +", "pagination": "none"}, Code.EXPRESSION_SYNTAX),
        (
            {"request": {"path": "/items"}, "records": "$eval(a)", "pagination": "none"},
            Code.FORBIDDEN_FUNCTION,
        ),
    ],
)
def test_an_operation_that_cannot_run_is_the_authors_error(operation: dict[str, Any], code: Code) -> None:
    program = program_of({}, {"t/items": {"operations": {"list": operation}, "map": {"id": "id"}}})
    with pytest.raises(SpecError) as caught:
        plan_of(call_of(program))
    assert caught.value.diagnostic.code == code
    assert caught.value.diagnostic.location is not None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply({"id": "a"}), None),
        (reply([{"id": "a"}, {"id": "b"}]), Code.MISSING_RECORDS),
        (reply([]), Code.MISSING_RECORDS),
        (reply(None), Code.MISSING_RECORDS),
        (reply("text"), Code.NOT_A_RECORD),
        (reply({"id": "a"}, 404), Code.PROVIDER_ERROR),
        (Reply(200, {}, b"{"), Code.BODY_NOT_JSON),
        (Reply(200, {}, b"[" * 2000 + b"]" * 2000), Code.BODY_TOO_DEEP),
        (Reply(200, {}, b"[" * 400 + b"]" * 400), Code.BODY_TOO_DEEP),
    ],
)
def test_one_record_is_exactly_one_record(answer: Reply, code: Code | None) -> None:
    get = {"request": {"path": "/items/{{ input.id }}"}, "records": "$"}
    program = program_of({}, {"t/items": {"operations": {"get": get}, "map": {"id": "id"}}})
    call = call_of(program, {"id": "a"})
    flow = one(plan_of(call, OperationName("t/items", "get")), call, Validation.RAISE)
    try:
        result, found = Driver(lambda request: answer).run(flow).result, None
    except UnispecError as error:
        result, found = None, error.diagnostic.code
    assert found == code
    assert result == (None if code else {"id": "a"})
