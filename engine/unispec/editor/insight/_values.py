"""What may stand as a value that is neither an expression nor a template: names, and closed lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unispec.data import encode
from unispec.diagnostics import Route
from unispec.editor.insight._expression_completion import Offer
from unispec.editor.insight._meta import values_at
from unispec.editor.insight._notes import description_of, missing, type_of
from unispec.editor.insight._surroundings import Surroundings, value_at
from unispec.editor.insight._unified import case_parameters, owner_at
from unispec.editor.insight._words import listed, opened
from unispec.inference import field_of
from unispec.specs import OperationName


def value_offers(around: Surroundings, route: Route) -> Iterator[Offer]:
    """Everything that fits at a route."""
    what = names_of_value(around, route)
    if what == "pagination":
        yield from _paginations(around)
    elif what == "operation":
        yield from _operations(around)
    elif what == "shape":
        yield from _shapes(around)
    elif what == "resource":
        name = around.place.resource
        yield Offer(name, "value", "", "The model that the path of the file says.", name)
    elif what == "parameter":
        yield from _parameters(around, route)
    elif what == "scope":
        yield from _scopes(around)
    elif around.place.kind == "case" and route[:1] == ("input",):
        yield from _words(around, route)
    else:
        for value, note in values_at(around.place.kind, route):
            text = encode(value).decode() if not isinstance(value, str) else value
            yield Offer(text, "value", "", note, text)


def names_of_value(around: Surroundings, route: Route) -> str:
    """What a value names; empty when it names nothing of the catalogue."""
    match around.place.kind, route:
        case "case", ("operation",):
            return "operation"
        case "integration", ("answers", "body" | "error") | ("connection", "answer"):
            return "shape"
        case "resource", ("resource",):
            return "resource"
        case "resource", ("record",):
            return "shape"
        case "resource", ("operations", _, "variants", int(), *rest) | ("operations", _, *rest):
            return _of_operation(rest)
    return ""


def _of_operation(route: Sequence[str | int]) -> str:
    """What a value names below an operation or a variant."""
    match route:
        case ["pagination"]:
            return "pagination"
        case ["related", _, "operation"] | ["for_each", "operation"]:
            return "operation"
        case ["windows", "from" | "to"]:
            return "parameter"
        case ["scopes", int()]:
            return "scope"
        case ["record" | "answer"]:
            return "shape"
    return ""


def _words(around: Surroundings, route: Route) -> Iterator[Offer]:
    """The closed list of words that a parameter of a case may be."""
    named = [step for step in route if isinstance(step, str)]
    owner = owner_at(around, tuple(named[:-1]))
    found = field_of(opened(owner), named[-1]) if owner is not None else None
    for word in listed(found) if found is not None else ():
        yield Offer(word, "value", "", "", word)


def _paginations(around: Surroundings) -> Iterator[Offer]:
    for name, each in around.integration.pagination.items():
        yield Offer(name, "pagination", each.style, "", name)
    yield Offer("none", "pagination", "", "The list has no pages.", "none")


def _operations(around: Surroundings) -> Iterator[Offer]:
    for resource in around.resources.values():
        for operation in resource.operations.values():
            full = str(operation.name)
            if around.place.kind != "case":
                yield Offer(full, "operation", operation.name.operation, operation.summary, full)
            elif resource.name == around.place.resource:
                name = operation.name.operation
                yield Offer(name, "operation", full, operation.summary, name)


def _shapes(around: Surroundings) -> Iterator[Offer]:
    data = around.provider.data if around.provider is not None else None
    shapes = value_at(data, ("$defs",))
    for name, schema in shapes.items() if isinstance(shapes, dict) else ():
        said = schema.get("description") if isinstance(schema, dict) else None
        yield Offer(name, "value", "provider.schema.json", said if isinstance(said, str) else "", name)


def _parameters(around: Surroundings, route: Route) -> Iterator[Offer]:
    if around.place.kind == "case":
        found = case_parameters(around)
    else:
        found = around.uses.scopes.parameters(OperationName(around.place.resource, str(route[1])))
    for name in missing(found):
        yield Offer(name, "unified", type_of(found, name), description_of(found, name), name)


def _scopes(around: Surroundings) -> Iterator[Offer]:
    """The scopes that are written anywhere in the integration."""
    found = {
        scope
        for resource in around.resources.values()
        for operation in resource.operations.values()
        for variant in operation.variants
        for scope in variant.scopes
        if around.draft.mark not in scope
    }
    yield from (Offer(scope, "value", "scope", "", scope) for scope in sorted(found))
