"""Names for the parts of the small world that tests ask for."""

from tests.fakes._records import API
from tests.fakes._world import World

WORLD = World.small()
ORGANIZATION = WORLD.organization["uri"]
OLGA, ARON, MINA, NILS = (person["uri"] for person in WORLD.users)
SALES, EMPTY = (group["uri"] for group in WORLD.groups)
PLAIN = next(meeting["uri"] for meeting in WORLD.event_types if meeting["slug"] == "30-minute-meeting")
INACTIVE = next(meeting["uri"] for meeting in WORLD.event_types if meeting["slug"] == "asleep")
EVENT = next(event for event in WORLD.events if event["event_guests"])
INVITEES = EVENT["uri"].removeprefix(API) + "/invitees"
INVITATIONS = ORGANIZATION.removeprefix(API) + "/invitations"
STRANGER = f"{API}/users/00000000-0000-4000-8000-000000000000"
ELSEWHERE = f"{API}/organizations/00000000-0000-4000-8000-000000000000"

Params = dict[str, str | int]
OF_ALL: Params = {"organization": ORGANIZATION}
SLOTS: Params = {
    "event_type": PLAIN,
    "start_time": "2026-11-10T00:00:00Z",
    "end_time": "2026-12-11T00:00:00Z",
}
BUSY: Params = {"user": OLGA, "start_time": "2026-11-10T00:00:00Z", "end_time": "2026-11-17T00:00:00Z"}
