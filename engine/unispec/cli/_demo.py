"""`unispec demo`: what the engine does, seen at once, from a recorded case."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import click

from unispec.cli._catalogue import catalogue_option, integration_folders, load
from unispec.cli._folded import folded
from unispec.cli._output import fitted, write_table
from unispec.cli._show import coloured, heading
from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, InputError, Part
from unispec.flow import Page, Program
from unispec.language import runtime
from unispec.specs import Catalogue, OperationName
from unispec.testing import case_paths, find_case, replay, resource_of

_RECORD_LINES = 28
_MAP_LINES = 15
_MAP = ("map",)
_GAP = "   "
_KEY = re.compile(r'"\w+"(?=: )|^ *\w+(?=:)', re.MULTILINE)


@click.command()
@click.argument("integration", required=False)
@click.argument("resource", required=False)
@catalogue_option
def demo(integration: str | None, resource: str | None, roots: tuple[Path, ...]) -> None:
    """Show a provider's recorded answer become unified records."""
    catalogue = load(roots)
    name = integration or next(iter(catalogue.integrations))
    program = Program(catalogue.integration(name), catalogue.models, runtime())
    folders = integration_folders(roots, name)
    operation = OperationName(resource or _resource(name, folders), "list")
    case = find_case(folders, operation, None)
    answers = replay(program, replace(case, raw=True)).answers
    records = [record for page in answers if isinstance(page, Page) for record in page.result]
    if not records:
        message = f"the case `{case.name}` of `{operation}` has no records to show"
        raise InputError(Diagnostic(Code.UNKNOWN_CASE, message))
    label = program.integration.label
    raw = records[0].pop("remote_data")
    _beside(f"What {label} answers", raw, f"What you get: {operation.resource}", records[0])
    _title(f"What makes it so, in integrations/{name}/{operation.resource}.yaml")
    click.echo(_map_text(catalogue, name, operation))
    _title(f"All {len(records)} records, valid against unified_models/{operation.resource}.json")
    write_table(records, leave_out=("id",))
    _title("Next")
    click.echo(". .venv/bin/activate  # in a clone, when the shell does not find unispec")
    click.echo(f"unispec list {name}")
    click.echo(f"unispec run {name} {operation.resource} list --replay -o ndjson")
    click.echo(f"unispec run {name} {operation.resource} list --dry-run")


def _resource(name: str, folders: tuple[Path, ...]) -> str:
    """Choose a resource that has a case named `demo`, or else any case."""
    found = (path for folder in reversed(folders) for path in case_paths(folder))
    paths = sorted(found, key=lambda path: path.stem != "demo")
    if not paths:
        raise InputError(Diagnostic(Code.UNKNOWN_CASE, f"`{name}` has no recorded cases"))
    return resource_of(paths[0])


def _beside(left_title: str, left: Json, right_title: str, right: Json) -> None:
    width = (_width() - len(_GAP)) // 2
    titles = fitted(left_title, width) + _GAP + fitted(right_title, width)
    _title(titles.rstrip())
    for first, second in zip_longest(_record(left, width), _record(right, width), fillvalue=""):
        click.echo(_painted((fitted(first, width) + _GAP + second).rstrip()))


def _record(value: Json, width: int) -> list[str]:
    lines = folded(value, width)
    if len(lines) <= _RECORD_LINES:
        return lines
    return [*lines[: _RECORD_LINES - 1], f"… {len(lines) - _RECORD_LINES + 1} more lines"]


def _map_text(catalogue: Catalogue, name: str, operation: OperationName) -> str:
    document = catalogue.files[name].resources[operation.resource]
    first = document.span(_MAP, Part.KEY, None).line
    lines = [document.line_at(_MAP, first + offset) for offset in range(_MAP_LINES)]
    return _painted("\n".join(lines).rstrip()) + "\n  …"


def _painted(text: str) -> str:
    """Colour the keys of JSON and YAML, on a terminal that wants colour."""
    return _KEY.sub(lambda key: click.style(key[0], fg="cyan"), text) if coloured(sys.stdout) else text


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120) if sys.stdout.isatty() else 100


def _title(text: str) -> None:
    click.echo()
    heading(text)
