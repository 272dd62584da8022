"""What the functions of JSONata give for what they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from unispec.inference._fields import Made
from unispec.inference._findings import Finding, Kind
from unispec.inference._scope import Scope
from unispec.inference._sequences import items_of, sequence
from unispec.inference._signatures import Signature
from unispec.inference._truth import known_truth
from unispec.inference._types import (
    ABSENT,
    NOTHING,
    UNKNOWN,
    Absent,
    Array,
    Atom,
    Boolean,
    Cause,
    Later,
    Number,
    Object,
    Origin,
    String,
    Type,
    Unknown,
    Why,
    joined,
    union,
)

_Given: TypeAlias = Sequence[Type]
_LETTERS: Mapping[str, Callable[[Origin], Atom]] = {
    "s": lambda origin: String(origin=origin),
    "n": lambda origin: Number(origin=origin),
    "b": lambda origin: Boolean(origin=origin),
    "a": lambda origin: Array(Later.of(UNKNOWN), origin=origin),
    "o": lambda origin: Object(Made({}, is_open=True), origin),
    "x": Unknown,
}
_TEXT: Mapping[str, Callable[[str], str]] = {
    "lowercase": str.lower,
    "uppercase": str.upper,
    "trim": lambda text: " ".join(text.split()),
}
_NEVER_ABSENT = frozenset({"count", "zip"})
_OF_NO_ITEMS = frozenset({"max", "min", "average"})
"""What these give of an empty array is nothing."""


def result(name: str, signature: Signature, given: _Given, scope: Scope, origin: Origin) -> Type:
    """Tell what a built-in function gives."""
    if name == "lookup":
        return _lookup(given, scope, origin)
    if name in _TEXT:
        return _text(_TEXT[name], given[0], origin)
    special = _SPECIAL.get(name)
    if special is not None:
        return special(given, origin)
    found = Type((_LETTERS[signature.gives](origin),))
    if name in _NEVER_ABSENT or not given:
        return found
    if name == "parseInteger" or (name in _OF_NO_ITEMS and given[0].only(Array).atoms):
        found |= ABSENT
    missing = given[0].missing | (given[1].missing if name == "contains" else NOTHING)
    return missing if missing.atoms and not given[0].without(Absent).atoms else found | missing


def _text(change: Callable[[str], str], given: Type, origin: Origin) -> Type:
    """Change the texts that are known, and pass the others on."""
    atoms: list[Atom] = []
    for atom in given:
        if isinstance(atom, String):
            atoms.append(String(change(atom.value) if atom.value is not None else None, None, "", origin))
        elif isinstance(atom, Absent):
            atoms.append(atom)
        else:
            atoms.append(String(origin=origin))
    return joined(atoms) | given.missing


def _exists(given: _Given, origin: Origin) -> Type:
    missing = given[0].missing
    is_known = not given[0].is_unknown and bool(given[0].atoms)
    if is_known and len(missing.atoms) == len(given[0].atoms):
        return Type((Boolean(False, origin),))
    return Type((Boolean(True if is_known and not missing.atoms else None, origin),))


def _truth(given: Type, origin: Origin, *, is_negated: bool) -> Type:
    """The truth of a value, which is nothing when there is no value."""
    present = given.without(Absent)
    if not present.atoms:
        return given.missing
    truth = known_truth(present)
    return Type((Boolean(None if truth is None else truth is not is_negated, origin),)) | given.missing


def _string(given: _Given, origin: Origin) -> Type:
    rest = given[0].without(String, Absent)
    made = Type((String(origin=origin),)) if rest.atoms else NOTHING
    return given[0].only(String) | given[0].missing | made


def _split(given: _Given, origin: Origin) -> Type:
    items = Later.of(Type((String(origin=origin),)))
    missing = (*given[0].missing, *given[1].missing)
    return joined((Array(items, origin=origin), *missing) if given[1].without(Absent).atoms else missing)


def _append(given: _Given, origin: Origin) -> Type:
    first, second = given
    if not first.without(Absent).atoms:
        return second
    if not second.without(Absent).atoms:
        return first
    found = Type((Array(Later.of(items_of(first) | items_of(second)), origin=origin),))
    for one, other in ((first, second), (second, first)):
        if one.missing.atoms:
            found |= other
    return found


def _array(given: _Given, origin: Origin) -> Type:
    """An array is made even of a single value."""
    items = items_of(given[0])
    several = (Array(Later.of(items), origin=origin),) if given[0].without(Absent).atoms else ()
    return joined((*several, *given[0].missing))


def _merge(given: _Given, origin: Origin) -> Type:
    items = items_of(given[0])
    objects = [atom.fields for atom in items if isinstance(atom, Object)]
    if len(objects) != len(items.atoms) or not objects:
        return Type((Object(Made({}, is_open=True), origin),)) | given[0].missing
    names = {name for each in objects for name in each.names()}
    found: dict[str, Type] = {}
    for name in names:
        values = [each.at(name) for each in objects]
        found[name] = union([*(value for value in values if value is not None), ABSENT])
    is_open = any(each.is_open for each in objects)
    return Type((Object(Made(found, is_open=is_open), origin),)) | given[0].missing


def _keys(given: _Given, origin: Origin) -> Type:
    return sequence(Type((String(origin=origin),)) | given[0].missing, origin)


def _anything(given: _Given, origin: Origin) -> Type:
    return UNKNOWN.made_by(origin) | given[0].missing


_SPECIAL: Mapping[str, Callable[[_Given, Origin], Type]] = {
    "append": _append,
    "boolean": lambda given, origin: _truth(given[0], origin, is_negated=False),
    "clone": lambda given, _: given[0],
    "distinct": lambda given, _: given[0],
    "error": lambda *_: NOTHING,
    "exists": _exists,
    "keys": _keys,
    "match": _anything,
    "merge": _merge,
    "not": lambda given, origin: _truth(given[0], origin, is_negated=True),
    "reverse": _array,
    "sort": _array,
    "split": _split,
    "spread": _anything,
    "string": _string,
}


def _lookup(given: _Given, scope: Scope, origin: Origin) -> Type:
    table, key = given
    found: list[Type] = [key.missing]
    for atom in table:
        if isinstance(atom, Object):
            found.append(_looked_up(atom, key, scope))
        elif isinstance(atom, Absent):
            found.append(Type((atom,)))
        elif isinstance(atom, Array):
            found.append(sequence(_lookup((atom.items.type, key), scope, origin), origin))
        else:
            found.append(UNKNOWN)
    return union(found)


def _looked_up(table: Object, key: Type, scope: Scope) -> Type:
    fields = table.fields
    found: list[Type] = []
    for atom in key.without(Absent):
        if not isinstance(atom, String) or atom.value is None:
            known = [fields.at(name) or NOTHING for name in sorted(fields.names())]
            found += [*known, UNKNOWN if fields.is_open else ABSENT]
            continue
        value = fields.at(atom.value)
        if value is None:
            why = Why(Cause.FORGOTTEN, atom.owner, atom.value, table.origin) if atom.owner else None
            value = Type((Absent(why, table.origin),))
        found.append(value)
    _judge_keys(fields.keys, key, scope)
    return union(found)


def _judge_keys(keys: Mapping[str, Origin], key: Type, scope: Scope) -> None:
    """Report the words of a table that are never looked up, when all that are looked up are known."""
    if not key.without(Absent).atoms:
        return
    present = [atom for atom in key if isinstance(atom, String)]
    is_closed = bool(present) and all(atom.value is not None and atom.owner for atom in present)
    values = tuple(str(atom.value) for atom in present)
    for name, origin in keys.items():
        if not is_closed or key.is_unknown or name in values:
            scope.right(Kind.IMPOSSIBLE, origin)
        else:
            finding = Finding(Kind.IMPOSSIBLE, origin, name, present[0].owner, values)
            scope.wrong(finding)
