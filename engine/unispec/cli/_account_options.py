"""Options of the commands that work with linked accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

USUAL_TENANT = "me"

_STORE = "Where accounts are kept: a SQLite file, or postgresql://…; UNISPEC_STORE when left out."
_KEYS = "The keys that credentials are encrypted with; those in UNISPEC_KEYS when left out."
_TENANT = f"Whose accounts; `{USUAL_TENANT}` when left out."
_PRIVATE = "Let the provider be in a private network, or on this machine."

connection_option = click.option(
    "--connection", metavar="ID", help="A linked account to call for, instead of a token."
)
tenant_option = click.option("--tenant", metavar="NAME", help=_TENANT)
private_option = click.option("--private-network", "anywhere", is_flag=True, help=_PRIVATE)


@dataclass(frozen=True, slots=True)
class Where:
    """Where linked accounts are kept, and the file of the keys that open them."""

    store: str | None = None
    keys: Path | None = None


def store_options(command: Command) -> Command:
    """Let a command take `--store` and `--keys`."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--keys", type=path, metavar="FILE", help=_KEYS),
        click.option("--store", metavar="ADDRESS", help=_STORE),
    ):
        command = option(command)
    return command


def tenant_of(tenant: str | None) -> str:
    """Give the tenant that is meant; a usage error for one without a name."""
    if tenant is not None and not tenant.strip():
        raise click.UsageError("--tenant has no name")
    return tenant or USUAL_TENANT
