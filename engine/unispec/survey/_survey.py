"""What is told of an integration: its resources with their operations, and the fields of their records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from unispec.data import Json
from unispec.diagnostics import Location
from unispec.survey._offers import Offer

MOST_FIELDS = 2_000
"""No more fields than this are listed for a resource."""


class Presence(StrEnum):
    """How often a field is there: in each record, or in each item of the list that it stands in.

    What the provider's schema promises is believed, and so is that records fit their model.
    """

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Condition:
    """A related call is only made when this holds: `parameter` must name `value`, where that is all."""

    source: str
    parameter: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.parameter}={self.value}" if self.parameter else self.source


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list is paged: the style, and how many records a page has by default and at most."""

    style: str
    default: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to serve an operation, with the calls that it makes; fixed records have no `request`.

    `for_each` is the operation whose every record takes a call, `window` the seconds that one call covers.
    """

    offer: Offer
    request: str | None
    paging: Paging | None
    window: float | None
    for_each: str | None
    related: tuple[str, ...]

    @property
    def label(self) -> str:
        """What people call it: `list`, or `list (1 of 2)`."""
        return f"{self.offer.operation}{self.offer.place}"


@dataclass(frozen=True, slots=True)
class Filling:
    """What one way gives for a field.

    `values` are all that can come, None when they are not known. `conditions` are those of the related
    calls without which the field never comes. `reads` are the provider's fields and the variables that the
    expression of the field reads; a field inside one expression has none of its own.
    """

    presence: Presence
    values: tuple[Json, ...] | None
    conditions: tuple[Condition, ...]
    reads: tuple[str, ...]
    place: Location | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a unified record, as `attendees[].person.name`; one filling for each way.

    `holder` is the path of the field that it stands in, empty for a field of the record itself.
    """

    path: str
    holder: str
    type: str
    description: str
    values: tuple[Json, ...]
    is_modelled: bool
    fillings: tuple[Filling, ...]

    @property
    def is_given(self) -> bool:
        """Whether some way gives it."""
        return any(each.presence is not Presence.NEVER for each in self.fillings)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the model says about a parameter."""

    type: str
    description: str
    values: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of its model a resource covers.

    `missing` are the model's operations that are not there, `untaken` its parameters that no way to serve
    the operation takes. With `is_cut` there are more fields than are listed.
    """

    resource: str
    summary: str
    ways: tuple[Way, ...]
    missing: tuple[str, ...]
    parameters: Mapping[str, Mapping[str, Parameter]]
    untaken: Mapping[str, tuple[str, ...]]
    fields: tuple[Field, ...]
    is_cut: bool = False

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations, each once."""
        return tuple(dict.fromkeys(way.offer.operation for way in self.ways))

    def field(self, path: str) -> Field | None:
        """Look a field up; None when there is none."""
        return next((each for each in self.fields if each.path == path), None)


@dataclass(frozen=True, slots=True)
class Survey:
    """What an integration covers; `missing` are the models that it has no resource for."""

    integration: str
    label: str
    docs: str | None
    resources: tuple[Coverage, ...]
    missing: tuple[str, ...]

    def resource(self, name: str) -> Coverage | None:
        """Look a resource up; None when there is none."""
        return next((each for each in self.resources if each.resource == name), None)
