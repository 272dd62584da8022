"""`unispec list`: what there is, computed from the specs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap

import click

from unispec.cli._catalogue import catalogue_option, load
from unispec.cli._output import write, write_lines
from unispec.cli._show import heading
from unispec.data import Json, pretty
from unispec.flow import Ceilings, Plan, Program, accepted, new_call, offered, query_text
from unispec.language import runtime
from unispec.specs import Catalogue

_INDENT = " " * 11


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


@click.command("list")
@click.argument("integration", required=False)
@click.option(
    "-o", "--output", type=click.Choice(["text", "json", "ndjson"]), default="text", show_default=True
)
@catalogue_option
def list_operations(integration: str | None, output: str, roots: tuple[Path, ...]) -> None:
    """List operations with their parameters and permissions."""
    catalogue = load(roots)
    names = [integration] if integration else list(catalogue.integrations)
    offers = [offer for name in names for offer in offers_of(catalogue, name)]
    if output == "json":
        write(pretty([asdict(offer) for offer in offers]).encode())
    elif output == "ndjson":
        write_lines(asdict(offer) for offer in offers)
    else:
        _print(catalogue, offers)


def offers_of(catalogue: Catalogue, name: str) -> Iterator[Offer]:
    """Compute what an integration offers."""
    program = Program(catalogue.integration(name), catalogue.models, runtime())
    for resource in program.integration.resources.values():
        for operation in resource.operations.values():
            plans = program.plans(operation.name)
            for number, plan in enumerate(plans, 1):
                yield Offer(
                    integration=name,
                    resource=resource.name,
                    operation=operation.name.operation,
                    variant=number,
                    variants=len(plans),
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
    for name, reading in sorted(offered(plan).items()):
        entry: dict[str, Json] = {"required": True} if name in required else {}
        options = accepted(plan, name, call)
        if options:
            entry["values"] = list(options)
        elif reading.fields:
            entry["fields"] = sorted(reading.fields)
        found[name] = entry
    return found


def _print(catalogue: Catalogue, offers: list[Offer]) -> None:
    shown = resource = ""
    for offer in offers:
        if offer.integration != shown:
            shown, resource = offer.integration, ""
            label = catalogue.integration(shown).label
            heading(f"{shown} ({label})" if label != shown else shown)
        if offer.resource != resource:
            resource = offer.resource
            click.echo(f"\n  {resource}")
        _line(f"{offer.operation:5}", f"{offer.summary}{offer.place}", "    ")
        if offer.parameters:
            taken = (_parameter(*pair) for pair in offer.parameters.items())
            _line("takes", ", ".join(taken), _INDENT)
        if offer.scopes:
            _line("needs", ", ".join(offer.scopes), _INDENT)
    click.echo()
    if any(offer.place for offer in offers):
        click.echo("Of several ways (1 of 2), the first that suits the parameters is taken.")
    click.echo("A * marks what must be given, as in `-p start_time=2026-01-31T09:00:00Z`.")


def _line(word: str, text: str, indent: str) -> None:
    lead = f"{indent}{word}  "
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    lines = wrap(text, width, initial_indent=lead, subsequent_indent=" " * len(lead))
    click.echo("\n".join(lines) or lead.rstrip())


def _parameter(name: str, entry: dict[str, Json]) -> str:
    star = "*" if entry.get("required") else ""
    if "values" in entry:
        return f"{name}{star} ({' | '.join(map(query_text, entry['values']))})"
    return ", ".join(f"{name}.{field}{star}" for field in entry.get("fields", ())) or name + star
