"""What an integration offers: each way to serve an operation, with its parameters and permissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from unispec.data import Json
from unispec.flow import Ceilings, Plan, Program, accepted, new_call, offered
from unispec.language import runtime
from unispec.specs import Catalogue


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to serve an operation: what it takes and which permissions it needs.

    `variant` counts from 1 to `variants`, the ways that there are.
    """

    integration: str
    resource: str
    operation: str
    variant: int
    variants: int
    summary: str
    parameters: dict[str, Json]
    scopes: tuple[str, ...]

    @property
    def place(self) -> str:
        """Its place among the variants, as ` (1 of 2)`; empty for the only way."""
        return f" ({self.variant} of {self.variants})" if self.variants > 1 else ""


def offers_of(catalogue: Catalogue, name: str) -> Iterator[Offer]:
    """Compute what an integration offers."""
    program = Program(catalogue.integration(name), catalogue.models, runtime())
    for resource in program.integration.resources:
        for _, offer in planned(program, resource):
            yield offer


def planned(program: Program, resource: str) -> Iterator[tuple[Plan, Offer]]:
    """Give the ways to serve the operations of a resource, each with its plan."""
    for operation in program.integration.resources[resource].operations.values():
        plans = program.plans(operation.name)
        for number, plan in enumerate(plans, 1):
            yield (
                plan,
                Offer(
                    integration=program.integration.name,
                    resource=resource,
                    operation=operation.name.operation,
                    variant=number,
                    variants=len(plans),
                    summary=plan.variant.summary or operation.summary,
                    parameters=_parameters(program, plan),
                    scopes=plan.variant.scopes,
                ),
            )


def _parameters(program: Program, plan: Plan) -> dict[str, Json]:
    call = new_call(program, {}, {}, datetime.now(UTC), float, Ceilings())
    known = plan.model.parameters(plan.name.operation)
    required = set(known.get("required", ()))
    found: dict[str, Json] = {}
    if plan.reading.at("id") is not None and not plan.operation.is_list:
        found["id"] = {"required": True}
    for name, reading in sorted(offered(plan).items()):
        entry: dict[str, Json] = {"required": True} if name in required else {}
        options = accepted(plan, name, call)
        if options:
            entry["values"] = list(options)
        elif reading.fields:
            entry["fields"] = sorted(reading.fields)
        found[name] = entry
    return found
