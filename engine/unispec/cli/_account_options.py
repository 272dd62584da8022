"""Options of the commands that work with linked accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from unispec.specs import Catalogue

Command = TypeVar("Command", bound=Callable[..., Any])

USUAL_TENANT = "me"
PRIVATE = "--private-network"

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_STORE = "Where accounts are kept: a SQLite file, or postgresql://…; UNISPEC_STORE when left out."
_KEYS = "The keys that credentials are encrypted with; those in UNISPEC_KEYS when left out."
_TENANT = f"Whose accounts; `{USUAL_TENANT}` when left out."
_PRIVATE = "Let the provider be in a private network, or on this machine."


def _named(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """Refuse a tenant without a name."""
    if value is not None and not value.strip():
        raise click.UsageError("--tenant has no name")
    return value


def _an_address(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """Refuse an address without anything in it."""
    if value is not None and not value.strip():
        raise click.UsageError("--base-url holds no URL")
    return value


connection_option = click.option(
    "--connection", metavar="ID", help="A linked account to call for, instead of a token."
)
tenant_option = click.option("--tenant", metavar="NAME", callback=_named, help=_TENANT)
base_url_option = click.option(
    "--base-url", metavar="URL", callback=_an_address, help="Another address of the provider's API."
)
private_option = click.option(PRIVATE, "anywhere", is_flag=True, help=_PRIVATE)


@dataclass(frozen=True, slots=True)
class Where:
    """Where linked accounts are kept, and the file of the keys that open them."""

    store: str | None = None
    keys: Path | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider is: at an address that was named, or where its spec says.

    An address that was named may be in a private network.
    """

    base_url: str | None = None
    anywhere: bool = False

    @property
    def is_anywhere(self) -> bool:
        """Whether it may be in a private network."""
        return self.anywhere or self.base_url is not None

    @property
    def place(self) -> dict[str, Any]:
        """The words of an engine for it."""
        return {"base_url": self.base_url, "private_network": self.is_anywhere}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAccount:
    """For whom a call is made: whoever has a token, or a linked account."""

    catalogue: Catalogue
    integration: str
    base_url: str | None
    token_env: str | None
    connection: str | None
    tenant: str | None
    store: str | None
    keys: Path | None
    anywhere: bool

    @property
    def where(self) -> Where:
        """Where the linked account is kept."""
        return Where(self.store, self.keys)

    @property
    def provider(self) -> Provider:
        """Where its provider is."""
        return Provider(self.base_url, self.anywhere)


def store_options(command: Command) -> Command:
    """Let a command take `--store` and `--keys`."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--keys", type=path, metavar="FILE", help=_KEYS),
        click.option("--store", metavar="ADDRESS", help=_STORE),
    ):
        command = option(command)
    return command


def refuse_stray_words(words: Mapping[str, Any]) -> None:
    """Raise a usage error for words about linked accounts that would have no effect together."""
    if words["connection"] == "":
        raise click.UsageError("--connection names no account")
    if words["connection"] is not None:
        if words["token_env"] is not None:
            raise click.UsageError("--connection needs no token; leave out --token-env")
        return
    stray = [f"--{name}" for name in ("tenant", "store", "keys") if words[name] is not None]
    if stray:
        raise click.UsageError(f"{', '.join(stray)} can only stand beside --connection")


def named(variable: str) -> str:
    """Name a variable in a message; what is not written like one may be the token itself."""
    return f"`{variable}`" if _VARIABLE.fullmatch(variable) else "that --token-env names"


def tenant_of(tenant: str | None) -> str:
    """Give the tenant that is meant."""
    return tenant or USUAL_TENANT
