"""Which places of a file hold fields of unified models or parameters, and of which."""

from __future__ import annotations

from collections.abc import Sequence

from unispec.diagnostics import Route
from unispec.editor.insight._surroundings import Surroundings, value_at
from unispec.inference import Object, Type, field_of
from unispec.specs import OperationName


def owner_at(around: Surroundings, route: Route) -> Type | None:
    """The unified object whose fields are the keys below a route; None where there is none."""
    place = around.place
    if place.kind == "case":
        return _below(case_parameters(around), route[1:]) if route[:1] == ("input",) else None
    if place.kind != "resource":
        return None
    at = _start(route)
    if at is None:
        return None
    if route[at] == "map":
        return _below(around.uses.scopes.model(place.resource), route[at + 1 :])
    name = value_at(around.data, (*route[:at], "operation"))
    if not isinstance(name, str):
        return None
    return _below(around.uses.scopes.parameters(OperationName.parse(name)), route[at + 1 :])


def case_parameters(around: Surroundings) -> Type:
    """What the operation of a case takes."""
    operation = value_at(around.data, ("operation",))
    name = OperationName(around.place.resource, operation if isinstance(operation, str) else "")
    return around.uses.scopes.parameters(name)


def _start(route: Route) -> int | None:
    """Where in a route a map or the input of another operation begins."""
    match route:
        case ("map", *_):
            return 0
        case ("operations", _, "variants", _, *rest):
            above = 4
        case ("operations", _, *rest):
            above = 2
        case _:
            return None
    match rest:
        case ["map", *_]:
            return above
        case ["related", _, "input", *_]:
            return above + 2
        case ["for_each", "input", *_]:
            return above + 1
    return None


def _below(found: Type, route: Sequence[str | int]) -> Type | None:
    for step in route:
        below = field_of(found, str(step)) if found.only(Object).atoms else None
        if below is None:
            return None
        found = below
    return found if not route or found.only(Object).atoms else None
