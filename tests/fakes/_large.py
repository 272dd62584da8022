"""A large world for benchmarks: ordinary bookings, made from a seed."""

from datetime import UTC, datetime, timedelta
from random import Random

from tests.fakes._records import Json, event, event_type, group, invitee, membership, organization, uri, user
from tests.fakes._world import World

_FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)


def large_world(events: int, users: int, invitees: int, seed: int) -> World:
    random = Random(seed)
    home = uri("organizations", "Large")
    people = [user(f"Person{number} Large", home) for number in range(max(users, 3))]
    roles = ["owner", "admin", *["user"] * (len(people) - 2)]
    meetings = [event_type(f"Meeting {number}", person) for number, person in enumerate(people)]
    booked: list[Json] = []
    guests: dict[str, list[Json]] = {}
    for number in range(events):
        host = random.randrange(len(people))
        start = _FIRST + timedelta(minutes=30 * number)
        one = event(f"large {number}", meetings[host], [people[host]], start)
        if random.random() < 0.1:
            one["status"] = "canceled"
            one["cancellation"] = {"canceled_by": "Somebody", "canceler_type": "invitee", "reason": None}
        booked.append(one)
        guests[one["uri"]] = [invitee(f"Guest{number}x{each} Large", one) for each in range(invitees)]
    random.shuffle(booked)
    return World(
        organization=organization("Large", plan="enterprise"),
        users=people,
        memberships=[membership(person, role) for person, role in zip(people, roles, strict=True)],
        invitations=[],
        groups=[group("Everybody", home, len(people))],
        event_types=meetings,
        events=booked,
        invitees=guests,
        hosts={
            meeting["uri"]: frozenset({person["uri"]})
            for meeting, person in zip(meetings, people, strict=True)
        },
    )
