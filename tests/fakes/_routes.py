"""The routes that the fake serves: scope, parameters, handler."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import compile_path

from tests.fakes import _directory, _events, _meetings
from tests.fakes._calls import Answer, Call
from tests.fakes._site import Site

Handler = Callable[[Site, Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """Any one of `scopes` opens the route; a parameter that is not listed is unknown to Calendly."""

    pattern: re.Pattern[str]
    scopes: tuple[str, ...]
    parameters: frozenset[str]
    handler: Handler


def _route(path: str, scopes: str, handler: Handler, parameters: str = "") -> Route:
    pattern, _, _ = compile_path(path)
    return Route(pattern, tuple(scopes.split("|")), frozenset(parameters.split()), handler)


_PAGE = "count page_token"
_EVENTS = f"user organization group invitee_email status sort min_start_time max_start_time {_PAGE}"
_EVENT_TYPES = f"user organization active admin_managed user_availability_schedule sort {_PAGE}"
_PATH = "/scheduled_events/{event}/invitees"

ROUTES = (
    _route("/users/me", "users:read", _directory.get_me),
    _route("/users/{id}", "users:read", _directory.get_user),
    _route("/organizations/{id}", "organizations:read", _directory.get_organization),
    _route(
        "/organization_memberships",
        "organizations:read",
        _directory.list_memberships,
        f"user organization email role {_PAGE}",
    ),
    _route("/organization_memberships/{id}", "organizations:read", _directory.get_membership),
    _route(
        "/organizations/{organization}/invitations",
        "organizations:read",
        _directory.list_invitations,
        f"sort email status {_PAGE}",
    ),
    _route("/organizations/{organization}/invitations/{id}", "organizations:read", _directory.get_invitation),
    _route("/groups", "groups:read", _directory.list_groups, f"organization {_PAGE}"),
    _route("/groups/{id}", "groups:read", _directory.get_group),
    _route("/event_types", "event_types:read", _meetings.list_event_types, _EVENT_TYPES),
    _route("/event_types/{id}", "event_types:read", _meetings.get_event_type),
    _route(
        "/event_type_available_times",
        "availability:read|event_types:read",
        _meetings.list_available_times,
        "event_type start_time end_time",
    ),
    _route("/user_busy_times", "availability:read", _meetings.list_busy_times, "user start_time end_time"),
    _route("/scheduled_events", "scheduled_events:read", _events.list_events, _EVENTS),
    _route("/scheduled_events/{id}", "scheduled_events:read", _events.get_event),
    _route(_PATH, "scheduled_events:read", _events.list_invitees, f"status sort email {_PAGE}"),
    _route(f"{_PATH}/{{id}}", "scheduled_events:read", _events.get_invitee),
)


def route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request, with the parts of its path."""
    if method != "GET":
        return None
    for candidate in ROUTES:
        if match := candidate.pattern.match(path):
            return candidate, match.groupdict()
    return None
