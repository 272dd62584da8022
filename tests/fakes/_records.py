"""Calendly records with every key present: each function fills the defaults, the caller changes what matters.

Identifiers are made from names, so a world built twice is the same world.
"""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

API = "https://api.calendly.com"
_NAMES = uuid.UUID("6b0d5a52-6f0c-5c3e-9a34-0d4f7a1c2b3d")
_CREATED = "2024-02-11T08:01:09.532118Z"
_UPDATED = "2026-10-01T12:44:00.000913Z"
_BOOKED = "2026-11-03T09:15:42.101010Z"
_TRACKING = ("salesforce_uuid", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term")


def identifier(name: str) -> str:
    return str(uuid.uuid5(_NAMES, name))


def uri(kind: str, name: str) -> str:
    return f"{API}/{kind}/{identifier(f'{kind}/{name}')}"


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def organization(name: str, /, **changes: Any) -> Json:
    return {
        "created_at": "2024-02-11T08:01:09.500001Z",
        "id": 51000001,
        "kind": "multiple",
        "name": name,
        "plan": "teams",
        "stage": "paid",
        "updated_at": "2026-09-30T22:00:00.100200Z",
        "uri": uri("organizations", name),
    } | changes


def user(name: str, home: str, /, **changes: Any) -> Json:
    slug = f"{name.split(maxsplit=1)[0].lower()}-acme"
    return {
        "avatar_url": None,
        "created_at": _CREATED,
        "current_organization": home,
        "email": f"{name.split(maxsplit=1)[0].lower()}@acme.test",
        "locale": "en",
        "name": name,
        "resource_type": "User",
        "scheduling_url": f"https://calendly.com/{slug}",
        "slug": slug,
        "time_notation": "24h",
        "timezone": "Europe/Berlin",
        "updated_at": _UPDATED,
        "uri": uri("users", name),
    } | changes


def membership(person: Json, role: str, **changes: Any) -> Json:
    hidden = ("current_organization", "resource_type")
    return {
        "created_at": "2024-02-11T08:01:09.671290Z",
        "organization": person["current_organization"],
        "role": role,
        "updated_at": "2026-10-01T12:44:01.010101Z",
        "uri": uri("organization_memberships", person["uri"]),
        "user": {key: value for key, value in person.items() if key not in hidden},
    } | changes


def invitation(email: str, home: str, status: str, **changes: Any) -> Json:
    return {
        "created_at": "2026-11-01T10:00:00.001000Z",
        "email": email,
        "last_sent_at": "2026-11-01T10:00:00.420000Z",
        "organization": home,
        "status": status,
        "updated_at": "2026-11-01T10:00:00.001000Z",
        "uri": f"{home}/invitations/{identifier(f'invitations/{email}')}",
    } | changes


def group(name: str, home: str, member_count: int) -> Json:
    return {
        "created_at": "2025-05-05T05:05:05.050505Z",
        "member_count": member_count,
        "name": name,
        "organization": home,
        "updated_at": "2026-01-01T00:00:00.000001Z",
        "uri": uri("groups", name),
    }


def question(name: str, kind: str, position: int, choices: Iterable[str] = (), /, **changes: Any) -> Json:
    return {
        "answer_choices": list(choices),
        "enabled": True,
        "include_other": False,
        "name": name,
        "position": position,
        "required": False,
        "type": kind,
    } | changes


def profile(person: Json) -> Json:
    return {"name": person["name"], "owner": person["uri"], "type": "User"}


def event_type(name: str, owner: Json | None, /, **changes: Any) -> Json:
    slug = name.lower().replace(" ", "-")
    base = owner["scheduling_url"] if owner else "https://calendly.com/d/acme"
    return {
        "active": True,
        "admin_managed": False,
        "after_buffer": 0,
        "before_buffer": 0,
        "booking_method": "instant",
        "color": "#8247f5",
        "created_at": "2025-03-01T09:00:00.654321Z",
        "custom_questions": [question("Please share anything that will help us prepare.", "text", 0)],
        "deleted_at": None,
        "description_html": None,
        "description_plain": None,
        "duration": 30,
        "duration_options": None,
        "internal_note": None,
        "is_paid": False,
        "kind": "solo",
        "locale": "en",
        "locations": [{"kind": "google_conference"}],
        "name": name,
        "pooling_type": None,
        "position": 0,
        "profile": profile(owner) if owner else None,
        "scheduling_url": f"{base}/{slug}",
        "secret": False,
        "slug": slug,
        "start_time_increment": 30,
        "type": "StandardEventType",
        "updated_at": "2026-10-20T10:10:10.101010Z",
        "uri": uri("event_types", name),
    } | changes


def event(name: str, meeting: Json, hosts: Iterable[Json], start: datetime, /, **changes: Any) -> Json:
    begins, ends = stamp(start), stamp(start + timedelta(minutes=meeting["duration"]))
    bounds = {"buffered_end_time": ends, "buffered_start_time": begins}
    return {
        "calendar_event": {"external_id": f"x{identifier(name)[-12:]}", "kind": "google"},
        "created_at": _BOOKED,
        "end_time": ends,
        "event_guests": [],
        "event_memberships": [
            bounds | {"user": host["uri"], "user_email": host["email"], "user_name": host["name"]}
            for host in hosts
        ],
        "event_type": meeting["uri"],
        "invitees_counter": {"active": 1, "limit": 1, "total": 1},
        "location": {
            "join_url": f"https://calendly.com/events/{identifier(name)}/google_meet",
            "status": "pushed",
            "type": "google_conference",
        },
        "meeting_notes_html": None,
        "meeting_notes_plain": None,
        "name": meeting["name"],
        "start_time": begins,
        "status": "active",
        "updated_at": _BOOKED,
        "uri": uri("scheduled_events", name),
    } | changes


def guest(email: str) -> Json:
    return {"created_at": _BOOKED, "email": email, "updated_at": _BOOKED}


def cancellation(by: str, kind: str, reason: str | None, **changes: Any) -> Json:
    return {
        "canceled_by": by,
        "canceler_type": kind,
        "created_at": "2026-11-04T07:30:00.000000Z",
        "reason": reason,
    } | changes


def invitee(name: str, booked: Json, /, **changes: Any) -> Json:
    code = identifier(f"{booked['uri']}/{name}")
    return {
        "cancel_url": f"https://calendly.com/cancellations/{code}",
        "created_at": booked["created_at"],
        "email": f"{name.split(maxsplit=1)[0].lower()}@client.test",
        "event": booked["uri"],
        "first_name": None,
        "invitee_scheduled_by": None,
        "last_name": None,
        "name": name,
        "new_invitee": None,
        "no_show": None,
        "old_invitee": None,
        "payment": None,
        "questions_and_answers": [],
        "reconfirmation": None,
        "reschedule_url": f"https://calendly.com/reschedulings/{code}",
        "rescheduled": False,
        "routing_form_submission": None,
        "scheduling_method": None,
        "status": "active",
        "text_reminder_number": None,
        "timezone": "Europe/Berlin",
        "tracking": dict.fromkeys(_TRACKING),
        "updated_at": booked["updated_at"],
        "uri": f"{booked['uri']}/invitees/{code}",
    } | changes
