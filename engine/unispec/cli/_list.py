"""`unispec list`: what there is, computed from the specs."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap

import click

from unispec.cli._catalogue import catalogue_option, load
from unispec.cli._output import write, write_lines
from unispec.cli._show import heading
from unispec.data import Json, pretty
from unispec.flow import query_text
from unispec.specs import Catalogue
from unispec.survey import Offer, offers_of

_INDENT = " " * 11


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
