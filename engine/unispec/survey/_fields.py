"""The fields of a record, walked along its model and the type of what a map gives, side by side."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from unispec.data import Json
from unispec.diagnostics import Location, Part
from unispec.documents import Document
from unispec.inference import UNKNOWN, Absent, Array, Boolean, Null, Number, Object, String, Type, Unknown
from unispec.specs import Node, Snippet, Tree
from unispec.survey._model_part import ModelPart
from unispec.survey._presence import presence_of
from unispec.survey._survey import MOST_FIELDS, Presence

_DEEPEST = 12
_RAW = "remote_data"
_WORD = re.compile(r"[^\W\d][\w-]*")


@dataclass(frozen=True, slots=True)
class Walked:
    """One field of a record in one way to serve an operation; `leaf` is the expression that gives it.

    `top` names the field of the record itself that leads here, `holder` is the path of the field that it
    stands in, if any. `is_whole` tells that the leaf gives this very field, and not something that holds it.
    """

    path: str
    top: str
    holder: str
    part: ModelPart
    presence: Presence
    values: tuple[Json, ...] | None
    leaf: Snippet | None
    place: Location | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a walk stands: in the model, in the type, and in the map."""

    path: str
    part: ModelPart
    type: Type
    node: Node | None
    place: Location | None
    presence: Presence
    top: str = ""
    above: tuple[tuple[int, ...], ...] = ()


def walked(
    model: ModelPart, found: Type, written: Node, only: Container[str] | None = None
) -> Iterator[Walked]:
    """Walk the fields of a record, in the order of the model, what only the map has behind it.

    `only` names the record's own fields that are walked; all of them when there is none.
    """
    start = _Spot("", model, found, written, written.location, Presence.ALWAYS)
    for number, each in enumerate(_below(start, only)):
        if number >= MOST_FIELDS:
            return
        yield each


def _below(spot: _Spot, only: Container[str] | None = None) -> Iterator[Walked]:
    spot = _inside(spot)
    if len(spot.above) > _DEEPEST or spot.part.key in spot.above:
        return
    properties = spot.part.properties
    if spot.path and not properties:
        return  # an object of any fields, or no object at all
    owners = [atom for atom in spot.type if isinstance(atom, Object)]
    more = sorted({name for each in owners for name in each.fields.names()} - properties.keys())
    required = spot.part.required
    for name in (*properties, *more):
        if (not spot.path and name == _RAW) or (only is not None and name not in only):
            continue
        part = properties.get(name, ModelPart())
        inner = _field(spot, name, part, owners, is_required=name in required)
        is_whole = isinstance(inner.node, Snippet) and inner.node is not spot.node
        leaf = inner.node if isinstance(inner.node, Snippet) else None
        values = _values(inner)
        holder = spot.path.rstrip("[]")
        yield Walked(inner.path, inner.top, holder, part, inner.presence, values, leaf, inner.place, is_whole)
        yield from _below(inner)


def _inside(spot: _Spot) -> _Spot:
    """Go to the items of a list, and to those of the lists in it; there, presence counts anew."""
    for _ in range(_DEEPEST):
        items = spot.part.items
        if items is None:
            break
        inner = Type()
        for atom in spot.type:
            inner |= atom.items.type if isinstance(atom, Array) else Type((atom,))
        is_never = spot.presence is Presence.NEVER
        presence = Presence.NEVER if is_never else Presence.ALWAYS
        spot = replace(spot, path=f"{spot.path}[]", part=items, type=inner, presence=presence)
    return spot


def _field(spot: _Spot, name: str, part: ModelPart, owners: list[Object], *, is_required: bool) -> _Spot:
    found = Type()
    for atom in spot.type:
        if isinstance(atom, Object):
            value = atom.fields.at(name)
            found |= value if value is not None else Type((Absent(),))
        elif isinstance(atom, Unknown):
            found |= UNKNOWN
    node, place = _written(spot, name, owners)
    path = f"{spot.path}.{_step(name)}" if spot.path else _step(name)
    presence = presence_of(found)
    if presence is Presence.SOMETIMES and is_required:
        presence = Presence.ALWAYS
    if presence is not Presence.NEVER and spot.presence is not Presence.ALWAYS:
        presence = spot.presence
    return _Spot(path, part, found, node, place, presence, spot.top or name, (*spot.above, spot.part.key))


def _step(name: str) -> str:
    """Write a name as JSONata would: one that is no word stands between backticks."""
    return name if _WORD.fullmatch(name) else f"`{name.replace('`', '``')}`"


def _written(spot: _Spot, name: str, owners: list[Object]) -> tuple[Node | None, Location | None]:
    """Find what gives a field: a child of the tree, or the key in the expression that makes the object."""
    if isinstance(spot.node, Tree):
        child = spot.node.children.get(name)
        if child is None:
            return None, None
        place = child.location
        return child, Location(place.source, place.route, Part.KEY) if isinstance(child, Tree) else place
    if isinstance(spot.node, Snippet):
        here = spot.node.location
        unit = id(here.source), here.route
        for owner in owners:
            origin = owner.fields.keys.get(name)
            if origin is not None and origin.unit == unit and isinstance(here.source, Document):
                return spot.node, Location(here.source, here.route, here.part, (origin.start, origin.end))
    return spot.node, spot.place


def _values(spot: _Spot) -> tuple[Json, ...] | None:
    """The values that a field can have, when all of them are known; those of a list are its items'."""
    inner = _inside(spot).type if spot.presence is not Presence.NEVER else Type()
    found: dict[str, Json] = {}
    for atom in inner.without(Absent, Null):
        if not isinstance(atom, String | Boolean | Number) or atom.value is None:
            return None
        found[repr(atom.value)] = atom.value
    return tuple(found.values())


def in_model_order(part: ModelPart, values: tuple[Json, ...]) -> tuple[Json, ...]:
    """Put values in the order in which the model lists them; those that it does not list cannot come."""
    listed = part.values
    return tuple(value for value in listed if value in values) if listed else values


def merged(ways: list[list[Walked]]) -> Mapping[str, list[Walked | None]]:
    """Put the fields of several ways side by side, None where a way does not have one."""
    found: dict[str, list[Walked | None]] = {}
    for number, way in enumerate(ways):
        for each in way:
            found.setdefault(each.path, [None] * len(ways))[number] = each
    return found
