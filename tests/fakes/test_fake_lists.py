"""The fake's lists: filters, orders and pages."""

from typing import Any

import httpx
import pytest

from tests.fakes import FakeCalendly
from tests.fakes._records import API
from tests.fakes.cases import (
    ARON,
    BUSY,
    EVENT,
    INACTIVE,
    INVITATIONS,
    INVITEES,
    MINA,
    OF_ALL,
    OLGA,
    SALES,
    SLOTS,
    WORLD,
    Params,
)

pytest_plugins = ("tests.fakes.fixtures",)


def _mine(event: dict[str, Any]) -> bool:
    return any(held["user"] == MINA for held in event["event_memberships"])


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({}, lambda event: True),
        ({"status": "active"}, lambda event: event["status"] == "active"),
        ({"status": "canceled"}, lambda event: "cancellation" in event),
        ({"user": MINA}, _mine),
        ({"group": SALES}, _mine),
        ({"min_start_time": "2026-11-16T14:00:00Z"}, lambda event: event["start_time"] >= "2026-11-16T14"),
        (
            {"max_start_time": "2026-11-16T15:00:00+01:00"},
            lambda event: event["start_time"] < "2026-11-16T15",
        ),
        ({"invitee_email": "Nora@client.test"}, lambda event: event["name"] == "Onboarding webinar"),
        ({"invitee_email": "nobody@client.test"}, lambda event: False),
    ],
)
def test_events_are_filtered(calendly: httpx.Client, params: Params, wanted: Any) -> None:
    answer = calendly.get("/scheduled_events", params=OF_ALL | params | {"count": 100})
    expected = [event["uri"] for event in WORLD.events if wanted(event)]
    assert [event["uri"] for event in answer.json()["collection"]] == expected
    assert len(expected) < len(WORLD.events) or not params


@pytest.mark.parametrize(
    ("path", "params", "field", "expected"),
    [
        ("/organization_memberships", {}, "role", ["owner", "admin", "user", "user"]),
        ("/organization_memberships", {"role": "admin"}, "role", ["admin"]),
        ("/organization_memberships", {"user": OLGA}, "role", ["owner"]),
        ("/organization_memberships", {"email": "aron@acme.test"}, "role", ["admin"]),
        (INVITATIONS, {}, "status", ["accepted", "pending", "declined"]),
        (INVITATIONS, {"sort": "created_at:desc"}, "status", ["pending", "declined", "accepted"]),
        (INVITATIONS, {"status": "pending"}, "status", ["pending"]),
        (INVITATIONS, {"email": "nothanks@acme.test"}, "status", ["declined"]),
        ("/groups", OF_ALL, "member_count", [2, 0]),
        ("/event_types", OF_ALL | {"active": "false"}, "name", ["Asleep"]),
        ("/event_types", OF_ALL | {"admin_managed": "true"}, "name", ["Panel interview"]),
        ("/event_types", {"user": ARON}, "name", ["Panel interview", "Several pools", "Vote for a time"]),
        ("/event_types", {"user": MINA, "sort": "position:desc,name:asc"}, "position", [1, 0, 0, 0]),
        (f"{INVITEES}", {"status": "canceled"}, "name", []),
        (f"{INVITEES}", {"email": "ingrid@client.test"}, "name", ["Ingrid Invitee"]),
    ],
)
def test_other_lists_are_filtered_and_sorted(
    calendly: httpx.Client, path: str, params: Params, field: str, expected: list[Any]
) -> None:
    rows = calendly.get(path, params=params).json()["collection"]
    assert [row[field] for row in rows] == expected


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_events_are_sorted_by_start(calendly: httpx.Client, direction: str) -> None:
    answer = calendly.get(
        "/scheduled_events", params=OF_ALL | {"sort": f"start_time:{direction}", "count": 100}
    )
    starts = [event["start_time"] for event in answer.json()["collection"]]
    assert starts == sorted(starts, reverse=direction == "desc")
    assert starts != [event["start_time"] for event in WORLD.events]


def test_a_deleted_event_type_is_read_but_not_listed(calendly: httpx.Client) -> None:
    deleted = next(meeting for meeting in WORLD.event_types if meeting["deleted_at"])
    listed = calendly.get("/event_types", params=OF_ALL | {"count": 100}).json()["collection"]
    assert deleted["uri"] not in [meeting["uri"] for meeting in listed]
    assert calendly.get(deleted["uri"].removeprefix(API)).json() == {"resource": deleted}


def test_slots_are_on_weekdays_and_have_no_pagination(calendly: httpx.Client) -> None:
    answer = calendly.get("/event_type_available_times", params=SLOTS).json()
    assert list(answer) == ["collection"]
    assert answer["collection"][0]["start_time"] == "2026-11-10T08:00:00Z"
    assert len(answer["collection"]) == 3 * 23
    assert calendly.get("/event_type_available_times", params=SLOTS | {"event_type": INACTIVE}).json() == {
        "collection": []
    }


def test_busy_times_are_of_all_three_types(calendly: httpx.Client) -> None:
    busy = calendly.get("/user_busy_times", params=BUSY).json()["collection"]
    booked = [one["event"]["uri"] for one in busy if one["type"] == "calendly"]
    assert {one["type"] for one in busy} == {"calendly", "external", "reserved"}
    assert EVENT["uri"] in booked
    assert not {event["uri"] for event in WORLD.events if event["status"] == "canceled"} & set(booked)


def _pages(calendly: httpx.Client, path: str, params: Params) -> list[dict[str, Any]]:
    """Every page of a list, by following the links."""
    pages = [calendly.get(path, params=params).json()]
    while link := pages[-1]["pagination"]["next_page"]:
        pages.append(calendly.get(link).json())
        assert len(pages) < 100
    return pages


@pytest.mark.parametrize("count", [1, 2, 3, 7, 28, 29, 100])
def test_pages_hold_every_row_once(calendly: httpx.Client, count: int) -> None:
    pages = _pages(calendly, "/scheduled_events", OF_ALL | {"count": count, "sort": "start_time:asc"})
    rows = [event["uri"] for page in pages for event in page["collection"]]
    expected = sorted(WORLD.events, key=lambda event: str(event["start_time"]))
    assert rows == [event["uri"] for event in expected]
    assert [page["pagination"]["count"] for page in pages] == [len(page["collection"]) for page in pages]
    assert len(pages) == -(-len(expected) // count)


def test_a_list_has_twenty_rows_unless_asked(calendly: httpx.Client) -> None:
    assert len(_pages(calendly, "/scheduled_events", OF_ALL)[0]["collection"]) == 20


def test_the_previous_page_leads_back(calendly: httpx.Client) -> None:
    first, second, *_ = _pages(calendly, "/scheduled_events", OF_ALL | {"count": 5})
    back = calendly.get(second["pagination"]["previous_page"]).json()
    assert back["collection"] == first["collection"]
    assert first["pagination"]["previous_page"] is None
    by_token = {"page_token": second["pagination"]["previous_page_token"]}
    again = calendly.get("/scheduled_events", params=OF_ALL | {"count": 5} | by_token).json()
    assert again["collection"] == first["collection"]


def test_an_empty_list_has_a_whole_pagination_object(calendly: httpx.Client) -> None:
    answer = calendly.get("/organization_memberships", params={"email": "nobody@acme.test"})
    links = dict.fromkeys(("next_page", "next_page_token", "previous_page", "previous_page_token"))
    assert answer.json() == {"collection": [], "pagination": {"count": 0} | links}


def test_links_lead_to_the_address_that_was_called(calendly: httpx.Client) -> None:
    answer = calendly.get("/scheduled_events", params=OF_ALL, headers={"host": "localhost:8080"})
    link = answer.json()["pagination"]["next_page"]
    assert link.startswith("http://localhost:8080/scheduled_events?count=20&organization=https%3A%2F%2Fapi.")
    assert all(row["uri"].startswith(API) for row in answer.json()["collection"])


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "active"},
        {"sort": "start_time:desc"},
        {"count": 6},
        {"min_start_time": "2026-11-10T00:00:00Z"},
        {"user": MINA},
    ],
)
def test_a_page_token_belongs_to_its_filters_and_count(calendly: httpx.Client, changes: Params) -> None:
    asked = OF_ALL | {"count": 5}
    token = calendly.get("/scheduled_events", params=asked).json()["pagination"]["next_page_token"]
    assert calendly.get("/scheduled_events", params=asked | {"page_token": token}).status_code == 200
    answer = calendly.get("/scheduled_events", params=asked | {"page_token": token} | changes)
    assert answer.status_code == 400
    assert answer.json()["details"] == [{"message": "is invalid", "parameter": "page_token"}]


def test_a_page_token_belongs_to_its_path(calendly: httpx.Client) -> None:
    token = calendly.get("/scheduled_events", params=OF_ALL | {"count": 1}).json()["pagination"]
    params = OF_ALL | {"count": 1, "page_token": token["next_page_token"]}
    assert calendly.get("/event_types", params=params).status_code == 400


def test_page_tokens_may_expire(fake: FakeCalendly, calendly: httpx.Client) -> None:
    link = calendly.get("/scheduled_events", params=OF_ALL).json()["pagination"]["next_page"]
    fake.pager.uses = 1
    assert [calendly.get(link).status_code for _ in range(2)] == [200, 400]
    fake.pager.uses, fake.pager.expired = None, True
    link = calendly.get("/scheduled_events", params=OF_ALL).json()["pagination"]["next_page"]
    assert calendly.get(link).status_code == 400
