"""A run without a network: from a recorded case, or only its first request."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import click

from unispec.cli._asked import Asked
from unispec.cli._catalogue import integration_folders
from unispec.cli._output import write_answer
from unispec.cli._show import note, show_found
from unispec.flow import Item, Page, Program, Validation
from unispec.language import runtime
from unispec.testing import dry_run, find_case, replay


def run_replay(asked: Asked) -> int:
    """Play a case and write what comes of it; raises the error that the case ends with.

    Gives the exit status: 1 when something is wrong with records.
    """
    program = _program(asked)
    program.plans(asked.name)
    case = find_case(integration_folders(asked.roots, asked.integration), asked.name, asked.case or None)
    note(f"replaying the case `{case.name}`" + (f": {case.summary}" if case.summary else ""))
    replayed = replay(program, replace(case, raw=case.raw or asked.raw), Validation.REPORT)
    status = show_found(replayed.diagnostics)
    pages = [each for each in replayed.answers if isinstance(each, Page)]
    if pages:
        answer = {
            "result": [record for page in pages for record in page.result],
            "next_cursor": replayed.error.cursor if replayed.error else pages[-1].next_cursor,
            "is_partial": replayed.error is not None or any(page.is_partial for page in pages),
        }
        write_answer(answer, asked.output)
    for item in replayed.answers:
        if isinstance(item, Item):
            write_answer(item.to_dict(), asked.output)
    if replayed.error is not None:
        raise replayed.error
    return status


def run_dry(asked: Asked) -> None:
    """Write the first request of the operation, without its credentials."""
    program = _program(asked)
    parameters = {**asked.parameters} | ({"id": asked.id} if asked.id is not None else {})
    request = dry_run(program, asked.name, parameters, datetime.now(UTC), asked.limit)
    if request is None:
        note("no request is made")
        return
    query = f"?{urlencode(request.query, safe=':/{}')}" if request.query else ""
    click.echo(f"{request.method} {request.url}{query}")
    for name, value in request.headers:
        click.echo(f"{name}: {value}")
    kinds = program.integration.auth.values()
    for name in sorted({header for kind in kinds for header in kind.carriers}):
        click.echo(f"{name}: …")
    if request.content is not None:
        click.echo("\n" + request.content.decode())
    if program.needs_connection(asked.name):
        note("{connection.…} is read from the account first")


def _program(asked: Asked) -> Program:
    integration = asked.catalogue.integration(asked.integration)
    return Program(integration, asked.catalogue.models, runtime(), asked.base_url)
