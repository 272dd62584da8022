"""`unispec link`: an account of one's own becomes a linked one, by a browser or by a token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from unispec.cli._account_options import (
    base_url_option,
    private_option,
    store_options,
    tenant_option,
)
from unispec.cli._catalogue import catalogue_option
from unispec.cli._link_asked import PORT, asked_link

_SCOPES = "What to ask for, with commas between; what the operations need when left out."
_PORT = f"Where the browser comes back to on this machine, {PORT} when left out; 0 takes a free one."
_LOCALHOST = "Come back to http://localhost:PORT/callback, for providers that refuse 127.0.0.1."
_CONNECTION = "The account that is linked anew; it keeps its id."
_GIVEN = (
    "Link by the token in this environment variable, without a browser. NAME=VAR, repeatable, "
    "where a provider takes more than one word."
)


@click.command()
@click.argument("integration")
@store_options
@tenant_option
@click.option("--scopes", metavar="A,B", help=_SCOPES)
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help=_PORT)
@click.option("--localhost", is_flag=True, help=_LOCALHOST)
@click.option("--no-browser", "shut", is_flag=True, help="Open no browser; the address is printed anyway.")
@click.option("--connection", metavar="ID", help=_CONNECTION)
@click.option("--token-env", "written", multiple=True, metavar="VAR", help=_GIVEN)
@base_url_option
@private_option
@catalogue_option
def link(integration: str, roots: tuple[Path, ...], **words: Any) -> None:
    """Link an account of an INTEGRATION, and print its id.

    The provider asks the owner in a browser, and sends them back to this machine. What it knows your app
    by is in <INTEGRATION>_CLIENT_ID and <INTEGRATION>_CLIENT_SECRET. Credentials are stored encrypted.
    """
    asked = asked_link(integration, roots, words)
    from unispec.cli._link_account import linked_account

    click.echo(linked_account(asked))
