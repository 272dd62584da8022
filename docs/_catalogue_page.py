"""The page about what the bundled catalogue offers, computed from its specs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docs._markdown import code, table

from unispec import Catalogue
from unispec.cli._list import Offer, offers_of
from unispec.models import Model, Models
from unispec.specs import Integration, Resource, Tree

_INTRODUCTION = """\
# The catalogue

<!-- Made by `make docs` from the specs. Change those, not this page. -->

What the bundled specs offer. `unispec list` prints the same. Parameters are computed from what the
expressions of a spec read, so a parameter that is not listed is refused with an error, and never ignored. A
parameter marked * is required.
"""


def catalogue_page() -> str:
    """Write the page."""
    catalogue = Catalogue.bundled()
    parts = [_INTRODUCTION]
    for name, integration in catalogue.integrations.items():
        parts.append(f"## {integration.label or name}")
        parts.append(f"Name: `{name}`. Documentation of the provider: <{integration.docs}>.")
        for resource, offers in groupby(offers_of(catalogue, name), key=lambda each: each.resource):
            parts += _resource(integration, integration.resources[resource], list(offers), catalogue.models)
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _resource(
    integration: Integration, resource: Resource, offers: list[Offer], models: Models
) -> Iterator[str]:
    model = models[resource.name]
    yield f"### `{resource.name}`"
    yield resource.summary
    for offer in offers:
        scopes = ", ".join(map(code, offer.scopes)) or "none"
        yield f"**{offer.operation}**: {offer.summary} Scopes: {scopes}."
        if offer.parameters:
            known = model.parameters(offer.operation).get("properties", {})
            rows = [_parameter(name, entry, model, known) for name, entry in offer.parameters.items()]
            yield table(("parameter", "takes", "meaning"), rows)
    filled = _filled(resource)
    model = _owner(model, models)
    fields = model.properties(model.schema)
    yield "Fields of a record:"
    yield table(
        ("field", "type", "meaning"),
        [(code(name), _type(model, fields[name]), _said(fields[name])) for name in fields if name in filled],
    )
    missing = [code(name) for name in fields if name not in filled and name != "remote_data"]
    if missing:
        yield f"In the model, but not given by {integration.label or integration.name}: {', '.join(missing)}."


def _parameter(name: str, entry: Any, model: Model, known: dict[str, Any]) -> tuple[str, str, str]:
    schema = known.get(name, {"type": "string", "description": "The id of the record."})
    if "values" in entry:
        takes = " or ".join(map(code, entry["values"]))
    elif "fields" in entry:
        takes = "object: " + ", ".join(map(code, entry["fields"]))
    else:
        takes = _type(model, schema)
    return code(name) + ("*" if entry.get("required") else ""), takes, _said(schema)


def _filled(resource: Resource) -> set[str]:
    maps = [each.map for operation in resource.operations.values() for each in operation.variants]
    return {name for tree in maps if isinstance(tree, Tree) for name in tree.children}


def _owner(model: Model, models: Models) -> Model:
    """Follow a model that is another one under a new name."""
    reference = model.schema.get("$ref")
    return models[reference.removeprefix("unispec:")] if reference else model


def _type(model: Model, schema: dict[str, Any]) -> str:
    resolved = model.resolve(schema)
    if "enum" in resolved:
        return " or ".join(map(code, resolved["enum"]))
    kind = str(resolved.get("type", "any"))
    if kind == "array":
        return f"list of {_type(model, resolved.get('items', {}))}"
    return str(resolved.get("format", kind))


def _said(schema: dict[str, Any]) -> str:
    return str(schema.get("description", ""))
