"""One consistent account: people, meetings and bookings that refer to each other by URI.

A world never changes once built, so the fake may keep what it has selected from it.
Records are encoded to JSON once; a page is put together from the encoded records.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Self

import orjson

from tests.fakes._records import Json

NOW = datetime(2026, 11, 9, tzinfo=UTC)
READ_SCOPES = (
    "availability:read",
    "event_types:read",
    "groups:read",
    "organizations:read",
    "scheduled_events:read",
    "users:read",
)
BEARERS = {name: f"{name}-token" for name in ("owner", "admin", "member", "narrow", "expired")}


@dataclass(frozen=True, slots=True)
class Record:
    """A record as data and as the bytes that are sent."""

    data: Json
    fragment: orjson.Fragment

    @classmethod
    def of(cls, data: Json) -> Self:
        return cls(data, orjson.Fragment(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)))


@dataclass(frozen=True, slots=True)
class Token:
    user: str
    scopes: tuple[str, ...] = READ_SCOPES
    expired: bool = False


@dataclass(frozen=True)
class World:
    """Everything a fake Calendly can answer; `now` is the moment at which its clock stands.

    `hosts` tells by event type who may be booked; `teams` by group who belongs to it, `group_admins` who runs
    it.
    """

    organization: Json
    users: list[Json]
    memberships: list[Json]
    invitations: list[Json]
    groups: list[Json]
    event_types: list[Json]
    events: list[Json]
    invitees: Mapping[str, list[Json]]
    hosts: Mapping[str, frozenset[str]]
    teams: Mapping[str, frozenset[str]] = field(default_factory=dict)
    group_admins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    now: datetime = NOW

    @classmethod
    def small(cls) -> "World":
        """Five people and some thirty bookings that show every shape a record may have."""
        from tests.fakes._small import small_world

        return small_world()

    @classmethod
    def large(cls, events: int = 10_000, users: int = 50, invitees: int = 1, seed: int = 1) -> "World":
        """Many bookings of ordinary shapes, the same ones for the same arguments."""
        from tests.fakes._large import large_world

        return large_world(events, users, invitees, seed)

    @cached_property
    def tokens(self) -> Mapping[str, Token]:
        """The bearer tokens: an owner, an admin, a member, one with `users:read` only, one expired."""
        by_role = {held["role"]: held["user"]["uri"] for held in reversed(self.memberships)}
        owner, admin, member = by_role["owner"], by_role["admin"], by_role["user"]
        return {
            BEARERS["owner"]: Token(owner),
            BEARERS["admin"]: Token(admin),
            BEARERS["member"]: Token(member),
            BEARERS["narrow"]: Token(owner, scopes=("users:read",)),
            BEARERS["expired"]: Token(owner, expired=True),
        }

    @cached_property
    def roles(self) -> Mapping[str, str]:
        return {held["user"]["uri"]: held["role"] for held in self.memberships}

    @cached_property
    def by_uri(self) -> Mapping[str, Record]:
        return {
            record.data["uri"]: record
            for records in (
                [Record.of(self.organization)],
                self.user_records,
                self.membership_records,
                self.invitation_records,
                self.group_records,
                self.event_type_records,
                self.event_records,
            )
            for record in records
        }

    @cached_property
    def user_records(self) -> list[Record]:
        return _records(self.users)

    @cached_property
    def membership_records(self) -> list[Record]:
        return _records(self.memberships)

    @cached_property
    def invitation_records(self) -> list[Record]:
        return _records(self.invitations)

    @cached_property
    def group_records(self) -> list[Record]:
        return _records(self.groups)

    @cached_property
    def event_type_records(self) -> list[Record]:
        return _records(self.event_types)

    @cached_property
    def event_records(self) -> list[Record]:
        return _records(self.events)

    @cached_property
    def invitee_records(self) -> Mapping[str, list[Record]]:
        """The invitees of each event, by the event's URI."""
        return {uri: _records(people) for uri, people in self.invitees.items()}

    @cached_property
    def attendance(self) -> Mapping[str, frozenset[str]]:
        """The URIs of the events that an e-mail address is invited to."""
        found: dict[str, set[str]] = {}
        for uri, people in self.invitees.items():
            for person in people:
                found.setdefault(person["email"].lower(), set()).add(uri)
        return {email: frozenset(uris) for email, uris in found.items()}


def _records(many: Iterable[Json]) -> list[Record]:
    return [Record.of(data) for data in many]
