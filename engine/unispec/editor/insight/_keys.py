"""Keys that may stand in a mapping: those of the format, and fields of unified models and parameters."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Route
from unispec.editor.insight._expression_completion import Offer
from unispec.editor.insight._meta import keys_at
from unispec.editor.insight._notes import description_of, missing, required, type_of
from unispec.editor.insight._surroundings import Surroundings, value_at
from unispec.editor.insight._unified import owner_at
from unispec.inference import Object, field_of


def key_offers(around: Surroundings, route: Route) -> Iterator[Offer]:
    """Every key that a mapping may have besides those that it has; `text` ends as the value begins."""
    present = value_at(around.draft.document.data, route)
    given = present if isinstance(present, dict) else {}
    owner = owner_at(around, route)
    if owner is not None:
        sure = required(owner)
        for name in missing(owner, given):
            detail = type_of(owner, name)
            detail = f"{detail}, required" if name in sure else detail
            below = field_of(owner, name)
            holds_more = below is not None and bool(below.only(Object).atoms)
            yield Offer(
                name, "unified", detail, description_of(owner, name), name + (":" if holds_more else ": ")
            )
        return
    if around.place.kind == "resource" and route == ("operations",):
        yield from _operations(around, given)
    for key in keys_at(around.place.kind, route, given):
        detail = f"{key.holds}, required" if key.is_required else key.holds
        text = key.name + (": " if key.holds == "scalar" else ":")
        yield Offer(key.name, "key", detail, key.description, text)


def _operations(around: Surroundings, given: dict[str, object]) -> Iterator[Offer]:
    """The operations whose parameters the model has."""
    model = around.models.get(around.place.resource)
    definitions = model.schema.get("$defs", {}) if model is not None else {}
    named = [name.removesuffix("_parameters") for name in definitions if name.endswith("_parameters")]
    for name in dict.fromkeys(["list", "get", *named]):
        if name not in given:
            yield Offer(name, "operation", "operation", "", f"{name}:")
