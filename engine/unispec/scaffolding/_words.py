"""Names as lists of words, and which words providers use for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

Words: TypeAlias = tuple[str, ...]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST = 200
_KEYWORDS = ("and", "or", "in", "true", "false", "null")

_FIELDS = """
id: id, uuid, guid, uid, uri, key, identifier, gid, ref
title: title, name, subject, summary, label, display name, topic, heading
name: name, title, label, display name, full name, subject
description: description, notes, note, details, body, agenda, text, about, purpose
created at: created at, created, created on, created time, creation time, date created, create time,
    inserted at, joined at
updated at: updated at, updated, updated on, modified at, modified, last modified, date updated,
    update time, changed at
start time: start time, start, starts at, start at, begin, begins at, start date time, start date, from,
    begin time
end time: end time, end, ends at, end at, finish, finishes at, end date time, end date, to, until, finish time
status: status, state
emails: emails, email, email address, email addresses, mail, primary email
email: email, email address, mail, address
timezone: timezone, time zone, tz
first name: first name, given name, forename, firstname
last name: last name, family name, surname, lastname
job title: title, job title, position, designation, job, occupation
person name: name, display name, full name, displayname, formatted name, real name, label
username: username, user name, login, handle, slug, nickname
avatar: avatar, avatar url, picture, photo, image, image url, photo url
phones: phones, phone numbers, phone, phone number, mobile
phone: phone, phone number, mobile, tel
languages: languages, locale, language, lang, locales
urls: urls, links, url, link, web url, html url, website, scheduling url, booking url
url: url, link, href, web url, join url, html url
location: location, place, venue, address, where, room
organizer: organizer, organiser, host, owner, assigned to
attendees: attendees, participants, guests, invitees, invited
event type: event type, meeting type, appointment type, booking type, service
event: event, meeting, booking, appointment
user: user, member, owner, person, host
organizations: organizations, organization, company, companies, account
organization: organization, organisation, company, account, workspace
groups: groups, teams, group, team
group: group, team, department
group type: group type, type, kind
member count: member count, members count, user count, size, headcount, head count
duration: duration, length, duration minutes, duration in minutes, minutes
color: color, colour
is private: is private, private, secret, hidden
is optional: is optional, optional
is paid: is paid, paid
visibility: visibility, privacy
kind: kind, type, category
type: type, kind, category
position: position, order, sort order, rank
last login at: last login at, last login, last sign in at, last seen at
last active at: last active at, last activity at, last activity, last seen at, last seen, last active
is 2 fa enabled: mfa enabled, is mfa enabled, two factor enabled, 2 fa enabled, two factor, has mfa
is email verified: email verified, verified email
number: number, phone number, value, e 164
extension: extension, ext
external id: external id, external key, external ref, foreign id
bio: bio, about, biography, description
reason: reason, cancel reason, cancellation reason
plan: plan, tier, subscription
"""

_THINGS = """
events: event, scheduled event, meeting, booking, appointment, session, calendar event
event types: event type, meeting type, appointment type, booking type, service
attendees: attendee, invitee, participant, guest
availability: availability, slot, busy time, free busy, available time
users: user, member, person, people, employee, staff, teammate
groups: group, team, department
roles: role, permission set
organizations: organization, organisation, company, account, workspace
licenses: license, licence, seat, subscription
"""

_PARAMETERS = """
start time: start time, min start time, start time min, time min, from, since, start, start after,
    starts after, after, start date, starts at gte, from date, date from
end time: end time, max start time, end time max, time max, to, until, end, start before, starts before,
    before, end date, starts at lte, to date, date to
attendee email: attendee email, invitee email, participant email, guest email, email
user: user, user id, owner, owner id, host, host id, member, member id
event type: event type, event type id, service id, meeting type id
calendar: calendar, calendar id
organization: organization, organization id, company id, account id
group: group, group id, team, team id
title: title, q, query, search
"""

_VALUES = """
confirmed: confirmed, active, accepted, booked, scheduled, approved, open, planned
cancelled: cancelled, canceled, cancel, deleted
tentative: tentative, pending, requested, unconfirmed, awaiting
active: active, enabled, activated, current
inactive: inactive, disabled, deactivated, suspended, paused, on leave, locked, blocked
archived: archived, deleted
deleted: deleted, removed, terminated, left, offboarded
invited: invited, pending, preboarding, onboarding
declined: declined, rejected, no
accepted: accepted, confirmed, yes, attending
needs action: needs action, pending, invited, unknown
busy: busy, unavailable
free: free, available, open
one on one: one on one, solo, single, individual
group: group, class
public: public, open
private: private, hidden, secret
"""


_QUALIFIERS = """
work primary business main default office contact current display employment employee preferred user account
iana full event meeting member
"""


def _table(text: str) -> dict[Words, tuple[Words, ...]]:
    rows = (line.partition(":") for line in text.replace(",\n    ", ", ").strip().splitlines())
    return {
        tuple(left.split()): tuple(tuple(each.split()) for each in right.split(","))
        for left, _, right in rows
    }


QUALIFIERS = frozenset(_QUALIFIERS.split())
"""Words before a name that leave it the same thing."""

FIELDS, THINGS, PARAMETERS, VALUES = map(_table, (_FIELDS, _THINGS, _PARAMETERS, _VALUES))


@lru_cache(maxsize=20_000)
def words_of(name: str) -> Words:
    """Take a name apart, whatever its style: `startTime`, `start_time` and `Start-Time` are the same."""
    return tuple(word.lower() for word in _WORD.findall(name[:_LONGEST]))


def likeness(wanted: str, name: str, table: dict[Words, tuple[Words, ...]], owner: Words = ()) -> float:
    """Tell how well a name fits: 1 for the same words, less for other words of the same meaning, 0 for none.

    Words of the owner before a name do not count: `event_title` in an event is a title.
    """
    ours, theirs = words_of(wanted), words_of(name)
    if not ours or not theirs:
        return 0.0
    bare = (
        theirs[len(owner) :]
        if owner and theirs[: len(owner)] == owner and len(theirs) > len(owner)
        else theirs
    )
    if ours in (theirs, bare) or "".join(ours) == "".join(theirs):
        return 1.0
    others = table.get(ours, ())
    for form, most in ((theirs, 0.95), (bare, 0.85)):
        joined = ["".join(each) for each in others]
        if "".join(form) in joined:
            return most - 0.02 * joined.index("".join(form))
    return 0.5 if stems(ours) == stems(theirs) else 0.0


def stem(word: str) -> str:
    """Give the singular of an English word, more or less."""
    if word == "people":
        return "person"
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return (
        word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )


def stems(found: Iterable[str]) -> Words:
    """Give each word in the singular."""
    return tuple(map(stem, found))


def thing_likeness(resource: str, name: str) -> float:
    """Tell how well a name of a path, a shape or an operation fits a unified resource."""
    ours, theirs = stems(words_of(resource)), stems(words_of(name))
    if not theirs:
        return 0.0
    if ours == theirs:
        return 1.0
    others = [stems(each) for each in THINGS.get(words_of(resource), ())]
    if theirs in others:
        return 0.9 - 0.02 * others.index(theirs)
    return 0.0


def name_of(text: str, otherwise: str = "Record") -> str:
    """Make a name for a shape out of any text: letters and digits, each word with a capital."""
    found = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(text[:_LONGEST]))[:60]
    return found if found[:1].isalpha() else f"{otherwise}{found}"


def key_of(text: str) -> str:
    """Make a key of the format out of any text."""
    found = "_".join(words_of(text))[:40].strip("_")
    return found if found[:1].isalpha() else f"x_{found}".strip("_")


def last_word(path: str) -> str:
    """Name the last fixed segment of a path."""
    return next((part for part in reversed(path.split("/")) if part and "{" not in part), "")


def quoted(name: str) -> str:
    """Write a field as a step of JSONata."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name not in _KEYWORDS:
        return name
    return "`" + name.replace("`", "") + "`"
