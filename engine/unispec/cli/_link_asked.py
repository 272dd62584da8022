"""What a `link` command line asks for, read from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from unispec.cli._account_options import Provider, Where, tenant_of
from unispec.cli._catalogue import load
from unispec.specs import Catalogue

PORT = 8730
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


def asked_link(integration: str, roots: tuple[Path, ...], words: dict[str, Any]) -> AskedLink:
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
