"""The small world's bookings: answers, payment, no-show, cancellations, a reschedule, records with holes."""

from datetime import UTC, datetime
from typing import Any

from tests.fakes._records import API, Json, cancellation, event, guest, invitee, uri

Booking = tuple[Json, list[Json]]


def bookings(olga: Json, aron: Json, mina: Json, meetings: dict[str, Json]) -> list[Booking]:
    return [
        _plain(olga, meetings["plain"]),
        _canceled(olga, meetings["plain"]),
        _webinar(olga, meetings["webinar"]),
        _demo(mina, meetings["demo"], olga),
        _panel([olga, aron], meetings["panel"]),
        *_rescheduled(olga, meetings["plain"]),
        _canceled_by_host(mina, meetings["demo"]),
        _full_of_holes(mina, meetings["inactive"]),
        _deserted(aron, meetings["poll"]),
    ]


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def _plain(host: Json, meeting: Json) -> Booking:
    notes = {"meeting_notes_html": "<p>Bring the contract</p>", "meeting_notes_plain": "Bring the contract"}
    one = event("plain", meeting, [host], _at(10, 13), event_guests=[guest("guest@partner.test")], **notes)
    ingrid = invitee(
        "Ingrid Invitee",
        one,
        questions_and_answers=[
            {"answer": "Contract renewal", "position": 0, "question": meeting["custom_questions"][0]["name"]}
        ],
        routing_form_submission=uri("routing_form_submissions", "ingrid"),
        scheduling_method="instant_book",
        text_reminder_number="+4915112345678",
    )
    ingrid["tracking"] |= {"utm_campaign": "q4", "utm_source": "newsletter"}
    return one, [ingrid]


def _canceled(host: Json, meeting: Json) -> Booking:
    by = cancellation("Ingrid Invitee", "invitee", "Conflict with another meeting")
    gone: dict[str, Any] = {"cancellation": by, "status": "canceled", "updated_at": by["created_at"]}
    counter = {"active": 0, "limit": 1, "total": 1}
    one = event("canceled", meeting, [host], _at(11, 13), location=None, invitees_counter=counter, **gone)
    return one, [invitee("Ingrid Invitee", one, **gone)]


def _webinar(host: Json, meeting: Json) -> Booking:
    counter = {"active": 3, "limit": 10, "total": 4}
    place = {"additional_info": "Floor 4", "location": "1 Example Way, Berlin", "type": "physical"}
    one = event("webinar", meeting, [host], _at(12, 15), invitees_counter=counter, location=place)
    stripe = {"provider": "stripe", "amount": 49.0, "currency": "EUR", "external_id": "ch_example123"}
    paypal = {"provider": "paypal", "amount": "49.00", "currency": "USD", "external_id": "PAY-example"}
    asked = {"created_at": "2026-11-11T15:00:00.000000Z", "confirmed_at": None}
    no_show = {"created_at": "2026-11-12T16:05:00.000000Z", "uri": uri("invitee_no_shows", "nora")}
    return one, [
        invitee(
            "Paula Paid",
            one,
            first_name="Paula",
            last_name="Paid",
            payment=stripe | {"successful": True, "terms": "Non-refundable"},
        ),
        invitee("Nora Noshow", one, no_show=no_show, reconfirmation=asked),
        invitee(
            "Pat Paypal",
            one,
            payment=paypal | {"successful": False, "terms": None},
            reconfirmation=asked | {"confirmed_at": "2026-11-11T15:30:00.000000Z"},
            created_at="2026-11-04T09:15:42.101010Z",
        ),
        invitee(
            "Carl Canceled", one, status="canceled", cancellation=cancellation(host["name"], "host", None)
        ),
    ]


def _demo(host: Json, meeting: Json, booker: Json) -> Booking:
    zoom = {
        "type": "zoom",
        "status": "pushed",
        "join_url": "https://zoom.us/j/98765432100",
        "data": {"id": "9"},
    }
    one = event("demo", meeting, [host], _at(13, 9), location=zoom)
    answers = [("Company size", "11-50"), ("Phone", "+49 151 12345678"), ("Topics", "API\nSecurity")]
    return one, [
        invitee(
            "Api Booker",
            one,
            first_name="Api",
            last_name="Booker",
            invitee_scheduled_by=booker["uri"],
            questions_and_answers=[
                {"answer": answer, "position": number, "question": text}
                for number, (text, answer) in enumerate(answers)
            ],
            scheduling_method="api",
        )
    ]


def _panel(hosts: list[Json], meeting: Json) -> Booking:
    call = {"location": "+4930123456", "type": "outbound_call"}
    one = event("panel", meeting, hosts, _at(16, 14), location=call)
    return one, [invitee("Kim Candidate", one, timezone=None)]


def _rescheduled(host: Json, meeting: Json) -> list[Booking]:
    by = cancellation(
        "Rita Reschedule", "invitee", "Need a later slot", created_at="2026-11-05T08:00:00.000000Z"
    )
    gone: dict[str, Any] = {"cancellation": by, "status": "canceled", "updated_at": by["created_at"]}
    booked = dict.fromkeys(("created_at", "updated_at"), "2026-11-05T08:00:00.912345Z")
    counter = {"active": 0, "limit": 1, "total": 1}
    old = event("moved from", meeting, [host], _at(17, 10), invitees_counter=counter, **gone)
    new = event("moved to", meeting, [host], _at(18, 10), **booked)
    then = invitee("Rita Reschedule", old, rescheduled=True, **gone)
    now = invitee("Rita Reschedule", new, old_invitee=then["uri"])
    return [(old, [then | {"new_invitee": now["uri"]}]), (new, [now])]


def _canceled_by_host(host: Json, meeting: Json) -> Booking:
    by = cancellation(host["name"], "host", None)
    del by["created_at"]
    counter = {"active": 0, "limit": 1, "total": 1}
    gone: dict[str, Any] = {"cancellation": by, "status": "canceled"}
    one = event("canceled by host", meeting, [host], _at(19, 8), invitees_counter=counter, **gone)
    return one, [invitee("Hanna Hosted", one, **gone)]


def _full_of_holes(host: Json, meeting: Json) -> Booking:
    one = event("holes", meeting, [host], _at(19, 9), name=None, event_type=None, location=None)
    one["uri"] = f"{API}/scheduled_events/GBGBDCAADAEDCRZ2"
    one["event_memberships"] = [{"user": host["uri"]}]
    for key in ("meeting_notes_html", "meeting_notes_plain", "calendar_event"):
        del one[key]
    return one, [invitee("Otto Old", one, uri=f"{one['uri']}/invitees/BBBBBBBBBBBBBBBB")]


def _deserted(host: Json, meeting: Json) -> Booking:
    counter = {"active": 0, "limit": 1, "total": 0}
    return event("deserted", meeting, [host], _at(19, 10), calendar_event=None, invitees_counter=counter), []
