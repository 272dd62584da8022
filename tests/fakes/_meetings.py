"""Event types, and when people are free or busy."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes._auth import may_see_organization, may_see_user, only_administrators
from tests.fakes._calls import Answer, Call, broken_calendar, invalid, not_found
from tests.fakes._parameters import flag, ordering, reference, required, window
from tests.fakes._records import moment, stamp
from tests.fakes._site import Site, resource
from tests.fakes._world import Record

_SORTED = ("name", "position", "created_at", "updated_at")
_SLOTS = ((8, 0), (8, 30), (12, 0))
_EXTERNAL = ("external", 15, 60)
_RESERVED = ("reserved", 11, 30)


def list_event_types(site: Site, call: Call) -> Answer:
    """With `user` also the shared types for which that user may be booked; deleted types never."""
    user, organization = reference(call, "user", "users"), reference(call, "organization", "organizations")
    if user is None and organization is None:
        raise invalid("user", "must be filled")
    if organization is not None:
        may_see_organization(site.world, organization)
    if user is not None:
        may_see_user(site.world, call.caller, user)
    else:
        only_administrators(call.caller)
    if call.query.get("user_availability_schedule") is not None and user is None:
        raise invalid("user_availability_schedule", "may only be used with user")
    wanted = {"active": flag(call, "active"), "admin_managed": flag(call, "admin_managed")}
    sort = ordering(call, _SORTED, "name:asc")
    rows = [
        record
        for record in site.world.event_type_records
        if record.data["deleted_at"] is None
        and (user is None or user in site.world.hosts[record.data["uri"]])
        and all(value in (None, record.data[name]) for name, value in wanted.items())
    ]
    return site.pager.page(call, sort(rows))


def get_event_type(site: Site, call: Call) -> Answer:
    return resource(site.find(call.path))


def list_available_times(site: Site, call: Call) -> Answer:
    """Three slots on every weekday; none when the type is inactive or deleted."""
    required(call, "event_type")
    uri = reference(call, "event_type", "event_types")
    if uri is None or (record := site.world.by_uri.get(uri)) is None:
        raise not_found()
    start, end = window(call, site.now(), days=31)
    open_now = record.data["active"] and record.data["deleted_at"] is None
    slots = _slots(record, start, end) if open_now else []
    return Answer.of({"collection": slots})


def _slots(meeting: Record, start: datetime, end: datetime) -> list[dict[str, Any]]:
    seats = 10 if meeting.data["kind"] == "group" else 1
    found = []
    for day in _weekdays(start, end):
        for hour, minute in _SLOTS:
            begins = day.replace(hour=hour, minute=minute)
            if start <= begins < end:
                text = begins.strftime("%Y-%m-%dT%H:%M:%SZ")
                url = f"{meeting.data['scheduling_url']}/{text}"
                found.append(
                    {
                        "invitees_remaining": seats,
                        "scheduling_url": url,
                        "start_time": text,
                        "status": "available",
                    }
                )
    return found


def list_busy_times(site: Site, call: Call) -> Answer:
    """The active bookings of the user, and on every weekday one external and one reserved hour."""
    required(call, "user")
    user = reference(call, "user", "users")
    assert user is not None
    may_see_user(site.world, call.caller, user)
    start, end = window(call, site.now(), days=7)
    if user in site.broken_calendars:
        raise broken_calendar()
    busy = _booked(site, user, start, end) + _elsewhere(start, end)
    return Answer.of({"collection": sorted(busy, key=lambda one: one["start_time"])})


def _booked(site: Site, user: str, start: datetime, end: datetime) -> list[dict[str, Any]]:
    found = []
    for record in site.world.event_records:
        event = record.data
        hosts = [held["user"] for held in event["event_memberships"]]
        if event["status"] != "active" or user not in hosts:
            continue
        if moment(event["start_time"]) < end and moment(event["end_time"]) > start:
            times = {"start_time": event["start_time"], "end_time": event["end_time"]}
            buffers = {f"buffered_{name}": value for name, value in times.items()}
            found.append(buffers | times | {"event": {"uri": event["uri"]}, "type": "calendly"})
    return found


def _elsewhere(start: datetime, end: datetime) -> list[dict[str, Any]]:
    found = []
    for day in _weekdays(start, end):
        for kind, hour, minutes in (_EXTERNAL, _RESERVED):
            begins = day.replace(hour=hour)
            ends = begins + timedelta(minutes=minutes)
            if begins < end and ends > start:
                found.append({"end_time": stamp(ends), "start_time": stamp(begins), "type": kind})
    return found


def _weekdays(start: datetime, end: datetime) -> list[datetime]:
    first = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (end - first).days + 1
    return [day for number in range(days) if (day := first + timedelta(days=number)).weekday() < 5]
