"""The small world: one record for every shape and every null that Calendly is known to answer.

The bookings follow one another from 10 November 2026 on, but are listed out of order, as bookings are.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes._bookings import bookings
from tests.fakes._meeting_types import event_types, hosts
from tests.fakes._records import (
    API,
    Json,
    event,
    group,
    invitation,
    invitee,
    membership,
    organization,
    user,
)
from tests.fakes._world import World

_START = datetime(2026, 11, 10, 13, tzinfo=UTC)
_ZOOM = {
    "id": "98765432100",
    "settings": {"global_dial_in_numbers": [{"city": "Frankfurt", "country": "DE"}]},
}
LOCATIONS: dict[str, Json | None] = {
    "physical": {"type": "physical", "location": "1 Example Way, Berlin", "additional_info": "Floor 4"},
    "physical bare": {"type": "physical", "location": "2 Example Way, Berlin"},
    "outbound": {"type": "outbound_call", "location": "+4930123456"},
    "outbound unknown": {"type": "outbound_call", "location": None},
    "inbound": {"type": "inbound_call", "location": "+4930654321", "additional_info": None},
    "google initiated": {"type": "google_conference", "status": "initiated", "join_url": None},
    "google none": {"type": "google_conference", "status": None, "join_url": None},
    "zoom": {"type": "zoom", "status": "pushed", "join_url": "https://zoom.us/j/98765432100", "data": _ZOOM},
    "zoom processing": {"type": "zoom_conference", "status": "processing", "join_url": None, "data": None},
    "gotomeeting": {
        "type": "gotomeeting",
        "status": "pushed",
        "join_url": "https://meet.goto.com/1",
        "data": {},
    },
    "gotomeeting failed": {"type": "gotomeeting_conference", "status": "failed", "join_url": None},
    "teams": {
        "type": "microsoft_teams_conference",
        "status": "pushed",
        "join_url": "https://teams.microsoft.com/l/1",
        "data": {"id": "19:meeting"},
    },
    "webex": {
        "type": "webex_conference",
        "status": "pushed",
        "join_url": "https://acme.webex.com/j/1",
        "data": {"telephony": {"callInNumbers": []}},
    },
    "custom": {"type": "custom", "location": "The usual café"},
    "custom unknown": {"type": "custom", "location": None},
    "asked": {"type": "ask_invitee", "location": "My own office"},
    "asked unknown": {"type": "ask_invitee", "location": None},
    "nowhere": None,
}


@dataclass(frozen=True, slots=True)
class _People:
    organization: Json
    olga: Json
    aron: Json
    mina: Json
    nils: Json


def small_world() -> World:
    people = _people()
    everybody = [people.olga, people.aron, people.mina, people.nils]
    roles = ["owner", "admin", "user", "user"]
    sales = group("Sales EMEA", people.organization["uri"], 2)
    meetings = event_types(people.olga, people.aron, people.mina)
    events, invitees = _bookings(people, meetings)
    return World(
        organization=people.organization,
        users=everybody,
        memberships=[membership(person, role) for person, role in zip(everybody, roles, strict=True)],
        invitations=_invitations(people),
        groups=[sales, group("Nobody yet", people.organization["uri"], 0)],
        event_types=list(meetings.values()),
        events=events,
        invitees=invitees,
        hosts=hosts(people.olga, people.aron, people.mina, meetings),
        teams={sales["uri"]: frozenset({people.mina["uri"], people.nils["uri"]})},
        group_admins={sales["uri"]: frozenset({people.nils["uri"]})},
    )


def _people() -> _People:
    acme = organization("Acme Scheduling")
    home = acme["uri"]
    nils = user("Nils Newcomer", home, locale="de", uri=f"{API}/users/AAAAAAAAAAAAAAAA")
    del nils["time_notation"]
    return _People(
        organization=acme,
        olga=user("Olga Owner", home),
        aron=user("Aron Admin", home, timezone="America/New_York", time_notation="12h"),
        mina=user(
            "Mina Member",
            home,
            timezone="Asia/Kolkata",
            avatar_url="https://d3v0px0pttie1i.cloudfront.net/uploads/user/avatar/000/mina.png",
        ),
        nils=nils,
    )


def _invitations(people: _People) -> list[Json]:
    home, mina = people.organization["uri"], people.mina
    return [
        invitation("newhire@acme.test", home, "pending"),
        invitation(
            "mina@acme.test", home, "accepted", created_at="2024-02-12T10:00:00.001000Z", user=mina["uri"]
        ),
        invitation("nothanks@acme.test", home, "declined", last_sent_at=None),
    ]


def _bookings(people: _People, meetings: dict[str, Json]) -> tuple[list[Json], dict[str, list[Json]]]:
    booked = bookings(people.olga, people.aron, people.mina, meetings)
    booked += _somewhere(people.mina, meetings["nameless"])
    events = [one for one, _ in booked]
    return events[::2] + events[1::2], {one["uri"]: guests for one, guests in booked}


def _somewhere(host: Json, meeting: Json) -> list[tuple[Json, list[Json]]]:
    found: list[tuple[Json, list[Json]]] = []
    for number, (name, location) in enumerate(LOCATIONS.items()):
        start = _START + timedelta(days=10, hours=number)
        changes: dict[str, Any] = {"location": location, "name": f"Meeting, {name}"}
        one = event(f"somewhere {name}", meeting, [host], start, **changes)
        found.append((one, [invitee(f"Lola Location{number}", one)]))
    return found
