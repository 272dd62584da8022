"""One variant of an operation, compiled: immutable, shared by all calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unispec.data import Json
from unispec.diagnostics import Location
from unispec.flow._expressions import Found
from unispec.flow._request_plan import RequestPlan
from unispec.flow._tree import Compiled
from unispec.flow.pagination import Style
from unispec.language import Reading
from unispec.models import Model
from unispec.specs import ForEach, Operation, OperationName, Related, Variant


@dataclass(frozen=True, slots=True)
class RelatedPlan:
    """A compiled related call."""

    spec: Related
    input: Found | None
    when: Found | None


@dataclass(frozen=True, slots=True)
class ForEachPlan:
    """A compiled `for_each`."""

    spec: ForEach
    input: Found | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is needed to run one variant of an operation."""

    operation: Operation
    variant: Variant
    model: Model
    map: Compiled
    style: Style
    page_size: int
    reading: Reading
    read_elsewhere: Reading
    read_for_effect: Reading
    fingerprint: str
    when: Found | None = None
    request: RequestPlan | None = None
    static: tuple[Mapping[str, Json], ...] | None = None
    records: Found | None = None
    records_location: Location | None = None
    partial: Found | None = None
    related: tuple[RelatedPlan, ...] = ()
    for_each: ForEachPlan | None = None

    @property
    def name(self) -> OperationName:
        """The operation that this serves."""
        return self.operation.name
