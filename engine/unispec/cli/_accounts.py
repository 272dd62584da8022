"""`unispec accounts`: the linked accounts of a store, and the keys that it is encrypted with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

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

Command = TypeVar("Command", bound=Callable[..., Any])

_form_option = click.option(
    "-o", "--output", type=click.Choice(["table", "json"]), default="table", show_default=True
)
_FORGET = "Tell the provider nothing, and only forget the account."


@click.group()
def accounts() -> None:
    """Linked accounts: what there is, whether they work, and their keys."""


def _of_accounts(command: Command) -> Command:
    return store_options(tenant_option(command))


@accounts.command("list")
@click.argument("integration", required=False)
@_form_option
@_of_accounts
def list_accounts(integration: str | None, output: str, tenant: str | None, **words: Any) -> None:
    """List the linked accounts of a tenant."""
    from unispec.cli._account_store import opened
    from unispec.cli._account_view import show_all

    with opened(Where(**words)) as store:
        show_all(list(store.all(tenant_of(tenant), integration)), output, integration)


@accounts.command()
@click.argument("connection", metavar="ID")
@_form_option
@_of_accounts
def show(connection: str, output: str, tenant: str | None, **words: Any) -> None:
    """Show how a linked account is, and whose.

    Credentials are never shown, and e-mail addresses not as a whole.
    """
    from unispec.cli._account_store import known, opened
    from unispec.cli._account_view import show_one

    with opened(Where(**words)) as store:
        show_one(known(store, tenant_of(tenant), connection), output)


@accounts.command()
@click.argument("connection", metavar="ID")
@base_url_option
@private_option
@catalogue_option
@_of_accounts
def test(connection: str, tenant: str | None, roots: tuple[Path, ...], **words: Any) -> None:
    """Try a linked account with a real request.

    Its grant is renewed first when it must be. When the account does not work, it says what to do.
    """
    from unispec.cli._account_work import try_account

    provider = Provider(words.pop("base_url"), words.pop("anywhere"))
    try_account(load(roots), Where(**words), tenant_of(tenant), connection, provider)


@accounts.command()
@click.argument("connection", metavar="ID")
@_of_accounts
def disable(connection: str, tenant: str | None, **words: Any) -> None:
    """Refuse calls for an account until it is enabled.

    Its grant is kept.
    """
    from unispec.cli._account_work import disable_account

    disable_account(Where(**words), tenant_of(tenant), connection)


@accounts.command()
@click.argument("connection", metavar="ID")
@_of_accounts
def enable(connection: str, tenant: str | None, **words: Any) -> None:
    """Let calls be made again for an account that was disabled.

    One that needs its owner still does.
    """
    from unispec.cli._account_work import enable_account

    enable_account(Where(**words), tenant_of(tenant), connection)


@accounts.command()
@click.argument("connection", metavar="ID")
@click.option("--forget", is_flag=True, help=_FORGET)
@private_option
@catalogue_option
@_of_accounts
def unlink(connection: str, tenant: str | None, forget: bool, roots: tuple[Path, ...], **words: Any) -> None:
    """End a grant, and forget the account.

    The provider is told that the grant has ended. The account is forgotten although it may not answer.
    """
    from unispec.cli._account_work import end_account, forget_account

    anywhere = words.pop("anywhere")
    if forget:
        forget_account(Where(**words), tenant_of(tenant), connection)
    else:
        end_account(load(roots), Where(**words), tenant_of(tenant), connection, anywhere=anywhere)


@accounts.command("rotate-key")
@store_options
def rotate_key(**words: Any) -> None:
    """Encrypt all accounts with the newest key.

    All who use the store must have the new key already, before the old one. They may go on meanwhile.
    When this is interrupted, call it again. The old key can go ten minutes after it has ended. Accounts
    that do not open are named and left as they are; the exit status is 1 then.
    """
    from unispec.cli._account_work import rotate

    rotate(Where(**words))


@accounts.command("new-key")
@click.argument("name", required=False)
def new_key(name: str | None) -> None:
    """Draw a key for UNISPEC_KEYS.

    NAME is the day when left out. Several keys have commas between them, the one that encrypts first.
    """
    from unispec.cli._account_store import need_libraries

    need_libraries()
    from unispec.connections.storage import new_key as drawn

    click.echo(drawn(datetime.now(UTC).strftime("%Y-%m-%d") if name is None else name))
