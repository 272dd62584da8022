"""Which field of a record is most like a wanted one: by its words, its parent's, or by its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unispec.data import Json
from unispec.scaffolding._openapi import Node
from unispec.scaffolding._view import View, fields_of, view
from unispec.scaffolding._words import FIELDS, QUALIFIERS, Words, likeness, quoted, stems, words_of

_LEAST = 0.5
_SURE = 0.6
_MOST = 3
_LOOSER = 0.8
_PARENTS = frozenset(words_of("profile contact details info attributes properties personal basic"))
_OF_PEOPLE = {"title": "job_title", "name": "person_name"}
_COMMON = frozenset(words_of("at is id type count of on in the a date time has by last created updated"))
_IDS = ("id", "uuid", "guid", "uri", "key")


@dataclass(frozen=True, slots=True)
class Match:
    """A field, its path in JSONata, its schema, and whether its name was no clear word for the wanted one."""

    name: str
    path: str
    schema: Json
    is_guess: bool = False


def asked(name: str, schema: Mapping[str, Any]) -> str:
    """Say what a field of a model is called when fields are compared: the title of a person is a job."""
    is_person = bool({"first_name", "emails", "username"} & fields_of(schema).keys())
    return _OF_PEOPLE.get(name, name) if is_person else name


def matches(name: str, seen: View, owner: Words, root: Node | None = None, prefix: str = "") -> list[Match]:
    """Give the fields that are most like a wanted one, the best first; with a root nested ones, too."""
    scored = [
        (_score(name, each, owner), each, quoted(each), schema) for each, schema in seen.properties.items()
    ]
    if root is not None:
        scored += _nested(name, seen, owner, root)
    good = sorted((each for each in scored if each[0] >= _LEAST), key=lambda each: -each[0])
    return [
        Match(own, prefix + path, schema, is_guess=score < _SURE or "." in path)
        for score, own, path, schema in good[:_MOST]
    ]


def _score(name: str, field: str, owner: Words) -> float:
    score = likeness(name, field, FIELDS, owner)
    words = words_of(field)
    if score >= _LEAST or len(words) < 2 or words[0] not in QUALIFIERS:
        return score
    return (_SURE - 0.01) * likeness(name, "_".join(words[1:]), FIELDS, owner)


def _nested(name: str, seen: View, owner: Words, root: Node) -> Iterator[tuple[float, str, str, Json]]:
    """Fields one level down: `name.given` is a given name, `profile.email` an email."""
    for parent, each in seen.properties.items():
        for field, schema in view(each, root).properties.items():
            words = words_of(field)
            forms = ["_".join((*words_of(parent), *words)), "_".join((*words, *words_of(parent)))]
            forms += [field] if set(words_of(parent)) <= _PARENTS else []
            score = _LOOSER * max(likeness(name, form, FIELDS, owner) for form in forms)
            yield score, field, f"{quoted(parent)}.{quoted(field)}", schema


def near(name: str, seen: View, root: Node) -> list[str]:
    """Name fields that share a word with a wanted one, for a person to choose from."""
    rows = (words_of(name), *FIELDS.get(words_of(name), ()))
    wanted = {word for row in rows for word in stems(row)} - _COMMON
    paths = [(each, quoted(each)) for each in seen.properties]
    paths += [
        (below, f"{quoted(each)}.{quoted(below)}")
        for each, schema in seen.properties.items()
        for below in _parts(schema, root)
    ]
    return [path for each, path in paths if wanted & set(stems(words_of(each)))][:_MOST]


def _parts(schema: Json, root: Node) -> list[str]:
    """The fields of an object that is no thing of its own."""
    names = list(view(schema, root).properties)
    return [] if any(words_of(each)[-1:] == (word,) for each in names for word in _IDS) else names


def by_values(seen: View, ours: Iterable[Json], root: Node, partner: Any) -> Iterator[Match]:
    """Give the fields whose words are mostly those of an enum, whatever they are called."""
    known = list(ours)
    for name, schema in seen.properties.items():
        values = [each for each in view(schema, root).values if isinstance(each, str)]
        found = [each for each in values if partner(each, known) is not None]
        if len(found) > 1 and 2 * len(found) > len(values):
            yield Match(name, quoted(name), schema, is_guess=True)
