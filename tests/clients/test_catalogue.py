"""Every operation of the bundled catalogue, carried out by both engines against the fake."""

from typing import Any

import pytest

from tests.clients.facade import Link, Linked
from tests.fakes import FakeCalendly, RateLimit
from tests.fakes.cases import EVENT, INACTIVE, MINA, OLGA, PLAIN, SALES, WORLD
from unispec import InputError, ProviderError


def key(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]


INVITEE = WORLD.invitees[EVENT["uri"]][0]
ONE_EVENT = {"event": {"id": key(EVENT["uri"])}}
MONTHS = {"start_time": "2026-11-10T00:00:00Z", "end_time": "2027-01-10T00:00:00Z"}
WEEKS = {"start_time": "2026-11-10T00:00:00Z", "end_time": "2026-11-30T00:00:00Z"}
BY_PLAIN = {"event_type": {"id": key(PLAIN)}}

HOME = {"id": key(WORLD.organization["uri"])}

# resource, parameters, number of records (-1: some)
LISTS: list[tuple[str, dict[str, Any], int]] = [
    ("calendar/events", {}, len(WORLD.events)),
    ("calendar/events", {"status": "confirmed"}, sum(e["status"] == "active" for e in WORLD.events)),
    ("calendar/events", {"expand": ["attendees"]}, len(WORLD.events)),
    (
        "calendar/events",
        {"user": {"id": key(MINA)}},
        sum(any(m["user"] == MINA for m in e["event_memberships"]) for e in WORLD.events),
    ),
    ("calendar/attendees", ONE_EVENT, len(WORLD.invitees[EVENT["uri"]])),
    ("calendar/attendees", {}, sum(map(len, WORLD.invitees.values()))),
    ("calendar/event_types", {}, -1),
    ("calendar/event_types", {"organization": HOME}, sum(not e["deleted_at"] for e in WORLD.event_types)),
    ("calendar/event_types", {"organization": HOME, "status": "inactive"}, 1),
    ("calendar/availability", {**WEEKS}, -1),
    ("calendar/availability", {**WEEKS, "availability": "busy"}, -1),
    ("calendar/availability", {**MONTHS, **BY_PLAIN}, -1),
    ("calendar/availability", {**WEEKS, "availability": "free"}, -1),
    ("user_directory/users", {}, len(WORLD.memberships)),
    ("user_directory/users", {"roles": {"id": "admin"}}, 1),
    ("user_directory/users", {"status": "invited"}, 1),
    ("user_directory/groups", {}, len(WORLD.groups)),
    ("user_directory/roles", {}, 3),
    ("user_directory/organizations", {}, 1),
    ("user_directory/licenses", {}, 1),
]
NAMES = [f"{resource} {' '.join(parameters)}" for resource, parameters, _ in LISTS]

GETS: list[tuple[str, str | None, dict[str, Any]]] = [
    ("calendar/events", key(EVENT["uri"]), {}),
    ("calendar/attendees", key(INVITEE["uri"]), ONE_EVENT),
    ("calendar/event_types", key(PLAIN), {}),
    ("calendar/event_types", key(INACTIVE), {}),
    ("user_directory/users", key(MINA), {}),
    ("user_directory/groups", key(SALES), {}),
    ("user_directory/me", None, {}),
    ("user_directory/organizations", key(WORLD.organization["uri"]), {}),
]


def cut_by_limit(linked: Linked, resource: str, parameters: dict[str, Any], limit: int) -> list[Any]:
    records: list[Any] = []
    cursor = None
    while True:
        page = linked.list(resource, parameters, limit=limit, cursor=cursor, validate="raise")
        records += page.result
        if page.next_cursor is None:
            return records
        assert len(page.result) == limit
        cursor = page.next_cursor


@pytest.mark.parametrize(("resource", "parameters", "count"), LISTS, ids=NAMES)
def test_a_list_gives_the_same_valid_records_however_it_is_read(
    link: Link, fake: FakeCalendly, resource: str, parameters: dict[str, Any], count: int
) -> None:
    fake.limit = RateLimit(100_000)
    linked = link(changes={"rate_limit": {"windows": None}})
    whole = list(linked.iterate(resource, parameters, validate="raise"))
    by_pages = [
        record for page in linked.pages(resource, parameters, validate="raise") for record in page.result
    ]
    assert len(whole) == count or (count == -1 and whole)
    assert by_pages == whole
    for limit in (1, 2, 3, 7) if len(whole) <= 40 else (7, 23):
        assert cut_by_limit(linked, resource, parameters, limit) == whole
    assert list(linked.iterate(resource, parameters, limit=2)) == whole[:2]
    assert fake.unknown_parameters == []
    assert linked.waits == []


@pytest.mark.parametrize(("resource", "id_", "parameters"), GETS)
def test_one_record_is_valid_and_has_the_id_that_was_asked_for(
    link: Link, fake: FakeCalendly, resource: str, id_: str | None, parameters: dict[str, Any]
) -> None:
    item = link().get(resource, id_, parameters, validate="raise")
    assert item.result["id"] == (id_ or key(OLGA))
    assert fake.unknown_parameters == []
    assert "remote_data" not in item.result
    assert "uri" in link().get(resource, id_, parameters, raw=True).result["remote_data"]


def test_the_catalogue_has_no_operation_that_these_tables_miss(link: Link, catalogue: Any) -> None:
    tested = {(resource, "list") for resource, _, _ in LISTS} | {(resource, "get") for resource, _, _ in GETS}
    resources = catalogue.integration("calendly").resources
    shipped = {(name, verb) for name, resource in resources.items() for verb in resource.operations}
    assert tested == shipped
    assert link().account["organization"] == WORLD.organization["uri"]


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_a_cursor_works_in_another_engine_and_not_for_another_question(link: Link, limit: int) -> None:
    first = link().list("calendar/events", {"status": "confirmed"}, limit=limit)
    whole = list(link().iterate("calendar/events", {"status": "confirmed"}))
    rest = list(link().iterate("calendar/events", {"status": "confirmed"}, cursor=first.next_cursor))
    assert first.result + rest == whole
    for parameters in ({}, {"status": "cancelled"}):
        with pytest.raises(InputError, match="other parameters"):
            link().list("calendar/events", parameters, cursor=first.next_cursor)


# token, resource, parameters, status, category, scopes
REFUSED: list[tuple[str, str, dict[str, Any], int, str, tuple[str, ...]]] = [
    ("expired", "calendar/events", {}, 401, "unauthorized", ()),
    ("nobody-at-all", "calendar/events", {}, 401, "unauthorized", ()),
    ("narrow", "calendar/events", {}, 403, "missing_scope", ("scheduled_events:read",)),
    ("narrow", "calendar/attendees", ONE_EVENT, 403, "missing_scope", ("scheduled_events:read",)),
    ("narrow", "calendar/event_types", {}, 403, "missing_scope", ("event_types:read",)),
    ("narrow", "calendar/availability", WEEKS, 403, "missing_scope", ("availability:read",)),
    ("narrow", "user_directory/users", {}, 403, "missing_scope", ("organizations:read",)),
    ("narrow", "user_directory/licenses", {}, 403, "missing_scope", ("organizations:read",)),
    ("narrow", "user_directory/groups", {}, 403, "missing_scope", ("groups:read",)),
    ("member", "calendar/events", {}, 403, "forbidden", ()),
    ("member", "user_directory/users", {"status": "invited"}, 403, "forbidden", ()),
    ("member", "calendar/events", {"user": {"id": key(OLGA)}}, 403, "forbidden", ()),
]


@pytest.mark.parametrize(("token", "resource", "parameters", "status", "category", "scopes"), REFUSED)
def test_a_refusal_says_what_the_provider_said(
    link: Link,
    token: str,
    resource: str,
    parameters: dict[str, Any],
    status: int,
    category: str,
    scopes: tuple[str, ...],
) -> None:
    with pytest.raises(ProviderError) as caught:
        list(link(token).iterate(resource, parameters))
    error = caught.value
    assert (error.status, error.category, error.missing_scopes) == (status, category, scopes)
    assert error.provider_message
    assert error.operation
    assert all(scope in str(error.diagnostic.help) for scope in scopes)


@pytest.mark.parametrize(
    ("resource", "id_", "parameters"),
    [
        ("calendar/events", "00000000-0000-4000-8000-000000000000", {}),
        ("calendar/event_types", "00000000-0000-4000-8000-000000000000", {}),
        ("calendar/attendees", "00000000-0000-4000-8000-000000000000", ONE_EVENT),
        ("user_directory/groups", "00000000-0000-4000-8000-000000000000", {}),
    ],
)
def test_a_record_that_is_not_there_is_not_found(
    link: Link, resource: str, id_: str, parameters: dict[str, Any]
) -> None:
    with pytest.raises(ProviderError) as caught:
        link().get(resource, id_, parameters)
    assert (caught.value.status, caught.value.category) == (404, "not_found")
    assert caught.value.operation == f"{resource}.get"


def test_a_broken_calendar_is_the_providers_error(link: Link, fake: FakeCalendly) -> None:
    fake.broken_calendars.add(OLGA)
    with pytest.raises(ProviderError) as caught:
        link().list("calendar/availability", WEEKS)
    assert caught.value.status == 424
    assert "calendar" in str(caught.value.provider_message)


@pytest.mark.parametrize(("token", "partial"), [("owner", False), ("admin", False), ("member", True)])
def test_licences_are_partial_where_invitations_may_not_be_read(
    link: Link, token: str, *, partial: bool
) -> None:
    page = link(token).list("user_directory/licenses", validate="raise")
    assert page.result[0]["is_partial"] is partial
    assert page.is_partial is partial
    assert page.result[0]["assigned_quantity"] == (1 if partial else len(WORLD.memberships) + 1)


@pytest.mark.parametrize(("token", "partial"), [("owner", False), ("member", True)])
def test_an_ordinary_member_is_told_that_there_are_others(link: Link, token: str, *, partial: bool) -> None:
    assert link(token).list("user_directory/users").is_partial is partial


@pytest.mark.parametrize(
    ("parameters", "path", "windows"),
    [
        (WEEKS, "/user_busy_times", 3),
        (MONTHS, "/user_busy_times", 9),
        ({**MONTHS, **BY_PLAIN}, "/event_type_available_times", 2),
        ({**WEEKS, **BY_PLAIN}, "/event_type_available_times", 1),
    ],
)
def test_a_long_range_takes_one_request_for_each_window(
    link: Link, fake: FakeCalendly, parameters: dict[str, Any], path: str, windows: int
) -> None:
    found = list(link().iterate("calendar/availability", parameters, validate="raise"))
    assert len([sent for sent in fake.requests if sent.path == path]) == windows
    starts = [each["start_time"] for each in found]
    assert starts == sorted(starts)
    assert len(starts) == len({(each["start_time"], each.get("type")) for each in found})


def test_expanded_attendees_are_those_of_the_resource_itself(link: Link) -> None:
    linked = link()
    for event in linked.iterate("calendar/events", {"expand": ["attendees"]}):
        alone = linked.list("calendar/attendees", {"event": {"id": event["id"]}}, limit=100).result
        invited = [each for each in event["attendees"] if "response" in each]
        assert invited == alone
