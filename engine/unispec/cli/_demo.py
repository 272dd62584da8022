"""`unispec demo`: what the engine does, seen at once, from recorded cases."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from unispec.cli._catalogue import catalogue_option, integration_folder, load
from unispec.cli._output import write_table
from unispec.cli._show import coloured
from unispec.data import Json, pretty
from unispec.diagnostics import Code, Diagnostic, InputError, Part
from unispec.flow import Page, Program
from unispec.language import runtime
from unispec.specs import Catalogue, OperationName
from unispec.testing import Case, find_case, read_cases, replay

_LINES = 30
_MAP = ("map",)
_PREFERRED = ("calendar/events",)


@click.command()
@click.argument("integration", required=False)
@click.argument("resource", required=False)
@catalogue_option
def demo(integration: str | None, resource: str | None, roots: tuple[Path, ...]) -> None:
    """Show what the engine does: recorded answers of a provider become unified records."""
    catalogue = load(roots)
    name = integration or next(iter(catalogue.integrations))
    program = Program(catalogue.integration(name), catalogue.models, runtime())
    folder = integration_folder(roots, name)
    operation = OperationName(resource or _resource(name, folder), "list")
    case = find_case(folder, operation, None)
    replayed = replay(program, case)
    pages = [each for each in replayed.answers if isinstance(each, Page)]
    records = [record for page in pages for record in page.result]
    _title(f"1. What {catalogue.integration(name).label} answers to {operation}")
    _show(pretty(_first_raw(program, case)), "json")
    _title(f"2. The map, YAML alone: integrations/{name}/{operation.resource}.yaml")
    _show(_map_text(catalogue, name, operation), "yaml")
    _title("3. The unified record that comes out, valid against the model")
    _show(pretty(records[0]), "json")
    _title(f"All {len(records)} records of this case")
    write_table(records)
    click.echo(
        f"Next: unispec list {name}   or   unispec run {name} {operation.resource} list --replay -o ndjson"
    )


def _resource(name: str, folder: Path) -> str:
    listed = {case.operation.resource for case in read_cases(folder) if case.operation.operation == "list"}
    found = next((each for each in _PREFERRED if each in listed), min(listed, default=None))
    if found is None:
        raise InputError(Diagnostic(Code.UNKNOWN_CASE, f"`{name}` has no recorded list"))
    return found


def _first_raw(program: Program, case: Case) -> Json:
    played = replay(program, replace(case, raw=True))
    page = next(each for each in played.answers if isinstance(each, Page))
    return page.result[0]["remote_data"]


def _map_text(catalogue: Catalogue, name: str, operation: OperationName) -> str:
    document = catalogue.files[name].resources[operation.resource]
    first = document.span(_MAP, Part.KEY, None).line
    return "\n".join(document.line_at(_MAP, first + offset) for offset in range(_LINES)) + "\n…"


def _title(text: str) -> None:
    click.secho(f"\n{text}\n", bold=True)


def _show(text: str, language: str) -> None:
    lines = text.splitlines()
    shown = lines[:_LINES]
    if len(lines) > _LINES:
        shown.append(f"… {len(lines) - _LINES} more lines")
    if not coloured(sys.stdout):
        click.echo("\n".join(f"  {line}" for line in shown))
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.syntax import Syntax

    Console().print(Padding(Syntax("\n".join(shown), language, background_color="default"), (0, 2)))
