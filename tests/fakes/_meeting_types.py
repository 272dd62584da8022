"""The small world's event types: every kind, pooling, profile and place, and every hole in a record."""

from tests.fakes._records import Json, event_type, profile, question, uri

_TEAM = {"name": "Sales Round Robin", "owner": uri("teams", "sales"), "type": "Team"}
_PLACE = {"kind": "physical", "location": "1 Example Way, Berlin", "additional_info": "Floor 4"}
_BARE = (
    "ask_invitee",
    "google_conference",
    "gotomeeting_conference",
    "microsoft_teams_conference",
    "outbound_call",
    "webex_conference",
    "zoom_conference",
)
_PLACES: list[Json] = [
    _PLACE,
    {"kind": "inbound_call", "phone_number": "+4930654321", "additional_info": "Ask for Olga"},
    {"kind": "custom", "location": "The usual café"},
    *({"kind": kind} for kind in _BARE),
]
_QUESTIONS = [
    question("Company size", "single_select", 0, ["1-10", "11-50", "51+"], required=True, include_other=True),
    question("Phone", "phone_number", 1),
    question("Topics", "multi_select", 2, ["API", "Pricing", "Security"]),
    question("Nickname", "string", 3, enabled=False),
]


def event_types(olga: Json, aron: Json, mina: Json) -> dict[str, Json]:
    """The event types by a short name."""
    return _of_one_host(olga) | _shared() | _odd(olga, aron, mina)


def _of_one_host(host: Json) -> dict[str, Json]:
    return {
        "plain": event_type("30 Minute Meeting", host),
        "webinar": event_type(
            "Onboarding webinar",
            host,
            description_html="<p>Meet the team</p>",
            description_plain="Meet the team",
            duration=60,
            is_paid=True,
            kind="group",
            locations=[_PLACE],
            position=3,
        ),
        "one-off": event_type(
            "One-off chat",
            host,
            duration_options=[15, 30],
            secret=True,
            slug=None,
            start_time_increment=None,
            type="AdhocEventType",
        ),
    }


def _shared() -> dict[str, Json]:
    return {
        "demo": event_type(
            "Demo",
            None,
            after_buffer=10,
            before_buffer=5,
            custom_questions=_QUESTIONS,
            duration=45,
            locations=[{"kind": "zoom_conference"}],
            pooling_type="round_robin",
            position=1,
            profile=_TEAM,
        ),
        "panel": event_type(
            "Panel interview", None, admin_managed=True, locations=None, pooling_type="collective", position=2
        ),
        "pool": event_type(
            "Several pools", None, pooling_type="multi_pool", profile=_TEAM, internal_note="Ask first"
        ),
    }


def _odd(olga: Json, aron: Json, mina: Json) -> dict[str, Json]:
    inactive = event_type("Asleep", mina, active=False, profile=profile(mina), locale="uk")
    for key in ("start_time_increment", "before_buffer", "after_buffer"):
        del inactive[key]
    gone = {"active": False, "deleted_at": "2026-08-01T00:00:00.000000Z", "position": 4}
    return {
        "poll": event_type("Vote for a time", aron, booking_method="poll", locations=[], custom_questions=[]),
        "inactive": inactive,
        "nameless": event_type("Nameless", mina, name=None, slug=None, locations=_PLACES),
        "deleted": event_type("Old meeting", olga, **gone),
    }


def hosts(olga: Json, aron: Json, mina: Json, meetings: dict[str, Json]) -> dict[str, frozenset[str]]:
    """Who may be booked, by the URI of the event type."""
    mine = {"inactive": [mina], "nameless": [mina], "poll": [aron]}
    ours = {"demo": [olga, mina], "panel": [olga, aron], "pool": [aron, mina]}
    people = mine | ours
    return {
        meeting["uri"]: frozenset(host["uri"] for host in people.get(key, [olga]))
        for key, meeting in meetings.items()
    }
