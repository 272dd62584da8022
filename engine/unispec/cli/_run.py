"""`unispec run`: one operation, for real, from a recorded case, or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import click

from unispec.cli._catalogue import catalogue_option, integration_folder, load
from unispec.cli._output import FORMATS, write_answer, write_lines
from unispec.cli._parameters import read_parameters
from unispec.cli._show import note, show_frames
from unispec.clients import Connection, Engine
from unispec.data import Json
from unispec.flow import Page, Program, Validation
from unispec.language import runtime
from unispec.specs import Catalogue, OperationName
from unispec.testing import dry_run, find_case, replay

_PARAM = "A unified parameter; dots lead into objects: -p user.id=42."
_TOKEN_ENV = "The environment variable with the token; <INTEGRATION>_TOKEN when left out."
_REPLAY = "Play a recorded case; no account, no network."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    catalogue: Catalogue
    integration: str
    name: OperationName
    id: str | None
    parameters: dict[str, Json]
    limit: int | None
    everything: bool
    cursor: str | None
    raw: bool
    output: str


@click.command()
@click.argument("integration")
@click.argument("resource")
@click.argument("operation")
@click.argument("id", required=False)
@click.option("-p", "--param", "written", multiple=True, metavar="KEY=VALUE", help=_PARAM)
@click.option("--limit", type=click.IntRange(min=1), help="How many records.")
@click.option("--all", "everything", is_flag=True, help="All pages.")
@click.option("--cursor", help="Where to go on: `next_cursor` of an earlier page.")
@click.option("--raw", is_flag=True, help="Add the provider's own record to each, as `remote_data`.")
@click.option("--base-url", help="Another address of the provider's API.")
@click.option("--token-env", metavar="VAR", help=_TOKEN_ENV)
@click.option("--replay", "case", is_flag=False, flag_value="", metavar="[CASE]", help=_REPLAY)
@click.option("--dry-run", is_flag=True, help="Show the first request, send nothing.")
@click.option("-o", "--output", type=click.Choice(FORMATS), default="json")
@catalogue_option
def run(  # noqa: PLR0913, PLR0917
    integration: str,
    resource: str,
    operation: str,
    id: str | None,  # noqa: A002
    written: tuple[str, ...],
    limit: int | None,
    everything: bool,
    cursor: str | None,
    raw: bool,
    base_url: str | None,
    token_env: str | None,
    case: str | None,
    dry_run: bool,
    output: str,
    roots: tuple[Path, ...],
) -> None:
    """Run an OPERATION of a RESOURCE, such as `run calendly calendar/events list`."""
    if limit is not None and everything:
        raise click.UsageError("--limit and --all exclude each other")
    catalogue = load(roots)
    catalogue.integration(integration)
    parameters = read_parameters(written, catalogue.models.get(resource), operation)
    name = OperationName(resource, operation)
    asked = Asked(catalogue, integration, name, id, parameters, limit, everything, cursor, raw, output)
    if case is not None:
        if parameters or cursor or limit or id:
            raise click.UsageError("--replay plays what the case asks, and takes no parameters of its own")
        _replay(asked, roots, case or None)
    elif dry_run:
        _dry_run(asked, base_url)
    else:
        _run(asked, base_url, token_env)


def _run(asked: Asked, base_url: str | None, token_env: str | None) -> None:
    variable = token_env or f"{asked.integration.upper().replace('-', '_')}_TOKEN"
    token = os.environ.get(variable)
    if token is None:
        raise click.UsageError(f"{variable} holds no token (set it, or use --replay or --dry-run)")
    with Engine(asked.catalogue) as engine:
        connection = engine.connect(asked.integration, token=token, base_url=base_url)
        if asked.name.operation != "list":
            if asked.name.operation != "get":
                raise click.UsageError("the operations that can be run are `list` and `get`")
            item = connection.get(asked.name.resource, asked.id, asked.parameters, raw=asked.raw)
            show_frames(item.diagnostics, sys.stderr)
            write_answer(item.to_dict(), asked.output)
        elif asked.everything:
            _all(asked, connection)
        else:
            _one_page(asked, connection)


def _one_page(asked: Asked, connection: Connection) -> None:
    page = connection.list(
        asked.name.resource, asked.parameters, limit=asked.limit, cursor=asked.cursor, raw=asked.raw
    )
    show_frames(page.diagnostics, sys.stderr)
    write_answer(page.to_dict(), asked.output)


def _all(asked: Asked, connection: Connection) -> None:
    pages = _watched(
        connection.pages(asked.name.resource, asked.parameters, cursor=asked.cursor, raw=asked.raw)
    )
    if asked.output == "ndjson":
        for page in pages:
            write_lines(page.result)
        return
    result: list[Json] = []
    is_partial = False
    for page in pages:
        result += page.result
        is_partial = is_partial or page.is_partial
    write_answer({"result": result, "next_cursor": None, "is_partial": is_partial}, asked.output)


def _watched(pages: Iterator[Page]) -> Iterator[Page]:
    """Count what comes, on a terminal's error stream, and show findings."""
    shown = sys.stderr.isatty()
    records = 0
    for number, page in enumerate(pages, 1):
        records += len(page.result)
        if shown:
            click.echo(f"\r{records:,} records, {number:,} pages", nl=False, err=True)
        show_frames(page.diagnostics, sys.stderr)
        yield page
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)


def _replay(asked: Asked, roots: tuple[Path, ...], case_name: str | None) -> None:
    program = Program(asked.catalogue.integration(asked.integration), asked.catalogue.models, runtime())
    program.plans(asked.name)
    case = find_case(integration_folder(roots, asked.integration), asked.name, case_name)
    note(f"replaying the case `{case.name}`" + (f": {case.summary}" if case.summary else ""))
    replayed = replay(program, case, Validation.REPORT)
    show_frames(replayed.diagnostics, sys.stderr)
    if asked.name.operation == "list":
        answers = [each for each in replayed.answers if isinstance(each, Page)]
        result = [record for page in answers for record in page.result]
        partial = any(page.is_partial for page in answers)
        if answers:
            write_answer({"result": result, "next_cursor": None, "is_partial": partial}, asked.output)
    else:
        for answer in replayed.answers:
            write_answer(answer.to_dict(), asked.output)
    if replayed.error is not None:
        raise replayed.error


def _dry_run(asked: Asked, base_url: str | None) -> None:
    program = Program(
        asked.catalogue.integration(asked.integration), asked.catalogue.models, runtime(), base_url
    )
    parameters = asked.parameters | ({"id": asked.id} if asked.id is not None else {})
    request = dry_run(program, asked.name, parameters, datetime.now(UTC), asked.limit)
    if request is None:
        note("no request is made")
        return
    query = f"?{urlencode(request.query, safe=':/{}')}" if request.query else ""
    click.echo(f"{request.method} {request.url}{query}")
    for name, value in request.headers:
        click.echo(f"{name}: {value}")
    for name in sorted({header for kind in program.integration.auth.values() for header in kind}):
        click.echo(f"{name}: …")
    if request.content is not None:
        click.echo("\n" + request.content.decode())
