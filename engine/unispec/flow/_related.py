"""Data from other operations, fetched beside the records of a page, a few calls at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial as bound
from typing import Any

from unispec.data import Json, digest
from unispec.diagnostics import Diagnostic, ProviderError, UnispecError
from unispec.flow._call import Call, Told
from unispec.flow._expressions import pruned
from unispec.flow._plan import Plan, RelatedPlan
from unispec.flow._steps import Flow, Fork
from unispec.specs import OperationName


@dataclass(slots=True)
class RelatedData:
    """What `$related` is for each record, and what is missing in it."""

    data: list[Mapping[str, Json]] = field(default_factory=list)
    is_partial: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One call that is to be made, for one record or for all of the page."""

    plan: RelatedPlan
    parameters: Mapping[str, Json]
    index: int | None

    @property
    def name(self) -> OperationName:
        return self.plan.spec.operation


def related_data(plan: Plan, call: Call, records: list[Json]) -> Flow[RelatedData]:
    """Fetch what the records of a page want; equal calls are made once."""
    wanted = [each for related in plan.related for each in _wanted(related, call, records)]
    if not wanted:
        return RelatedData()
    keys = [digest([str(each.name), each.parameters, each.plan.spec.limit]) for each in wanted]
    first = dict(zip(reversed(keys), reversed(wanted), strict=True))
    flows: tuple[Callable[[], Flow[Told]], ...] = tuple(
        bound(call.ask, each.name, each.parameters, call, each.plan.spec.limit) for each in first.values()
    )
    answers = yield Fork(flows, call.ceilings.parallel)
    outcomes = dict(zip(first, answers, strict=True))
    result = RelatedData([{} for _ in records])
    counted: set[str] = set()
    for key, each in zip(keys, wanted, strict=True):
        _place(each, outcomes[key], result, fresh=key not in counted)
        counted.add(key)
    return result


def _wanted(related: RelatedPlan, call: Call, records: list[Json]) -> Iterator[_Wanted]:
    if related.spec.per_page and not records:
        return
    targets: list[tuple[int | None, Json]] = (
        [(None, None)] if related.spec.per_page else list(enumerate(records))
    )
    for index, record in targets:
        if related.when is not None and not related.when(record, call.names):
            continue
        given = pruned(related.input(record, call.names)) if related.input is not None else None
        yield _Wanted(related, given or {}, index)


def _place(wanted: _Wanted, outcome: Any, result: RelatedData, *, fresh: bool) -> None:
    spec = wanted.plan.spec
    if isinstance(outcome, UnispecError):
        if isinstance(outcome, ProviderError) and outcome.status in spec.tolerate:
            result.is_partial = True
            return
        raise outcome
    result.is_partial = result.is_partial or outcome.is_partial
    if fresh:
        result.diagnostics += outcome.diagnostics
    targets = range(len(result.data)) if wanted.index is None else [wanted.index]
    for index in targets:
        result.data[index] = {**result.data[index], spec.name: outcome.records}
