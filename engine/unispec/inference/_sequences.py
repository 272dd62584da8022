"""How many values there are: arrays that steps look through, and sequences that collapse.

A path over an array makes a sequence, which collapses into its item when there is only one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from unispec.inference._scope import Key
from unispec.inference._types import (
    ABSENT,
    Absent,
    Array,
    Atom,
    Function,
    Later,
    Origin,
    Type,
    Unknown,
    joined,
    union,
)


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a path has come: what a value may be, whether there may be several of them, its key.

    `facts` is what predicates have told of a value, by the steps below it. `were_many` tells whether
    there were several values before the step, `is_opened` that the step's arrays are looked through
    already, `has_tuples` that the path binds variables on its way, which opens even new arrays.
    """

    items: Type
    many: bool
    key: Key | None
    facts: Mapping[Key, Type] = field(default_factory=dict)
    were_many: bool = False
    is_opened: bool = False
    has_tuples: bool = False


def opened(walk: Walk) -> Walk:
    """Look through arrays at their items."""
    if walk.is_opened or not walk.items.only(Array).atoms:
        return walk
    return replace(walk, items=flat(walk.items), many=True, key=None, is_opened=True)


def flattened(walk: Walk) -> Walk:
    """Look through arrays at their items, but not through whole ones."""
    whole = Type(tuple(atom for atom in walk.items if _is_whole(atom)))
    if walk.is_opened or not whole.atoms:
        return opened(walk)
    rest = Type(tuple(atom for atom in walk.items if not _is_whole(atom)))
    inside = opened(replace(walk, items=rest))
    return replace(inside, items=inside.items | whole)


def _is_whole(atom: Atom) -> bool:
    return isinstance(atom, Array) and atom.is_whole


def flat(found: Type) -> Type:
    """Take the items of arrays in their place."""
    items = [each.items.type for each in found if isinstance(each, Array)]
    return union([found.without(Array), *items])


def items_of(found: Type) -> Type:
    """What a function that takes an array sees: the items, or the value itself, which counts as one."""
    return flat(found.without(Absent))


def leaves(array: Array) -> Type:
    """The items of an array, and of the arrays in it, which need not have an end."""
    found: dict[Atom, None] = {array: None}
    rest: list[Array] = [array]
    while rest:
        for atom in rest.pop().items.type:
            if isinstance(atom, Array) and atom not in found:
                rest.append(atom)
            found[atom] = None
    return Type(tuple(found)).without(Array)


def sequence(items: Type, origin: Origin, *, keeps_array: bool = False) -> Type:
    """What many values come to: none, one of them, or an array."""
    single = items.without(Absent)
    missing = items.only(Absent) | ABSENT
    if not single.atoms:
        return missing
    several = Array(Later.of(single), is_sequence=not keeps_array, origin=origin)
    if keeps_array:
        return joined((several, *missing))
    return joined((*single, several, *missing))


def kept(found: Type) -> Type:
    """What `[]` makes of a value: an array, unless there is none."""
    return joined(map(_kept, found))


def _kept(atom: Atom) -> Atom:
    if isinstance(atom, Array):
        return replace(atom, is_sequence=False)
    if isinstance(atom, Absent | Unknown | Function):
        return atom
    return Array(Later.of(Type((atom,))), origin=atom.origin)
