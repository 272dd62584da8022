"""The records of another operation that a list is made for, one series of requests each."""

from __future__ import annotations

from unispec.data import Json
from unispec.flow._call import Call, Told
from unispec.flow._expressions import pruned
from unispec.flow._plan import Plan
from unispec.flow._segments import Segment, child_of, windows_of
from unispec.flow._steps import Flow


def parents_of(plan: Plan, call: Call) -> Flow[Told]:
    """Read all parents; each diagnostic of the answer tells of one that could not be read."""
    assert plan.for_each is not None
    given = plan.for_each.input(call.input, call.names) if plan.for_each.input else None
    told: Told = yield from call.ask(plan.for_each.spec.operation, pruned(given) or {}, call, None)
    return told


def children_of(plan: Plan, call: Call, parents: Json) -> list[Segment]:
    """Make the segments of all parents; a parent that was given twice is asked for once."""
    assert plan.for_each is not None
    whole = Segment(None, call.input)
    children: dict[str, Segment] = {}
    for parent in parents:
        child = child_of(whole, plan.for_each.spec.name, parent)
        children.setdefault(child.key[1], child)
    return [each for child in children.values() for each in windows_of(plan.variant.windows, child)]
