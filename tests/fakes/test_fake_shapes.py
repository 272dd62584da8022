"""What the fake answers has Calendly's shape, and the small world shows every variant of it."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.fakes import World
from tests.fakes._records import API, Json
from tests.fakes.cases import BUSY, INVITATIONS, OF_ALL, SLOTS, WORLD, Params

pytest_plugins = ("tests.fakes.fixtures",)

SCHEMAS: Json = json.loads((Path(__file__).parent / "schemas.json").read_text("utf-8"))
SHOWN: dict[str, list[Json]] = {
    "Event": WORLD.events,
    "EventType": WORLD.event_types,
    "Invitee": [person for people in WORLD.invitees.values() for person in people],
    "OrganizationInvitation": WORLD.invitations,
    "User": WORLD.users,
    "Payment": [one["payment"] for many in WORLD.invitees.values() for one in many if one["payment"]],
    "Cancellation": [one["cancellation"] for one in WORLD.events if "cancellation" in one],
}
LISTS: list[tuple[str, Params, str]] = [
    ("/organization_memberships", {}, "OrganizationMembership"),
    (INVITATIONS, {}, "OrganizationInvitation"),
    ("/groups", OF_ALL, "Group"),
    ("/event_types", OF_ALL, "EventType"),
    ("/event_type_available_times", SLOTS, "EventTypeAvailableTime"),
    ("/user_busy_times", BUSY, "UserBusyTime"),
    ("/scheduled_events", OF_ALL, "Event"),
    *((event["uri"].removeprefix(API) + "/invitees", {}, "Invitee") for event in WORLD.events),
]
SINGLES = [
    ("/users/me", "User"),
    (WORLD.organization["uri"], "Organization"),
    *((row["uri"], "User") for row in WORLD.users),
    *((row["uri"], "OrganizationMembership") for row in WORLD.memberships),
    *((row["uri"], "OrganizationInvitation") for row in WORLD.invitations),
    *((row["uri"], "Group") for row in WORLD.groups),
    *((row["uri"], "EventType") for row in WORLD.event_types),
    *((row["uri"], "Event") for row in WORLD.events),
    *((row["uri"], "Invitee") for row in SHOWN["Invitee"]),
]


def _assert_shape(name: str, value: Any) -> None:
    schema = {"$ref": f"#/$defs/{name}", "$defs": SCHEMAS["$defs"]}
    errors = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_every_list_has_the_shape_of_the_schemas(calendly: httpx.Client) -> None:
    for path, params, shape in LISTS:
        answer = calendly.get(path, params=params).json()
        for row in answer["collection"]:
            _assert_shape(shape, row)
        if shape not in ("EventTypeAvailableTime", "UserBusyTime"):
            _assert_shape("Pagination", answer["pagination"])


def test_every_single_object_has_the_shape_of_the_schemas(calendly: httpx.Client) -> None:
    for uri, shape in SINGLES:
        path = uri.removeprefix(API)
        row = calendly.get(path).json()["resource"]
        _assert_shape(shape, row)
        assert path == "/users/me" or row["uri"] == uri
        assert list(row) == sorted(row)


@pytest.mark.parametrize(
    ("path", "shape"),
    [("/nowhere", "ErrorResponse"), ("/scheduled_events", "ErrorResponse"), ("/groups", "ErrorResponse")],
)
def test_errors_have_the_shape_of_the_schemas(calendly: httpx.Client, path: str, shape: str) -> None:
    answer = calendly.get(path)
    assert answer.is_error
    _assert_shape(shape, answer.json())
    scope = calendly.get("/groups", headers={"authorization": "Bearer narrow-token"})
    _assert_shape("InsufficientScopeError", scope.json())


def _nullable(schema: Json) -> bool:
    return "null" in schema.get("type", ()) or {"type": "null"} in schema.get("oneOf", ())


@pytest.mark.parametrize(
    ("shape", "name"),
    [(shape, name) for shape in SHOWN for name in SCHEMAS["$defs"][shape]["properties"]],
)
def test_the_small_world_shows_every_null_and_every_absence(shape: str, name: str) -> None:
    definition = SCHEMAS["$defs"][shape]
    rows = SHOWN[shape]
    assert any(row.get(name) is not None for row in rows)
    if _nullable(definition["properties"][name]):
        assert any(name in row and row[name] is None for row in rows)
    if name not in definition["required"]:
        assert any(name not in row for row in rows)


def test_the_small_world_shows_every_location() -> None:
    defined = {name for name in SCHEMAS["$defs"] if name.startswith("Location")}
    shapes = defined - {"Location", "LocationConfiguration"}
    kinds = {kind for name in shapes for kind in SCHEMAS["$defs"][name]["properties"]["type"]["enum"]}
    locations = [event["location"] for event in WORLD.events if event["location"]]
    assert {location["type"] for location in locations} == kinds
    assert {location["status"] for location in locations if "status" in location} == {
        "initiated",
        "processing",
        "pushed",
        "failed",
        None,
    }
    offered = {place["kind"] for meeting in WORLD.event_types for place in meeting["locations"] or ()}
    assert offered == set(SCHEMAS["$defs"]["LocationConfiguration"]["properties"]["kind"]["enum"])


def test_both_halves_of_a_reschedule_point_at_each_other() -> None:
    people = {person["uri"]: person for person in SHOWN["Invitee"]}
    (old,) = (person for person in people.values() if person["rescheduled"])
    assert people[old["new_invitee"]]["old_invitee"] == old["uri"]


def test_a_world_is_the_same_each_time_and_of_the_size_asked_for() -> None:
    assert World.small() == World.small()
    large = World.large(events=200, users=5, invitees=3)
    assert large == World.large(events=200, users=5, invitees=3)
    assert large != World.large(events=200, users=5, invitees=3, seed=2)
    assert (len(large.events), len(large.users)) == (200, 5)
    assert {len(people) for people in large.invitees.values()} == {3}
    for shape, row in (("Event", large.events[0]), ("Invitee", large.invitees[large.events[0]["uri"]][0])):
        _assert_shape(shape, row)
