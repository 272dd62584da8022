"""Whether a value fits where it goes: into a field of a unified model, or a parameter of an operation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from unispec.inference._findings import Finding, Kind
from unispec.inference._kinds import called
from unispec.inference._types import (
    NOTHING,
    Absent,
    Array,
    Atom,
    Boolean,
    Cause,
    Fields,
    Null,
    Number,
    Object,
    Origin,
    String,
    Type,
    Unknown,
)

_DEEPEST = 6
_DATES = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"\d\d:\d\d.*"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a place takes: `title` is what people call the place, `at` where it is filled.

    `is_kept` tells that an object stays there even when it comes out empty; elsewhere it is left out.
    """

    type: Type
    title: str
    at: Origin
    is_required: bool = False
    is_kept: bool = False
    depth: int = 0

    def item(self, found: Type, at: Origin | None) -> Wanted:
        """What an item of the array takes."""
        return Wanted(found, f"{self.title}[]", at or self.at, is_kept=True, depth=self.depth + 1)

    def field(self, name: str, found: Type, at: Origin | None, *, is_required: bool) -> Wanted:
        """What a field of the object takes."""
        return Wanted(found, name, at or self.at, is_required, depth=self.depth + 1)


def misfits(found: Type, wanted: Wanted) -> Iterator[Finding]:
    """Say what of a value does not fit."""
    if not wanted.type.atoms or wanted.depth > _DEEPEST:
        return
    yield from _missing(found, wanted)
    if wanted.type.is_unknown:
        return
    sequence = _sequence(found, wanted)
    if sequence is not None:
        yield sequence
        found = found.only(Unknown, Array) if sequence.kind is Kind.COLLAPSE else found.only(Unknown)
    present = found.without(Absent, Null)
    origins = Counter(origin for origin, _ in {(atom.origin, type(atom)) for atom in present})
    for atom in present.without(Unknown):
        is_sure = origins[atom.origin] == 1
        for finding in _CHECKS.get(type(atom), _other)(atom, wanted):
            yield finding if is_sure else replace(finding, is_sure=False)


def _finding(kind: Kind, atom: Atom, wanted: Wanted, name: str, known: Sequence[str] = ()) -> Finding:
    return Finding(kind, atom.origin or wanted.at, name, wanted.title, tuple(known))


def _missing(found: Type, wanted: Wanted) -> Iterator[Finding]:
    nothing = [atom for atom in found if isinstance(atom, Absent | Null)]
    takes_null = bool(wanted.type.only(Null).atoms)
    is_whole = wanted.depth == 0 or all(isinstance(atom, Null) for atom in nothing)
    is_certain = is_whole and bool(nothing) and len(nothing) == len(found.atoms)
    if wanted.is_required and is_certain and not (takes_null and found.only(Null).atoms):
        yield Finding(Kind.MISSING, wanted.at, _title(wanted), wanted.title)
    for atom in nothing:
        why = atom.why
        if why is None:
            continue
        if why.cause is Cause.FORGOTTEN:
            finding = _finding(Kind.FORGOTTEN, atom, wanted, why.value)
            yield replace(finding, origin=why.origin or finding.origin, because=why.what)
        elif wanted.is_required and not is_certain and not (takes_null and isinstance(atom, Null)):
            is_sure = why.cause is not Cause.CONDITION
            finding = _finding(Kind.MISSING, atom, wanted, _title(wanted))
            yield replace(finding, because=why.what, is_sure=is_sure)


def _title(wanted: Wanted) -> str:
    return wanted.title.rpartition(".")[2]


def _sequence(found: Type, wanted: Wanted) -> Finding | None:
    """Find a sequence where only arrays, or only single values, are wanted."""
    sequence = next((each for each in found if isinstance(each, Array) and each.is_sequence), None)
    if sequence is None:
        return None
    wants_array = bool(wanted.type.only(Array).atoms)
    wants_single = bool(wanted.type.without(Array, Null, Absent).atoms)
    if wants_array and not wants_single:
        return _finding(Kind.COLLAPSE, sequence, wanted, _title(wanted))
    if wants_single and not wants_array:
        return _finding(Kind.SEVERAL, sequence, wanted, _title(wanted))
    return None


def _string(atom: String, wanted: Wanted) -> Iterator[Finding]:
    takes = [each for each in wanted.type if isinstance(each, String)]
    if not takes:
        yield from _other(atom, wanted)
        return
    listed = [str(each.value) for each in takes if each.value is not None]
    if len(listed) == len(takes):
        if atom.value is not None and atom.value not in listed:
            yield replace(_finding(Kind.UNLISTED, atom, wanted, atom.value, listed), because=atom.owner)
        elif atom.value is None and atom.format is not None:
            yield replace(_finding(Kind.UNLISTED, atom, wanted, "", listed), because=atom.owner)
        return
    formats = [each.format for each in takes if each.value is None]
    dates = [each for each in formats if each in _DATES]
    if len(dates) == len(formats) and not any(_is_of(atom, each) for each in dates if each):
        name = atom.value if atom.value is not None else atom.format or ""
        yield replace(_finding(Kind.FORMAT, atom, wanted, name, dates), because=atom.owner)


def _is_of(atom: String, form: str) -> bool:
    if atom.value is not None:
        return _DATES[form].fullmatch(atom.value) is not None
    return atom.format is None or atom.format == form


def _scalar(atom: Boolean | Number, wanted: Wanted) -> Iterator[Finding]:
    takes = [each for each in wanted.type if isinstance(each, type(atom))]
    if not takes:
        yield from _other(atom, wanted)
    elif atom.value is not None and all(each.value not in (None, atom.value) for each in takes):
        yield _finding(Kind.UNLISTED, atom, wanted, str(atom.value), [str(each.value) for each in takes])


def _array(atom: Array, wanted: Wanted) -> Iterator[Finding]:
    takes = [each for each in wanted.type if isinstance(each, Array)]
    if not takes:
        yield from _other(atom, wanted)
        return
    items = takes[0].items.type
    if len(takes) == 1 and takes[0].items != atom.items:
        yield from _nulls(atom, items, wanted)
        yield from misfits(atom.items.type, wanted.item(items, atom.origin))


def _nulls(atom: Array, items: Type, wanted: Wanted) -> Iterator[Finding]:
    """Find items that may be null: a field that is null is left out, an item stays."""
    if items.is_unknown or items.only(Null).atoms:
        return
    for each in atom.items.type:
        if isinstance(each, Null) and each.why is not None:
            found = _finding(Kind.MISMATCH, each, wanted, "null", (called(items),))
            yield replace(found, because=each.why.what, is_sure=False)


def _object(atom: Object, wanted: Wanted) -> Iterator[Finding]:
    takes = [each for each in wanted.type if isinstance(each, Object)]
    if not takes:
        yield from _other(atom, wanted)
        return
    taken = takes[0].fields
    if len(takes) == 1 and atom.fields != taken:
        for name in sorted(atom.fields.names()):
            yield from _field(name, atom, taken, wanted)
        yield from _unset(atom, taken, wanted)


def _field(name: str, atom: Object, taken: Fields, wanted: Wanted) -> Iterator[Finding]:
    at = atom.fields.keys.get(name) or atom.origin
    below = taken.at(name)
    if below is None:
        yield Finding(Kind.SURPLUS, at or wanted.at, name, taken.title, tuple(sorted(taken.names())))
        return
    is_required = name in taken.required() and _is_there(atom.fields, name, wanted)
    inside = wanted.field(f"{taken.title}.{name}", below.without(Absent), at, is_required=is_required)
    yield from misfits(atom.fields.at(name) or NOTHING, inside)


def _unset(atom: Object, taken: Fields, wanted: Wanted) -> Iterator[Finding]:
    """Say which required fields an object never has; one without any field is left out."""
    if atom.fields.is_open or not (atom.fields.names() or wanted.is_kept):
        return
    for name in sorted(taken.required() - atom.fields.names()):
        yield Finding(Kind.UNSET, atom.origin or wanted.at, name, taken.title)


def _is_there(fields: Fields, name: str, wanted: Wanted) -> bool:
    """Whether an object is surely there even without one of its fields."""
    return wanted.is_kept or bool(fields.required() - {name})


def _other(atom: Atom, wanted: Wanted) -> Iterator[Finding]:
    words = called(wanted.type.without(Absent, Null).atoms)
    yield _finding(Kind.MISMATCH, atom, wanted, called((atom,)), (words,))


_CHECKS: Mapping[type, Callable[[Any, Wanted], Iterator[Finding]]] = {
    String: _string,
    Number: _scalar,
    Boolean: _scalar,
    Array: _array,
    Object: _object,
}
