"""`unispec link`: an account of one's own becomes a linked one, by a browser or by a token."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from unispec.cli._account_options import (
    Provider,
    Where,
    base_url_option,
    private_option,
    store_options,
    tenant_of,
    tenant_option,
)
from unispec.cli._catalogue import catalogue_option, load
from unispec.specs import Catalogue

PORT = 8730

_SCOPES = "What to ask for, with commas between; what the operations need when left out."
_PORT = f"Where the browser comes back to on this machine, {PORT} when left out; 0 takes a free one."
_LOCALHOST = "Come back to http://localhost:PORT/callback, for providers that refuse 127.0.0.1."
_CONNECTION = "The account that is linked anew; it keeps its id."
_GIVEN = (
    "Link by the token in this environment variable, without a browser. NAME=VAR, repeatable, "
    "where a provider takes more than one word."
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True, slots=True)
class AskedLink:
    """What a `link` command line asks for; `variables` hold the credentials, by what they are called."""

    catalogue: Catalogue
    integration: str
    tenant: str
    where: Where
    connection: str | None
    scopes: tuple[str, ...] | None
    port: int
    name: str
    variables: dict[str, str] = field(repr=False)
    opens: bool
    provider: Provider


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
    asked = _asked(integration, roots, words)
    from unispec.cli._link_account import linked_account

    click.echo(linked_account(asked))


def _asked(integration: str, roots: tuple[Path, ...], words: dict[str, Any]) -> AskedLink:
    """Read the words; raises a usage error for those that cannot be meant."""
    flags = {"--scopes": "scopes", "--port": "port", "--localhost": "localhost", "--no-browser": "shut"}
    said = [flag for flag, name in flags.items() if words[name] not in (None, False)]
    if words["written"] and said:
        raise click.UsageError(f"--token-env needs no browser; leave out {', '.join(said)}")
    if words["connection"] == "":
        raise click.UsageError("--connection names no account")
    scopes = None
    if words["scopes"] is not None:
        scopes = tuple(dict.fromkeys(re.split(r"[,\s]+", words["scopes"].strip(", \t\n"))))
        if scopes == ("",):
            raise click.UsageError("--scopes names none; leave it out for what the operations need")
    return AskedLink(
        catalogue=load(roots),
        integration=integration,
        tenant=tenant_of(words["tenant"]),
        where=Where(words["store"], words["keys"]),
        connection=words["connection"],
        scopes=scopes,
        port=PORT if words["port"] is None else words["port"],
        name="localhost" if words["localhost"] else "127.0.0.1",
        variables=_variables(words["written"]),
        opens=not words["shut"],
        provider=Provider(words["base_url"], words["anywhere"]),
    )


def _variables(written: tuple[str, ...]) -> dict[str, str]:
    """Read `VAR` and `NAME=VAR`; what looks like a token is not repeated."""
    found: dict[str, str] = {}
    for each in written:
        name, equals, variable = each.rpartition("=")
        if not _VARIABLE.fullmatch(variable) or (equals and not _VARIABLE.fullmatch(name)):
            raise click.UsageError("--token-env takes the name of an environment variable, not a token")
        if name in found:
            raise click.UsageError(
                f"--token-env gives `{name}` twice" if name else "--token-env gives two tokens"
            )
        found[name] = variable
    return found
