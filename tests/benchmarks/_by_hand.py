"""What a good engineer would write for one endpoint: an httpx loop and a Python mapping.

It gives exactly the records that the spec gives; the benchmark checks that it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

Record = dict[str, Any]

_STATUS = {"active": "confirmed", "canceled": "cancelled"}
_CONFERENCE_STATUS = {"initiated": "pending", "processing": "pending", "pushed": "ready"}


def events(url: str, token: str) -> Iterator[Record]:
    """Read all events of the organization and map them."""
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=30) as client:
        me = client.get("/users/me").raise_for_status().json()["resource"]
        query = {"organization": me["current_organization"], "count": "100"}
        while True:
            body = client.get("/scheduled_events", params=query).raise_for_status().json()
            for record in body["collection"]:
                yield mapped(record, me)
            token_of_next = body["pagination"]["next_page_token"]
            if token_of_next is None:
                return
            query["page_token"] = token_of_next


def mapped(event: Record, me: Record) -> Record:
    """Map one event."""
    location = event["location"] or {}
    hosts = event["event_memberships"]
    host = hosts[0] if hosts else {}
    counter = event["invitees_counter"]
    return _filled(
        {
            "id": _id(event["uri"]),
            "title": event["name"] or _nameless(counter, hosts),
            "description": event.get("meeting_notes_plain"),
            "status": _STATUS.get(event["status"], event["status"]),
            "start_time": event["start_time"],
            "end_time": event["end_time"],
            "timezone": me["timezone"] if host.get("user") == me["uri"] else None,
            "location": _filled(_location(location)),
            "conference": _filled(_conference(location)),
            "event_type": _filled({"id": _id(event["event_type"])}),
            "organizer": _filled(_person(host.get("user"), host.get("user_name"), host.get("user_email"))),
            "attendees": [
                *(_host(each, me) for each in hosts),
                *(_guest(each, me) for each in event["event_guests"]),
            ],
            "attendees_count": {
                "total": counter["total"],
                "active": counter["active"],
                "limit": counter["limit"],
            },
            "cancellation": _filled(_cancellation(event.get("cancellation") or {})),
            "created_at": event["created_at"],
            "updated_at": event["updated_at"],
        }
    )


def _id(uri: str | None) -> str | None:
    return uri.rsplit("/", 1)[-1] if uri else None


def _filled(value: Record) -> Record:
    return {key: each for key, each in value.items() if each is not None and each != {}}


def _nameless(counter: Record, hosts: list[Record]) -> str:
    if counter["limit"] > 1:
        return "Group meeting"
    return "Collective meeting" if len(hosts) > 1 else "One-on-one meeting"


_KINDS = {
    "ask_invitee": "ask_attendee",
    "google_conference": "google_meet",
    "gotomeeting_conference": "gotomeeting",
    "microsoft_teams_conference": "microsoft_teams",
    "webex_conference": "webex",
    "zoom_conference": "zoom",
}
_NAMES = {
    "google_meet": "Google Meet",
    "gotomeeting": "GoTo Meeting",
    "microsoft_teams": "Microsoft Teams",
    "webex": "Webex",
    "zoom": "Zoom",
}


def _location(location: Record) -> Record:
    kind = _KINDS.get(location.get("type", ""), location.get("type"))
    place = location.get("location")
    url = location.get("join_url") or (place if place and place.startswith(("http://", "https://")) else None)
    return {
        "name": place or _NAMES.get(kind or ""),
        "kind": kind,
        "description": location.get("additional_info"),
        "url": url,
    }


def _conference(location: Record) -> Record:
    kind = _KINDS.get(location.get("type", ""), location.get("type"))
    status = location.get("status")
    return {
        "provider": kind if kind in _NAMES else None,
        "url": location.get("join_url"),
        "status": _CONFERENCE_STATUS.get(status, status) if status else None,
    }


def _person(uri: str | None, name: str | None, email: str | None) -> Record:
    emails = [{"email": email, "is_primary": True}] if email else None
    return {"id": _id(uri), "name": name, "emails": emails}


def _host(host: Record, me: Record) -> Record:
    return {
        "person": _filled(_person(host["user"], host.get("user_name"), host.get("user_email"))),
        "is_optional": False,
        "is_self": host["user"] == me["uri"],
        "is_organizer": True,
    }


def _guest(guest: Record, me: Record) -> Record:
    return {
        "person": _filled(_person(None, None, guest["email"])),
        "is_optional": True,
        "is_self": guest["email"].lower() == me["email"].lower(),
        "is_organizer": False,
        "created_at": guest["created_at"],
        "updated_at": guest["updated_at"],
    }


def _cancellation(cancellation: Record) -> Record:
    canceler = cancellation.get("canceler_type")
    return {
        "reason": cancellation.get("reason"),
        "cancelled_by": cancellation.get("canceled_by"),
        "type": "attendee" if canceler == "invitee" else canceler,
        "created_at": cancellation.get("created_at"),
    }
