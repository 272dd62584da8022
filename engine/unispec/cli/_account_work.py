"""What is done with a linked account, and with all of a store, from the command line."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import click

from unispec.cli._account_options import Provider, Where
from unispec.cli._account_store import (
    answering,
    app_variables,
    apps_of,
    enabling,
    engine_for,
    known,
    opened,
    relinkable,
    relinking,
    unknown,
)
from unispec.cli._private_hosts import refuse_private_hosts
from unispec.cli._show import note
from unispec.connections import Linked, Status, Store
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.rendering import visible
from unispec.specs import Catalogue, Integration

_CLEAR = "\r\x1b[K"
_BATCH = 100


def try_account(catalogue: Catalogue, where: Where, tenant: str, connection: str, provider: Provider) -> None:
    """Try an account, and say that it works; raises an `UnispecError` that says what to do."""
    with opened(where) as store, engine_for(catalogue, store) as engine:
        integration = _integration_of(catalogue, known(store, tenant, connection), "name its --catalogue")
        with (
            answering(integration, provider.base_url),
            relinkable(integration.name, tenant, connection),
        ):
            was_asked = engine.try_account(tenant=tenant, connection=connection, **provider.place)
    label = integration.label
    click.echo(f"ok: {label} answers" if was_asked else f"ok, but {label} has no request to try it with")


def disable_account(where: Where, tenant: str, connection: str) -> None:
    """Switch an account off; raises `InputError`."""
    before, linked = _switched(where, tenant, connection, on=False)
    state = "disabled already" if before is linked.status else "disabled"
    note(f"{state}; calls are refused until `{enabling(tenant, connection)}`")


def enable_account(where: Where, tenant: str, connection: str) -> None:
    """Switch an account on again, and say how it is; raises `InputError`."""
    before, linked = _switched(where, tenant, connection, on=True)
    state = "enabled" if before is Status.DISABLED else "was not disabled"
    match linked.status:
        case Status.NEEDS_REAUTH:
            command = relinking(linked.integration, tenant, connection)
            note(f"{state}, but it must be linked again ({linked.reason or 'no reason is known'}): {command}")
        case _:
            note(f"{state}; it is {linked.status}")


def _switched(where: Where, tenant: str, connection: str, *, on: bool) -> tuple[Status, Linked]:
    with opened(where) as store:
        found = store.switch(tenant, connection, on=on)
    if found is None:
        raise unknown(tenant)
    return found


def end_account(catalogue: Catalogue, where: Where, tenant: str, connection: str, *, anywhere: bool) -> None:
    """End a grant at the provider, and forget the account; raises an `UnispecError`."""
    with opened(where) as store, engine_for(catalogue, store) as engine:
        linked = known(store, tenant, connection)
        remedy = "name its --catalogue, or only --forget the account"
        integration = _integration_of(catalogue, linked, remedy)
        grants = [kind.oauth for kind in integration.auth.values() if kind.oauth is not None]
        is_grant = linked.grant.get("access_token") is not None
        can_end = is_grant and any(each.revoke is not None for each in grants)
        if can_end and integration.name not in apps_of(catalogue):
            variables = "`, `".join(app_variables(integration.name))
            message = "the provider must be told by your app that the grant ends"
            remedy = f"set `{variables}`, or only --forget the account"
            raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))
        if can_end and not anywhere:
            refuse_private_hosts(each.revoke.url.source for each in grants if each.revoke is not None)
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
            raise unknown(tenant)
    note("forgotten; the provider was not told: end the grant in the account there")


def rotate(where: Where) -> None:
    """Encrypt all accounts with the first key, batch by batch, and name those that do not open.

    Raises an `UnispecError`, also when there is one of those.
    """
    with opened(where) as store:
        total = _encrypted_anew(store)
        left = _named_unreadable(store)
    if total or not left:
        said = (
            "1 account was" if total == 1 else f"{total:,} accounts were" if total else "no account had to be"
        )
        note(f"{said} encrypted anew")
    if left:
        what = "1 account does not open, and was" if left == 1 else f"{left:,} accounts do not open, and were"
        remedy = "give back the key that is missing; `unispec accounts unlink ID --forget` ends what is lost"
        raise InputError(Diagnostic(Code.UNREADABLE_CREDENTIALS, f"{what} left as before", help=remedy))


def _encrypted_anew(store: Store) -> int:
    is_drawn = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    total = 0
    try:
        while number := store.rotate(_BATCH):
            total += number
            if is_drawn:
                click.echo(f"{_CLEAR}{total:,} accounts", nl=False, err=True)
    finally:
        if is_drawn:
            click.echo(_CLEAR, nl=False, err=True)
    return total


def _named_unreadable(store: Store) -> int:
    """Name the accounts that do not open; tell how many there are."""
    number = 0
    for each in store.unreadable():
        number += 1
        why = (each.problem or "").partition(": ")[2]
        note(visible(f"not opened: `{each.id}` of the tenant `{each.tenant}`: {why}"))
    return number


def _integration_of(catalogue: Catalogue, linked: Linked, remedy: str) -> Integration:
    try:
        return catalogue.integration(linked.integration)
    except InputError as error:
        error.diagnostic = replace(error.diagnostic, help=remedy)
        raise
