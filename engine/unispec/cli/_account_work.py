"""What is done with a linked account, and with all of a store, from the command line."""

from __future__ import annotations

import os
import sys

import click

from unispec.cli._account_options import Where
from unispec.cli._account_store import app_variables, apps_of, engine_for, opened, relinkable
from unispec.cli._show import note
from unispec.connections import Linked, Store
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.specs import Catalogue

_CLEAR = "\r\x1b[K"
_BATCH = 100


def known(store: Store, tenant: str, connection: str) -> Linked:
    """Give an account, whatever its status; raises `InputError`."""
    found = store.get(tenant, connection)
    if found is None:
        raise _unknown()
    return found


def try_account(catalogue: Catalogue, where: Where, tenant: str, connection: str, *, anywhere: bool) -> None:
    """Try an account, and say that it works; raises an `UnispecError` that says what to do."""
    with opened(where) as store, engine_for(catalogue, store) as engine:
        name = known(store, tenant, connection).integration
        with relinkable(name, tenant, connection):
            was_asked = engine.try_account(tenant=tenant, connection=connection, private_network=anywhere)
    label = catalogue.integration(name).label
    click.echo(f"ok: {label} answers" if was_asked else f"ok, but {label} has no request to try it with")


def end_account(catalogue: Catalogue, where: Where, tenant: str, connection: str, *, anywhere: bool) -> None:
    """End a grant at the provider, and forget the account; raises an `UnispecError`."""
    with opened(where) as store, engine_for(catalogue, store) as engine:
        linked = known(store, tenant, connection)
        integration = catalogue.integration(linked.integration)
        grants = [kind.oauth for kind in integration.auth.values() if kind.oauth is not None]
        is_grant = linked.grant.get("access_token") is not None
        can_end = is_grant and any(each.revoke is not None for each in grants)
        if can_end and integration.name not in apps_of(catalogue):
            variables = "`, `".join(app_variables(integration.name))
            message = "the provider must be told by your app that the grant ends"
            remedy = f"set `{variables}`, or only --forget the account"
            raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))
        was_told = engine.unlink(tenant=tenant, connection=connection, private_network=anywhere)
    if was_told:
        note(f"unlinked; {integration.label} confirmed that the grant has ended")
    else:
        reason = "did not confirm that the grant has ended" if can_end else "cannot be told"
        note(f"forgotten, but {integration.label} {reason}: end it in the account there")


def forget_account(where: Where, tenant: str, connection: str) -> None:
    """Forget an account, even one that cannot be read; raises `InputError`."""
    with opened(where) as store:
        if not store.remove(tenant, connection):
            raise _unknown()
    note("forgotten; the provider was not told: end the grant in the account there")


def rotate(where: Where) -> None:
    """Encrypt all accounts with the first key, batch by batch; raises an `UnispecError`."""
    is_drawn = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    total = 0
    with opened(where) as store:
        try:
            while number := store.rotate(_BATCH):
                total += number
                if is_drawn:
                    click.echo(f"{_CLEAR}{total:,} accounts", nl=False, err=True)
        finally:
            if is_drawn:
                click.echo(_CLEAR, nl=False, err=True)
    said = "1 account was" if total == 1 else f"{total:,} accounts were" if total else "no account had to be"
    note(f"{said} encrypted anew")


def _unknown() -> InputError:
    message = "the tenant has no linked account of this id"
    return InputError(
        Diagnostic(Code.UNKNOWN_CONNECTION, message, help="`unispec accounts list` shows those it has")
    )
