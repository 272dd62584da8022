"""`unispec schema`: the JSON Schemas that editors use."""

from __future__ import annotations

import click

from unispec.data import pretty
from unispec.specs import KINDS, meta_schema


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
def schema(kind: str) -> None:
    """Print the JSON Schema of one KIND of file."""
    click.echo(pretty(meta_schema(kind)))
