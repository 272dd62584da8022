"""Asking another operation of the same integration, on behalf of a call.

`related` and `for_each` ask through `Call.ask`, so that fetching pages and asking for what is
related to them need not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from unispec.data import Json
from unispec.diagnostics import Diagnostic, UnispecError
from unispec.flow._call import Call, Ceilings, Told
from unispec.flow._mapping import Mapper, Validation
from unispec.flow._pages import pages, variant_for
from unispec.flow._plan import Plan
from unispec.flow._program import Program
from unispec.flow._single import one
from unispec.flow._steps import Emit, Flow, RawPage
from unispec.specs import OperationName


def ask(name: OperationName, parameters: Mapping[str, Json], call: Call, limit: int | None) -> Flow[Told]:
    """Give another operation's unified records: a list for `list`, else one record."""
    inner = call.below(name, parameters)
    try:
        plan = variant_for(inner, inner.program.plans(name))
        if plan.operation.is_list:
            return (yield from _every(plan, inner, limit))
        item = yield from one(plan, inner, Validation.OFF)
    except UnispecError as error:
        error.operation = error.operation or str(name)
        error.cursor = None
        raise
    return Told(item.result, item.is_partial, item.diagnostics)


@dataclass(slots=True)
class _Collection:
    """What has been told so far."""

    records: list[Json]
    is_partial: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()

    def take(self, page: RawPage, mapper: Mapper, names: Mapping[str, Json]) -> None:
        mapped, found = mapper.map(page.records, {**names, "input": page.input}, page.related, page.number)
        self.records += mapped
        self.diagnostics += page.diagnostics + found
        self.is_partial = self.is_partial or page.is_partial or bool(found)

    def told(self, limit: int | None, *, ended: bool) -> Told:
        cut = limit is not None and (len(self.records) > limit or not ended)
        return Told(self.records[:limit], self.is_partial or cut, self.diagnostics)


def _every(plan: Plan, call: Call, limit: int | None) -> Flow[Told]:
    """Read a list to its end, or to a limit, which makes the answer partial."""
    mapper = Mapper(plan, Validation.OFF)
    collection = _Collection([])
    flow = pages(plan, call)
    answer = None
    while True:
        try:
            step = flow.send(answer)
        except StopIteration:
            return collection.told(limit, ended=True)
        if not isinstance(step, Emit):
            answer = yield step
            continue
        answer = None
        collection.take(step.page, mapper, call.names)
        if limit is not None and len(collection.records) >= limit:
            flow.close()
            return collection.told(limit, ended=step.page.following is None)


def new_call(
    program: Program,
    parameters: Mapping[str, Json],
    account: Mapping[str, Json],
    now: datetime,
    random: Callable[[], float],
    ceilings: Ceilings,
    size: int | None = None,
) -> Call:
    """Make a call that can ask other operations."""
    return Call(program, dict(parameters), account, now, random, ask, ceilings, size)
