"""What callers may ask: each wrong question has a code, and help that names what is right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import Driver, call_of, plan_of, program_of, reply, text_of
from tests.flow.profiles import examples
from unispec.diagnostics import Code, InputError
from unispec.flow import Ceilings, accepted, pages, supported
from unispec.specs import OperationName

RANGE = {"from": "start_time", "to": "end_time", "max": "7d"}
LIST = {
    "request": {
        "path": "/items",
        "query": {
            "since": "start_time",
            "until": "end_time",
            "status": '$lookup({"open": "o", "closed": "c"}, status)',
            "owner": "person.id",
            "with": "expand",
        },
    },
    "records": "items",
    "pagination": "none",
}
GET = {"request": {"path": "/items/{{ input.id }}"}, "records": "$"}
WINDOWED = {**LIST, "windows": RANGE}
VARIANTS = {
    "pagination": "none",
    "records": "items",
    "variants": [
        {
            "when": 'status = "open"',
            "summary": "Open ones.",
            "request": {"path": "/open", "query": {"s": "status"}},
        },
        {"when": "person", "summary": "Of a person.", "request": {"path": "/people/{{ input.person.id }}"}},
    ],
}
PROGRAM = program_of(
    {},
    {
        "t/items": {"operations": {"list": LIST, "get": GET}, "map": {"id": "id"}},
        "t/windowed": {"operations": {"list": WINDOWED}, "map": {"id": "id"}},
        "t/future": {
            "operations": {"list": {**LIST, "windows": {**RANGE, "future": True}}},
            "map": {"id": "id"},
        },
        "t/variants": {"operations": {"list": VARIANTS}, "map": {"id": "id"}},
        "t/me": {"operations": {"get": {"request": {"path": "/me"}}}, "map": {"id": "id"}},
    },
)
DAY = "2026-11-02T00:00:00Z"
NEXT = "2026-11-03T00:00:00Z"

WRONG: list[tuple[str, str, Any, Code, str]] = [
    ("t/items.list", "a slip", {"statuss": "open"}, Code.UNKNOWN_PARAMETER, "did you mean `status`?"),
    ("t/items.list", "no such name", {"zzz": 1}, Code.UNKNOWN_PARAMETER, "`status`"),
    ("t/items.list", "an id", {"id": "x"}, Code.UNKNOWN_PARAMETER, "parameters:"),
    ("t/items.list", "a name that is no text", {5: 1}, Code.UNKNOWN_PARAMETER, "parameters:"),
    (
        "t/items.list",
        "unread",
        {"unread": "x"},
        Code.UNSUPPORTED_PARAMETER,
        "`person`, `start_time`, `status`",
    ),
    (
        "t/items.list",
        "unread part",
        {"person": {"id": "a", "name": "b"}},
        Code.UNSUPPORTED_PARAMETER,
        "supported",
    ),
    ("t/items.list", "wrong type", {"status": 5}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "null", {"status": None}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "not in the set", {"status": "shut"}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "inexpressible", {"status": "lost"}, Code.UNSUPPORTED_VALUE, "`open`, `closed`"),
    ("t/items.list", "an empty list", {"expand": []}, Code.UNSUPPORTED_VALUE, ""),
    ("t/items.list", "no time", {"start_time": "tomorrow"}, Code.INVALID_PARAMETER, ""),
    (
        "t/items.list",
        "a datetime",
        {"start_time": datetime(2026, 1, 1, tzinfo=UTC)},
        Code.INVALID_PARAMETER,
        "",
    ),
    ("t/items.list", "a set", {"expand": {"a"}}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "a tuple", {"expand": ("a",)}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "bytes", {"status": b"open"}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "not a number", {"person": {"id": float("nan")}}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "half a character", {"unread": "\ud800"}, Code.INVALID_PARAMETER, ""),
    ("t/items.list", "backwards", {"start_time": NEXT, "end_time": DAY}, Code.REVERSED_RANGE, ""),
    ("t/items.get", "no id", {}, Code.MISSING_PARAMETER, ""),
    ("t/items.get", "an empty id", {"id": ""}, Code.INVALID_ID, ""),
    ("t/items.get", "a number as id", {"id": 7}, Code.INVALID_ID, ""),
    ("t/items.get", "a filter", {"id": "a", "status": "open"}, Code.UNKNOWN_PARAMETER, ""),
    ("t/me.get", "an id", {"id": "a"}, Code.UNSUPPORTED_PARAMETER, ""),
    ("t/windowed.list", "no range", {}, Code.MISSING_PARAMETER, ""),
    ("t/windowed.list", "no end", {"start_time": DAY}, Code.MISSING_PARAMETER, ""),
    ("t/windowed.list", "backwards", {"start_time": NEXT, "end_time": DAY}, Code.REVERSED_RANGE, ""),
    (
        "t/windowed.list",
        "too many windows",
        {"start_time": "0001-01-01T00:00:00Z", "end_time": "9999-12-31T23:59:59Z"},
        Code.INVALID_PARAMETER,
        "",
    ),
    (
        "t/windowed.list",
        "before the first day",
        {"start_time": "0001-01-01T00:00:00+05:00", "end_time": DAY},
        Code.INVALID_PARAMETER,
        "",
    ),
    ("t/future.list", "the past", {"start_time": DAY, "end_time": NEXT}, Code.PAST_RANGE, ""),
    ("t/variants.list", "no variant", {}, Code.UNSUPPORTED_PARAMETER, "`person`, `status`"),
    (
        "t/variants.list",
        "other variant",
        {"status": "open", "person": {"id": "a"}},
        Code.UNSUPPORTED_PARAMETER,
        "`status`",
    ),
    ("x/y.list", "no resource", {}, Code.UNKNOWN_RESOURCE, "`t/items`"),
    ("t/items.delete", "no operation", {}, Code.UNKNOWN_OPERATION, "`get`, `list`"),
]


@pytest.mark.parametrize(
    ("operation", "asked", "code", "remedy"),
    [(row[0], *row[2:]) for row in WRONG],
    ids=[f"{row[0]}: {row[1]}" for row in WRONG],
)
def test_a_wrong_question_is_refused_with_help(operation: str, asked: Any, code: Code, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        plan_of(call_of(PROGRAM, asked, ceilings=Ceilings(pages=1000)), OperationName.parse(operation))
    assert caught.value.diagnostic.code == code
    assert remedy in (caught.value.diagnostic.help or "")


RIGHT: list[tuple[str, dict[str, Any], str]] = [
    ("t/items.list", {}, "/items"),
    ("t/items.list", {"status": "open"}, "/items?status=o"),
    ("t/items.list", {"person": {"id": "a&b=c"}}, "/items?owner=a%26b%3Dc"),
    ("t/items.list", {"expand": ["a", "b"]}, "/items?with=a&with=b"),
    (
        "t/items.list",
        {"start_time": DAY, "end_time": NEXT},
        f"/items?since={DAY}&until={NEXT}".replace(":", "%3A"),
    ),
    ("t/variants.list", {"status": "open"}, "/open?s=open"),
    ("t/variants.list", {"person": {"id": "é/.."}}, "/people/%C3%A9%2F.."),
]


@pytest.mark.parametrize(("operation", "asked", "sent"), RIGHT)
def test_a_right_question_becomes_one_request(operation: str, asked: dict[str, Any], sent: str) -> None:
    driver = Driver(lambda request: reply({"items": []}))
    call = call_of(PROGRAM, asked)
    if ".." in sent:
        with pytest.raises(InputError, match="invalid-id"):
            list(driver.pages(pages(plan_of(call, OperationName.parse(operation)), call)))
        return
    list(driver.pages(pages(plan_of(call, OperationName.parse(operation)), call)))
    assert [text_of(each) for each in driver.sent] == [sent]


def test_what_is_supported_is_computed_from_what_expressions_read() -> None:
    plan = PROGRAM.plans(OperationName("t/items", "list"))[0]
    assert sorted(supported(plan)) == ["end_time", "expand", "person", "start_time", "status"]
    assert accepted(plan, "status", call_of(PROGRAM)) == ("open", "closed")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["status", "person", "expand", "start_time", "end_time", "unread"]) | st.text(
    max_size=6
)


@given(st.dictionaries(NAMES, VALUES | st.sampled_from([DAY, NEXT, "open"]), max_size=4))
@examples()
def test_any_question_is_answered_or_refused_by_an_input_error(asked: dict[str, Any]) -> None:
    for resource in ("t/items", "t/windowed", "t/variants"):
        try:
            plan_of(call_of(PROGRAM, asked), OperationName(resource, "list"))
        except InputError as error:
            assert error.diagnostic.message  # noqa: PT017


@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 30), timezones=st.just(UTC)), st.floats(1, 86_400 * 40)
)
@examples()
def test_windows_are_a_partition_of_the_range(start: datetime, length: float) -> None:
    try:
        end = start + timedelta(seconds=length)
    except OverflowError:
        return
    asked = {"start_time": start.isoformat(), "end_time": end.isoformat()}
    driver = Driver(lambda request: reply({"items": [{"id": dict(request.query)["since"]}]}))
    program = PROGRAM
    call = call_of(program, asked)
    list(driver.pages(pages(plan_of(call, OperationName("t/windowed", "list")), call)))
    ends = [dict(each.query) for each in driver.sent]
    assert datetime.fromisoformat(ends[0]["since"]) == start
    assert datetime.fromisoformat(ends[-1]["until"]) == end
    for one, following in pairwise(ends):
        assert one["until"] == following["since"]
    for each in ends:
        span = datetime.fromisoformat(each["until"]) - datetime.fromisoformat(each["since"])
        assert timedelta(0) <= span <= timedelta(days=7)
