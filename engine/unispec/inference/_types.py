"""What a value may be: a set of alternatives, each of them known to be possible.

`Unknown` is one of the alternatives: the value may be something else, too. Whoever looks for mistakes
says nothing about it. A missing value remembers why it may be missing, when that is known, and every
alternative remembers the piece of source that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol, TypeAlias

_MOST = 250
"""More alternatives than this are not told apart."""
_DEEPEST = 8
"""Arrays that nest deeper than this are not compared."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The piece of a source that made a value; `unit` tells the source."""

    unit: Hashable
    start: int
    end: int


class Cause(Enum):
    """Why a value may be missing."""

    OPTIONAL = "optional"
    NULLABLE = "nullable"
    FORGOTTEN = "forgotten"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Why:
    """A known reason for a missing value: `what` names the field, `value` what was forgotten of it."""

    cause: Cause
    what: str = ""
    value: str = ""
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything at all; what comes of a mistake is not judged again."""

    origin: Origin | None = field(default=None, compare=False)
    is_mistaken: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """No value; without a reason nobody is told of it."""

    why: Why | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Null:
    """JSON's null."""

    why: Why | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Boolean:
    """A truth value; None when it may be either."""

    value: bool | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number; None when it may be any."""

    value: float | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class String:
    """A text: this one, or any of a format; format `""` is declared to be none, None is not known."""

    value: str | None = None
    format: str | None = None
    owner: str = field(default="", compare=False)
    origin: Origin | None = field(default=None, compare=False)


class Fields(Protocol):
    """The fields of an object."""

    @property
    def title(self) -> str:
        """What people call the object."""

    @property
    def owner(self) -> Owner:
        """Whose object it is."""

    def at(self, name: str) -> Type | None:
        """Give the type of a field; None when the object surely has no such field."""

    def names(self) -> frozenset[str]:
        """The fields that are known."""

    def required(self) -> frozenset[str]:
        """The fields that the object cannot be without."""

    @property
    def is_open(self) -> bool:
        """Whether the object may have fields that are not known."""

    @property
    def keys(self) -> Mapping[str, Origin]:
        """The pieces of source that name the fields; none where no expression makes the object."""


class Owner(Enum):
    """Whose object a value is; it decides what a wrong name is called."""

    SOURCE = "source"
    INPUT = "input"
    MODEL = "model"
    GIVEN = "given"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Object:
    """An object."""

    fields: Fields
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Array:
    """An array; a sequence collapses into its item when there is only one.

    A whole one was made as a step of a path; the next step sees it, and not its items.
    """

    items: Later
    is_sequence: bool = False
    is_whole: bool = False
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Function:
    """A function; `closure` is what the evaluator knows of one that the author wrote."""

    closure: Hashable = None
    origin: Origin | None = field(default=None, compare=False)


Atom: TypeAlias = Unknown | Absent | Null | Boolean | Number | String | Object | Array | Function
"""One alternative."""


@dataclass(frozen=True, slots=True)
class Type:
    """Alternatives without repetition, in the order of finding."""

    atoms: tuple[Atom, ...] = ()

    def __iter__(self) -> Iterator[Atom]:
        return iter(self.atoms)

    def __or__(self, other: Type) -> Type:
        return joined((*self.atoms, *other.atoms))

    @property
    def is_unknown(self) -> bool:
        """Whether it may be anything besides."""
        return any(isinstance(atom, Unknown) for atom in self.atoms)

    def only(self, *kinds: type[Atom]) -> Type:
        """Keep the alternatives of some kinds."""
        return Type(tuple(atom for atom in self.atoms if isinstance(atom, kinds)))

    def without(self, *kinds: type[Atom]) -> Type:
        """Leave out the alternatives of some kinds."""
        return Type(tuple(atom for atom in self.atoms if not isinstance(atom, kinds)))

    @property
    def missing(self) -> Type:
        """The alternatives without a value; one that is not known may have none, too."""
        return joined((*self.only(Absent), *((Absent(),) if self.is_unknown else ())))

    def made_by(self, origin: Origin) -> Type:
        """Say which piece of source made it."""
        return Type(tuple(replace(atom, origin=origin) for atom in self.atoms))


def joined(atoms: Iterable[Atom]) -> Type:
    """Join alternatives; too many of them are not told apart."""
    found: dict[Atom, Atom] = {}
    for atom in atoms:
        found.setdefault(atom, atom)
        if len(found) > _MOST:
            return UNKNOWN
    return Type(tuple(found.values()))


def union(types: Iterable[Type]) -> Type:
    """Join types."""
    return joined(atom for each in types for atom in each.atoms)


UNKNOWN = Type((Unknown(),))
ABSENT = Type((Absent(),))
NOTHING = Type()
"""No alternative at all: the type of what is never reached."""


class Later:
    """A type that is worked out when somebody asks; equal to another of the same key."""

    __slots__ = ("_hash", "_known", "_make", "depth", "key")

    def __init__(self, key: Hashable, make: Callable[[], Type]) -> None:
        self.key = key
        self.depth = 0
        self._make = make
        self._known: Type | None = None
        self._hash = hash(key)

    @classmethod
    def of(cls, known: Type) -> Later:
        """Wrap a type that is there already; one that nests deeply is equal to itself only."""
        depth = 1 + max((atom.items.depth for atom in known if isinstance(atom, Array)), default=0)
        found = cls(known if depth <= _DEEPEST else object(), lambda: known)
        found.depth = depth
        return found

    @property
    def type(self) -> Type:
        """The type."""
        if self._known is None:
            self._known = self._make()
        return self._known

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Later) and self._hash == other._hash and self.key == other.key
        )

    def __hash__(self) -> int:
        return self._hash
