"""`unispec run`: one operation, for real, from a recorded case, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from unispec.cli._account_options import (
    connection_option,
    private_option,
    refuse_stray_words,
    store_options,
    tenant_option,
)
from unispec.cli._asked import RUNNABLE, Asked
from unispec.cli._catalogue import catalogue_option, load
from unispec.cli._offline import run_dry, run_replay
from unispec.cli._output import FORMATS
from unispec.cli._parameters import read_parameters
from unispec.cli._replay_option import REPLAY, TakesCase
from unispec.specs import OperationName

_PARAM = "A unified parameter; dots lead into objects (user.id=42), values may be JSON. Repeatable."
_LIMIT = "How many records; the provider's page size when left out."
_VARIABLE = "The environment variable of the token or key; <INTEGRATION>_TOKEN or _API_KEY when left out."


@click.command(cls=TakesCase)
@click.argument("integration")
@click.argument("resource")
@click.argument("operation", type=click.Choice(RUNNABLE), metavar="OPERATION")
@click.argument("id", required=False)
@click.option("-p", "--param", "written", multiple=True, metavar="KEY=VALUE", help=_PARAM)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=_LIMIT)
@click.option("--all", "everything", is_flag=True, help="All pages.")
@click.option("--cursor", help="Where to go on: `next_cursor` of an earlier page.")
@click.option("--raw", is_flag=True, help="Add the provider's own record to each, as `remote_data`.")
@click.option("--base-url", metavar="URL", help="Another address of the provider's API.")
@click.option("--token-env", metavar="VAR", help=_VARIABLE)
@connection_option
@tenant_option
@store_options
@private_option
@click.option("--replay", "case", is_flag=False, flag_value="", metavar="[CASE]", help=REPLAY)
@click.option("--dry-run", "dry", is_flag=True, help="Show the first request, send nothing.")
@click.option("-o", "--output", type=click.Choice(FORMATS), default="json", show_default=True)
@catalogue_option
@click.pass_context
def run(
    context: click.Context,
    /,
    integration: str,
    resource: str,
    operation: str,
    written: tuple[str, ...],
    dry: bool,
    roots: tuple[Path, ...],
    **words: Any,
) -> int:
    """Run an OPERATION (list or get) of a RESOURCE, written <model>/<resource>.

    `get` takes the ID of a record. Records go to the output, everything else to the error stream.
    Exit status: 0 all is well, 1 an error of the call or of a record, 2 wrong usage.
    """
    refuse_stray_words(words)
    catalogue = load(roots)
    catalogue.integration(integration)
    parameters = read_parameters(written, catalogue.models.get(resource), operation)
    name = OperationName(resource, operation)
    asked = Asked(
        catalogue=catalogue, roots=roots, integration=integration, name=name, parameters=parameters, **words
    )
    formed = context.get_parameter_source("output") is not ParameterSource.DEFAULT
    asked.refuse_contradictions(dry=dry, formed=formed)
    if asked.case is not None:
        return run_replay(asked)
    if dry:
        run_dry(asked)
        return 0
    from unispec.cli._real import run_real

    return run_real(asked)
