"""The fake refuses what Calendly refuses, in the same words, and tells what it was asked."""

import httpx
import pytest

from tests.fakes import FakeCalendly, RateLimit, running
from tests.fakes._records import API
from tests.fakes.cases import (
    ARON,
    BUSY,
    ELSEWHERE,
    EMPTY,
    EVENT,
    INVITATIONS,
    INVITEES,
    MINA,
    OF_ALL,
    OLGA,
    ORGANIZATION,
    PLAIN,
    SALES,
    SLOTS,
    STRANGER,
    WORLD,
    Params,
)

pytest_plugins = ("tests.fakes.fixtures",)


def _as(name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {name}-token"}


def _parameters(answer: httpx.Response) -> list[str]:
    return [detail["parameter"] for detail in answer.json()["details"]]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _as("unknown"),
        _as("expired"),
        {"authorization": "Basic owner-token"},
        {"authorization": "owner-token"},
    ],
)
def test_a_request_without_a_good_token_is_unauthenticated(
    fake: FakeCalendly, headers: dict[str, str]
) -> None:
    answer = httpx.get(f"{fake.url}/users/me", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"title": "Unauthenticated", "message": "The access token is invalid"}
    assert "x-ratelimit-remaining" in answer.headers


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        (ORGANIZATION, "organizations:read"),
        ("/organization_memberships", "organizations:read"),
        (INVITATIONS, "organizations:read"),
        ("/groups", "groups:read"),
        (SALES, "groups:read"),
        ("/event_types", "event_types:read"),
        (PLAIN, "event_types:read"),
        ("/event_type_available_times", "availability:read"),
        ("/user_busy_times", "availability:read"),
        ("/scheduled_events", "scheduled_events:read"),
        (EVENT["uri"], "scheduled_events:read"),
        (INVITEES, "scheduled_events:read"),
    ],
)
def test_a_missing_scope_is_named(calendly: httpx.Client, path: str, scope: str) -> None:
    answer = calendly.get(path.removeprefix(API), headers=_as("narrow"))
    assert answer.status_code == 403
    assert answer.json()["title"] == "Insufficient scope"
    assert answer.json()["required_scopes"] == [scope]


@pytest.mark.parametrize(
    ("token", "path", "params", "message"),
    [
        ("member", "/scheduled_events", OF_ALL, "You do not have permission to access"),
        ("member", "/scheduled_events", {"user": OLGA}, "Please also specify organization"),
        ("owner", "/scheduled_events", {"user": MINA}, "Please also specify organization"),
        ("member", "/scheduled_events", OF_ALL | {"user": OLGA}, "You do not have permission"),
        ("member", "/scheduled_events", {"group": SALES}, "You do not have permission"),
        ("owner", "/scheduled_events", {"organization": ELSEWHERE}, "You do not have permission"),
        ("owner", "/scheduled_events", OF_ALL | {"user": STRANGER}, "This user is not in your organization"),
        ("member", EVENT["uri"], {}, "You are not allowed to view this event"),
        ("member", INVITEES, {}, "You do not have permission to view this event"),
        ("member", "/event_types", OF_ALL, "You do not have permission"),
        ("member", "/event_types", {"user": OLGA}, "You do not have permission"),
        ("member", INVITATIONS, {}, "You do not have permission"),
        ("member", "/groups", OF_ALL, "You do not have permission"),
        ("member", EMPTY, {}, "You do not have permission"),
        ("member", OLGA, {}, "You do not have permission"),
        ("member", WORLD.memberships[0]["uri"], {}, "You do not have permission"),
        ("member", "/organization_memberships", {"user": OLGA}, "You do not have permission"),
        ("owner", "/organization_memberships", {"user": STRANGER}, "This user is not in your organization"),
        ("owner", "/organization_memberships", {"organization": ELSEWHERE}, "You do not have permission"),
        ("member", "/user_busy_times", BUSY, "You do not have permission"),
    ],
)
def test_what_the_caller_may_not_read_is_forbidden(
    calendly: httpx.Client, token: str, path: str, params: Params, message: str
) -> None:
    answer = calendly.get(path.removeprefix(API), params=params, headers=_as(token))
    assert answer.status_code == 403
    assert answer.json()["title"] == "Permission Denied"
    assert answer.json()["message"].startswith(message)


@pytest.mark.parametrize(
    ("token", "path", "params"),
    [
        ("admin", "/scheduled_events", OF_ALL),
        ("admin", "/scheduled_events", OF_ALL | {"user": MINA}),
        ("admin", "/scheduled_events", {"group": SALES}),
        ("member", "/scheduled_events", {"user": MINA}),
        ("member", "/scheduled_events", OF_ALL | {"user": MINA}),
        ("member", MINA, {}),
        ("member", "/users/me", {}),
        ("member", SALES, {}),
        ("member", ORGANIZATION, {}),
        ("member", "/event_types", {"user": MINA}),
        ("admin", INVITATIONS, {}),
        ("narrow", "/users/me", {}),
    ],
)
def test_what_the_caller_may_read_is_answered(
    calendly: httpx.Client, token: str, path: str, params: Params
) -> None:
    assert calendly.get(path.removeprefix(API), params=params, headers=_as(token)).status_code == 200


def test_a_member_sees_only_the_own_membership(calendly: httpx.Client) -> None:
    answer = calendly.get("/organization_memberships", params=OF_ALL, headers=_as("member"))
    assert [held["user"]["uri"] for held in answer.json()["collection"]] == [MINA]


@pytest.mark.parametrize(
    ("path", "params", "parameter"),
    [
        *(("/scheduled_events", OF_ALL | {"count": count}, "count") for count in ("0", "101", "-1", "x", "")),
        ("/scheduled_events", {}, "user"),
        ("/scheduled_events", {"organization": "acme"}, "organization"),
        ("/scheduled_events", {"user": OLGA.removeprefix(f"{API}/users/")}, "user"),
        ("/scheduled_events", {"user": "http://127.0.0.1/users/x"}, "user"),
        ("/scheduled_events", OF_ALL | {"status": "confirmed"}, "status"),
        *(
            ("/scheduled_events", OF_ALL | {"sort": sort}, "sort")
            for sort in ("start_time", "end_time:asc", "start_time:up", "start_time:asc,")
        ),
        ("/scheduled_events", OF_ALL | {"min_start_time": "yesterday"}, "min_start_time"),
        ("/scheduled_events", OF_ALL | {"max_start_time": "2026-11-10"}, "max_start_time"),
        ("/scheduled_events", OF_ALL | {"max_start_time": "2026-13-10T00:00:00Z"}, "max_start_time"),
        ("/scheduled_events", OF_ALL | {"page_token": "nonsense"}, "page_token"),
        (INVITEES, {"status": "gone"}, "status"),
        (INVITEES, {"sort": "name:asc"}, "sort"),
        (INVITATIONS, {"status": "open"}, "status"),
        (INVITATIONS, {"sort": "email:asc"}, "sort"),
        ("/organization_memberships", OF_ALL | {"role": "king"}, "role"),
        ("/groups", {}, "organization"),
        ("/event_types", {}, "user"),
        ("/event_types", OF_ALL | {"active": "yes"}, "active"),
        ("/event_types", OF_ALL | {"sort": "duration:asc"}, "sort"),
        ("/event_types", OF_ALL | {"user_availability_schedule": "x"}, "user_availability_schedule"),
        *(
            ("/event_type_available_times", {k: v for k, v in SLOTS.items() if k != name}, name)
            for name in SLOTS
        ),
        ("/event_type_available_times", SLOTS | {"end_time": "2026-12-11T00:00:01Z"}, "end_time"),
        ("/event_type_available_times", SLOTS | {"start_time": "2026-11-08T23:59:59Z"}, "start_time"),
        *(("/user_busy_times", {k: v for k, v in BUSY.items() if k != name}, name) for name in BUSY),
        ("/user_busy_times", BUSY | {"end_time": "2026-11-17T00:00:01Z"}, "end_time"),
        ("/user_busy_times", BUSY | {"end_time": "2026-11-10T00:00:00Z"}, "end_time"),
        ("/user_busy_times", BUSY | {"start_time": "2026-11-08T23:59:59Z"}, "start_time"),
    ],
)
def test_a_wrong_parameter_is_an_invalid_argument(
    calendly: httpx.Client, path: str, params: Params, parameter: str
) -> None:
    answer = calendly.get(path, params=params)
    assert answer.status_code == 400
    assert answer.json()["title"] == "Invalid Argument"
    assert _parameters(answer) == [parameter]


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("GET", "/", {}),
        ("GET", "/nowhere", {}),
        ("GET", "/users/", {}),
        ("GET", "/users/unknown", {}),
        ("GET", ELSEWHERE.removeprefix(API), {}),
        ("GET", ELSEWHERE.removeprefix(API) + "/invitations", {}),
        ("GET", f"{INVITATIONS}/unknown", {}),
        ("GET", "/scheduled_events/unknown", {}),
        ("GET", "/scheduled_events/unknown/invitees", {}),
        ("GET", f"{INVITEES}/unknown", {}),
        ("GET", "/event_types/unknown", {}),
        ("GET", "/event_type_available_times", SLOTS | {"event_type": f"{API}/event_types/unknown"}),
        ("GET", "/scheduled_events", {"group": f"{API}/groups/unknown"}),
        ("POST", "/event_types", {}),
        ("DELETE", OLGA.removeprefix(API), {}),
    ],
)
def test_what_is_not_there_is_not_found(
    calendly: httpx.Client, method: str, path: str, params: Params
) -> None:
    answer = calendly.request(method, path, params=params)
    assert answer.status_code == 404
    assert answer.json() == {
        "title": "Resource Not Found",
        "message": "The server could not find the requested resource.",
    }


def test_a_broken_calendar_is_a_failed_dependency(fake: FakeCalendly, calendly: httpx.Client) -> None:
    fake.broken_calendars.add(OLGA)
    answer = calendly.get("/user_busy_times", params=BUSY)
    assert (answer.status_code, answer.json()["title"]) == (424, "External Calendar Error")
    assert calendly.get("/user_busy_times", params=BUSY | {"user": ARON}).status_code == 200


def test_the_log_tells_what_was_sent(fake: FakeCalendly, calendly: httpx.Client) -> None:
    calendly.get("/event_types", params={"user": OLGA, "active": "true"})
    (sent,) = fake.requests
    assert (sent.method, sent.path) == ("GET", "/event_types")
    assert sent.query == (("user", OLGA), ("active", "true"))
    assert sent.headers["authorization"] == "Bearer owner-token"
    assert fake.unknown_parameters == []


def test_unknown_parameters_are_recorded(fake: FakeCalendly, calendly: httpx.Client) -> None:
    calendly.get("/users/me", params={"expand": "all"})
    calendly.get("/event_type_available_times", params=SLOTS | {"count": 5})
    assert fake.unknown_parameters == [("/users/me", "expand"), ("/event_type_available_times", "count")]


def test_the_rate_limit_is_told_and_kept_per_user() -> None:
    with running(FakeCalendly(WORLD, limit=RateLimit(limit=2, window=30, reset="7"))) as fake:
        answers = [httpx.get(f"{fake.url}/users/me", headers=_as("owner")) for _ in range(3)]
        other = httpx.get(f"{fake.url}/users/me", headers=_as("admin"))
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert {answer.headers["x-ratelimit-reset"] for answer in answers} == {"7"}
    assert answers[2].content == b"{}"
    assert "retry-after" not in answers[2].headers
    assert other.status_code == 200


def test_a_short_window_opens_again(fake: FakeCalendly, calendly: httpx.Client) -> None:
    fake.limit = RateLimit(limit=1, window=0.05)
    first, second = calendly.get("/users/me"), calendly.get("/users/me")
    assert (first.status_code, second.status_code) == (200, 429)
    assert second.headers["x-ratelimit-reset"] == "1"
    fake.limit.window = 0.0
    assert calendly.get("/users/me").status_code == 200
