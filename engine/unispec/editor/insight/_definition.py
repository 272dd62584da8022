"""Where that is written which is named at the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from unispec.data import Json
from unispec.diagnostics import Location, Part, Route
from unispec.documents import Document
from unispec.editor.insight._sight import Sight
from unispec.editor.insight._spot import Field, Key, Name, Variable, spot
from unispec.editor.insight._surroundings import Surroundings, value_at
from unispec.inference import Type, schemas_of
from unispec.specs import OperationName


def definitions_in(around: Surroundings) -> Iterator[Location]:
    """Every place where that is written which stands at the cursor."""
    at = spot(around)
    match at.spot if at is not None else None:
        case Key(name, owner) if owner is not None:
            yield from _of_schema(around, owner, name)
        case Field(name, owner, way):
            yield from _of_way(around, (*way, name))
            yield from _of_schema(around, owner, name)
        case Variable(name, _, seen):
            yield from _of_variable(around, name, seen)
        case Name(name, what):
            yield from _of_name(around, name, what)


def _of_way(around: Surroundings, way: tuple[str, ...]) -> Iterator[Location]:
    """Where a name below a variable is written in the files of the integration."""
    match way:
        case ("vars", *rest):
            yield from _known(around.integration_document, ("vars", *rest))
        case ("connection", name):
            yield from _known(around.integration_document, ("connection", "map", name))
        case ("related", name):
            yield from _related(around, name)


def _related(around: Surroundings, name: str) -> Iterator[Location]:
    resource = around.resources.get(around.place.resource)
    for operation in resource.operations.values() if resource is not None else ():
        for variant in operation.variants:
            for each in variant.related:
                if each.name == name:
                    place = each.location
                    yield Location(place.source, place.route[:-1], Part.KEY)


def _of_variable(around: Surroundings, name: str, seen: Sight | None) -> Iterator[Location]:
    is_bound = seen is not None and name in seen.bound
    if is_bound and seen is not None:
        yield from (around.within(*each) for each in seen.bound[name])
    elif seen is not None and name in around.uses.integration.functions:
        yield from _known(around.integration_document, ("functions", name))
    elif name in ("vars", "connection"):
        yield from _known(around.integration_document, (name,))


def _of_name(around: Surroundings, name: str, what: str) -> Iterator[Location]:
    match what:
        case "pagination":
            yield from _known(around.integration_document, ("pagination", name))
        case "operation":
            full = OperationName.parse(name) if "/" in name else OperationName(around.place.resource, name)
            yield from _known(around.resource_document(full.resource), ("operations", full.operation))
        case "shape":
            yield from _known(around.provider, ("$defs", name))
        case "resource":
            yield from _known(around.model_documents.get(name), ())
        case "parameter":
            operation = OperationName(around.place.resource, str(around.draft.route[1]))
            yield from _of_schema(around, around.uses.scopes.parameters(operation), name)


def _known(document: Document | None, route: Route) -> Iterator[Location]:
    """The key at a route, where there is one."""
    if document is not None and (not route or value_at(document.data, route) is not None):
        yield document.location(route, Part.KEY)


def _of_schema(around: Surroundings, owner: Type, name: str) -> Iterator[Location]:
    """Where the schemas of an object tell of a field."""
    documents = [*around.model_documents.values()]
    if around.provider is not None:
        documents.append(around.provider)
    seen: set[tuple[int, Route]] = set()
    for schema, data in schemas_of(owner, name):
        for document in documents:
            route = _route_of(document.data, schema) if document.data is data else None
            if document.data is data and route is not None and route[-1:] == (name,):
                key = id(document), route
                if key not in seen:
                    seen.add(key)
                    yield document.location(route, Part.KEY)


def _route_of(data: Json, wanted: Any) -> Route | None:
    """Find a piece of data by its identity."""
    waiting: list[tuple[Route, Json]] = [((), data)]
    while waiting:
        route, value = waiting.pop()
        if value is wanted:
            return route
        if isinstance(value, dict):
            waiting += [((*route, key), below) for key, below in value.items()]
        elif isinstance(value, list):
            waiting += [((*route, index), below) for index, below in enumerate(value)]
    return None
