"""Scheduled events and their invitees."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.fakes._auth import may_see_event, may_see_group, may_see_organization, may_see_user
from tests.fakes._calls import Answer, Call, forbidden, invalid, not_found
from tests.fakes._parameters import choice, filters, ordering, reference, time
from tests.fakes._records import API, moment
from tests.fakes._site import Site, resource
from tests.fakes._world import Record

_STATUSES = ("active", "canceled")
_ALSO_ORGANIZATION = (
    "Please also specify organization when requesting events for a user within your organization."
)


def list_events(site: Site, call: Call) -> Answer:
    user = reference(call, "user", "users")
    organization = reference(call, "organization", "organizations")
    group = reference(call, "group", "groups")
    _may_list(site, call, user, organization, group)
    sort = ordering(call, ("start_time",))
    tests = _tests(site, call, user, group)
    rows = site.selected(
        filters(call.query),
        lambda: sort([one for one in site.world.event_records if all(test(one.data) for test in tests)]),
    )
    return site.pager.page(call, rows)


def _may_list(site: Site, call: Call, user: str | None, organization: str | None, group: str | None) -> None:
    if user is None and organization is None and group is None:
        raise invalid("user", "must be filled")
    if organization is not None:
        may_see_organization(site.world, organization)
    if group is not None:
        if group not in site.world.by_uri:
            raise not_found()
        may_see_group(site.world, call.caller, group)
    if user is not None:
        if user != call.caller.user and organization is None and group is None:
            raise forbidden(_ALSO_ORGANIZATION)
        may_see_user(site.world, call.caller, user)
    elif organization is not None and not call.caller.administers:
        raise forbidden()


def _tests(
    site: Site, call: Call, user: str | None, group: str | None
) -> list[Callable[[dict[str, Any]], bool]]:
    status = choice(call, "status", _STATUSES)
    email = call.query.get("invitee_email")
    after, before = time(call, "min_start_time"), time(call, "max_start_time")
    tests: list[Callable[[dict[str, Any]], bool]] = []
    if user is not None:
        tests.append(lambda event: user in _hosts(event))
    if group is not None:
        team = site.world.teams.get(group, frozenset())
        tests.append(lambda event: not team.isdisjoint(_hosts(event)))
    if status is not None:
        tests.append(lambda event: event["status"] == status)
    if email is not None:
        attended = site.world.attendance.get(email.lower(), frozenset())
        tests.append(lambda event: event["uri"] in attended)
    if after is not None or before is not None:
        tests.append(lambda event: _between(moment(event["start_time"]), after, before))
    return tests


def _hosts(event: dict[str, Any]) -> list[str]:
    return [held["user"] for held in event["event_memberships"]]


def _between(start: datetime, after: datetime | None, before: datetime | None) -> bool:
    return (after is None or start >= after) and (before is None or start <= before)


def get_event(site: Site, call: Call) -> Answer:
    record = site.find(call.path)
    may_see_event(call.caller, record, "You are not allowed to view this event")
    return resource(record)


def list_invitees(site: Site, call: Call) -> Answer:
    people = _invitees(site, call)
    status = choice(call, "status", _STATUSES)
    sort = ordering(call, ("created_at",), "created_at:asc")
    email = call.query.get("email")
    rows = [
        record
        for record in people
        if status in (None, record.data["status"])
        and (email is None or email.lower() == record.data["email"].lower())
    ]
    return site.pager.page(call, sort(rows))


def get_invitee(site: Site, call: Call) -> Answer:
    for record in _invitees(site, call):
        if record.data["uri"] == API + call.path:
            return resource(record)
    raise not_found()


def _invitees(site: Site, call: Call) -> list[Record]:
    event = site.find(f"/scheduled_events/{call.ids['event']}")
    may_see_event(call.caller, event, "You do not have permission to view this event")
    return site.world.invitee_records[event.data["uri"]]
