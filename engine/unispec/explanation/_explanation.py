"""What there is to know of one unified record: each leaf of its map with what it read, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from unispec.data import Json
from unispec.diagnostics import Diagnostic, Location
from unispec.specs import OperationName

FieldPath = tuple[str, ...]
"""The names that lead to a unified field; empty for the whole record."""


@dataclass(frozen=True, slots=True)
class Read:
    """A field that a leaf read: of the provider's record, or of a variable when `origin` names one.

    A list on the way makes a list of values. `is_missing` tells what is not there from what is null.
    """

    origin: str
    path: FieldPath
    value: Json = field(default=None, repr=False)
    is_missing: bool = False

    @property
    def name(self) -> str:
        """The field as an expression writes it, such as `location.type` or `$input.id`."""
        steps = ([f"${self.origin}"] if self.origin else []) + list(self.path)
        return ".".join(steps) or "$"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of an answer to "why": what was found, and the part of the spec that it is about."""

    text: str = field(repr=False)
    location: Location


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf of a map, evaluated by itself; `value` is None when it `is_absent` in the unified record.

    `because` says why it is absent or which branches were taken, the causes first. `problem` is what it
    failed with.
    """

    path: FieldPath
    expression: str
    location: Location
    value: Json = field(default=None, repr=False)
    is_absent: bool = False
    reads: tuple[Read, ...] = field(default=(), repr=False)
    because: tuple[Reason, ...] = ()
    problem: Diagnostic | None = None

    @property
    def name(self) -> str:
        """The unified field, with dots; `$` for a map that is one expression."""
        return ".".join(self.path) or "$"


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a unified record came to be.

    `left_out` are objects of the map of which no leaf has a value, `not_mapped` fields of the model that
    no leaf fills.
    """

    operation: OperationName
    leaves: tuple[Leaf, ...]
    left_out: tuple[FieldPath, ...] = ()
    not_mapped: tuple[FieldPath, ...] = ()
