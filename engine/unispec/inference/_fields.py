"""The fields of objects that expressions make, or that are given by name; and looking fields up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unispec.inference._types import (
    UNKNOWN,
    Absent,
    Array,
    Atom,
    Boolean,
    Fields,
    Later,
    Null,
    Number,
    Object,
    Origin,
    Owner,
    String,
    Type,
    Unknown,
    union,
)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The fields of an object that an expression makes, or that is given by name."""

    entries: Mapping[str, Type]
    title: str = ""
    owner: Owner = Owner.MADE
    is_open: bool = False
    keys: Mapping[str, Origin] = field(default_factory=dict)

    def at(self, name: str) -> Type | None:
        """Give the type of a field; None when the object surely has no such field."""
        return self.entries.get(name, UNKNOWN if self.is_open else None)

    def names(self) -> frozenset[str]:
        """The fields that are known."""
        return frozenset(self.entries)

    def required(self) -> frozenset[str]:
        """The fields that are always there."""
        return frozenset(
            name
            for name, each in self.entries.items()
            if not any(isinstance(atom, Unknown | Absent | Null) for atom in each)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Extended:
    """Fields with more of them laid over."""

    base: Fields
    more: Mapping[str, Type]

    @property
    def title(self) -> str:
        """What people call the object."""
        return self.base.title

    @property
    def owner(self) -> Owner:
        """Whose object it is."""
        return self.base.owner

    @property
    def is_open(self) -> bool:
        """Whether the object may have fields that are not known."""
        return self.base.is_open

    @property
    def keys(self) -> Mapping[str, Origin]:
        """The pieces of source that name the fields."""
        return self.base.keys

    def at(self, name: str) -> Type | None:
        """Give the type of a field; None when the object surely has no such field."""
        return self.more[name] if name in self.more else self.base.at(name)

    def names(self) -> frozenset[str]:
        """The fields that are known."""
        return self.base.names() | frozenset(self.more)

    def required(self) -> frozenset[str]:
        """The fields that are always there."""
        sure = (name for name, each in self.more.items() if not each.only(Unknown, Absent, Null).atoms)
        return self.base.required() | frozenset(sure)


def of_json(value: object, title: str = "", owner: Owner = Owner.GIVEN) -> Type:
    """The type of exactly this JSON value."""
    if value is None:
        return Type((Null(),))
    if isinstance(value, bool):
        return Type((Boolean(value),))
    if isinstance(value, int | float):
        return Type((Number(value),))
    if isinstance(value, str):
        return Type((String(value),))
    if isinstance(value, list):
        items = union(of_json(each, f"{title}[]", owner) for each in value)
        return Type((Array(Later.of(items)),))
    assert isinstance(value, dict)
    fields = {name: of_json(each, f"{title}.{name}", owner) for name, each in value.items()}
    return Type((Object(Made(fields, title, owner)),))


def field_of(found: Type, name: str) -> Type | None:
    """Give the type of a field of a value; None when the value surely has no such field."""
    if not found.atoms:
        return UNKNOWN
    values = [_field(atom, name) for atom in found]
    known = [value for value in values if value is not None]
    return union(known) if known else None


def _field(atom: Atom, name: str) -> Type | None:
    if isinstance(atom, Object):
        return atom.fields.at(name)
    return UNKNOWN if isinstance(atom, Unknown) else None


def names_of(found: Type) -> frozenset[str]:
    """The names of the fields that are known of a value."""
    return frozenset(name for atom in found if isinstance(atom, Object) for name in atom.fields.names())


def title_of(found: Type) -> str:
    """What people call an object."""
    return next((atom.fields.title for atom in found if isinstance(atom, Object)), "")


def refined(found: Type, facts: Mapping[tuple[str | int, ...], Type]) -> Type:
    """Put what is known of fields, by the steps that lead to them, into the objects that hold them."""
    names = dict.fromkeys(key[0] for key in facts if key and isinstance(key[0], str))
    if not names:
        return found
    atoms: list[Atom] = []
    for atom in found:
        more: dict[str, Type] = {}
        for name in names if isinstance(atom, Object) else ():
            own = facts.get((name,), atom.fields.at(str(name)) if isinstance(atom, Object) else None)
            if own is not None:
                below = {key[1:]: known for key, known in facts.items() if key[0] == name and key[1:]}
                more[str(name)] = refined(own, below)
        atoms.append(Object(Extended(atom.fields, more), atom.origin) if isinstance(atom, Object) else atom)
    return Type(tuple(atoms))
