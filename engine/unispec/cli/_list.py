"""`unispec list`: what there is, computed from the specs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from unispec.cli._catalogue import catalogue_option, load
from unispec.data import Json, encode, pretty
from unispec.flow import Ceilings, Plan, Program, accepted, new_call, query_text, supported
from unispec.language import runtime
from unispec.specs import Catalogue


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to serve an operation: what it takes and which permissions it needs."""

    integration: str
    resource: str
    operation: str
    summary: str
    parameters: dict[str, Json]
    scopes: tuple[str, ...]


@click.command("list")
@click.argument("integration", required=False)
@click.option("-o", "--output", type=click.Choice(["text", "json", "ndjson"]), default="text")
@catalogue_option
def list_operations(integration: str | None, output: str, roots: tuple[Path, ...]) -> None:
    """List integrations, resources and operations with their parameters and scopes."""
    catalogue = load(roots)
    names = [integration] if integration else list(catalogue.integrations)
    offers = [offer for name in names for offer in offers_of(catalogue, name)]
    if output == "json":
        click.echo(pretty([asdict(offer) for offer in offers]))
    elif output == "ndjson":
        for offer in offers:
            click.echo(encode(asdict(offer)))
    else:
        _print(catalogue, offers)


def offers_of(catalogue: Catalogue, name: str) -> Iterator[Offer]:
    """Compute what an integration offers."""
    program = Program(catalogue.integration(name), catalogue.models, runtime())
    for resource in program.integration.resources.values():
        for operation in resource.operations.values():
            for plan in program.plans(operation.name):
                yield Offer(
                    integration=name,
                    resource=resource.name,
                    operation=operation.name.operation,
                    summary=plan.variant.summary or operation.summary,
                    parameters=_parameters(program, plan),
                    scopes=plan.variant.scopes,
                )


def _parameters(program: Program, plan: Plan) -> dict[str, Json]:
    call = new_call(program, {}, {}, datetime.now(UTC), float, Ceilings())
    known = plan.model.parameters(plan.name.operation)
    required = set(known.get("required", ()))
    found: dict[str, Json] = {}
    if plan.reading.at("id") is not None and not plan.operation.is_list:
        found["id"] = {"required": True}
    for name, reading in sorted(supported(plan).items()):
        entry: dict[str, Json] = {"required": True} if name in required else {}
        options = accepted(plan, name, call)
        if options:
            entry["values"] = list(options)
        elif reading.fields:
            entry["fields"] = sorted(reading.fields)
        found[name] = entry
    return found


def _print(catalogue: Catalogue, offers: list[Offer]) -> None:
    shown = ""
    for offer in offers:
        if offer.integration != shown:
            shown = offer.integration
            label = catalogue.integration(shown).label
            click.secho(f"{shown} ({label})" if label != shown else shown, bold=True)
        click.echo(f"  {offer.resource} {offer.operation}  ", nl=False)
        click.secho(offer.summary, dim=True)
        if offer.parameters:
            click.echo("      takes  " + ", ".join(_parameter(*pair) for pair in offer.parameters.items()))
        if offer.scopes:
            click.echo("      needs  " + ", ".join(offer.scopes))


def _parameter(name: str, entry: dict[str, Json]) -> str:
    text = name + ("*" if entry.get("required") else "")
    if "values" in entry:
        return f"{text} ({' | '.join(map(query_text, entry['values']))})"
    if "fields" in entry:
        return f"{text} {{{', '.join(entry['fields'])}}}"
    return text
