"""Whether a value comes: in every record, in some of them, or never.

Nulls and objects in which nothing is left are taken out of records, and so count as missing.
"""

from __future__ import annotations

from unispec.inference import Absent, Atom, Function, Null, Object, Type, Unknown
from unispec.survey._survey import Presence

_DEEPEST = 6


def presence_of(found: Type, depth: int = 0) -> Presence:
    """Tell whether a value of a type comes; what is not known comes sometimes."""
    told = {_presence(atom, depth) for atom in found}
    if not told:
        return Presence.NEVER
    return told.pop() if len(told) == 1 else Presence.SOMETIMES


def _presence(atom: Atom, depth: int) -> Presence:
    if isinstance(atom, Absent | Null):
        return Presence.NEVER
    if isinstance(atom, Unknown | Function):
        return Presence.SOMETIMES
    return _of_object(atom, depth) if isinstance(atom, Object) else Presence.ALWAYS


def _of_object(atom: Object, depth: int) -> Presence:
    """An object is there when one of its fields is."""
    if depth > _DEEPEST:
        return Presence.SOMETIMES
    fields = atom.fields
    if any(_at(atom, name, depth) is Presence.ALWAYS for name in fields.required()):
        return Presence.ALWAYS
    maybe = fields.is_open or any(_at(atom, name, depth) is not Presence.NEVER for name in fields.names())
    return Presence.SOMETIMES if maybe else Presence.NEVER


def _at(atom: Object, name: str, depth: int) -> Presence:
    found = atom.fields.at(name)
    return Presence.NEVER if found is None else presence_of(found, depth + 1)
