"""Linking an account from the command line: its owner is sent to the provider, and comes back here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from unispec.cli._account_options import named
from unispec.cli._account_store import (
    answering,
    app_variables,
    apps_of,
    engine_for,
    explained,
    known,
    opened,
)
from unispec.cli._browser import open_browser
from unispec.cli._callback import Reception
from unispec.cli._callback_page import linked, not_linked
from unispec.cli._link_asked import AskedLink
from unispec.cli._private_hosts import refuse_private_hosts
from unispec.cli._show import note
from unispec.clients import Engine
from unispec.connections import Begun
from unispec.diagnostics import Code, Diagnostic, InputError, LinkError, UnispecError
from unispec.flow import checked_base
from unispec.rendering import visible
from unispec.specs import Integration

_LONGEST = 600.0
"""How many seconds the owner may take; the link itself is good for no longer."""

_BEGIN = "begin a new link"
_AGAIN = "the same command begins a new link"


def linked_account(asked: AskedLink) -> str:
    """Link an account, and give its id; raises an `UnispecError` or a usage error."""
    integration = asked.catalogue.integration(asked.integration)
    if asked.provider.base_url is not None:
        checked_base(asked.provider.base_url)
    given = _credentials(asked, integration) if asked.variables else None
    is_browsed = given is None and "oauth2" in integration.auth
    if given is None:
        _refuse_without_app(asked, integration)
        _refuse_private(asked, integration)
    with (
        _explained(asked, integration),
        opened(asked.where, makes=True) as store,
        engine_for(asked.catalogue, store) as engine,
    ):
        if asked.connection is not None:
            known(store, asked.tenant, asked.connection, asked.integration)
        if is_browsed:
            found = _by_browser(asked, engine, integration)
        else:
            found = engine.link_credentials(
                asked.integration,
                tenant=asked.tenant,
                credentials=given or {},
                connection=asked.connection,
                **asked.provider.place,
            )
        _tell(asked, engine, found)
    return found


@contextmanager
def _explained(asked: AskedLink, integration: Integration) -> Iterator[None]:
    with (
        answering(integration, asked.provider.base_url),
        explained(asked.integration, asked.tenant, asked.connection or ""),
    ):
        yield


def _credentials(asked: AskedLink, integration: Integration) -> dict[str, str]:
    """Read the credentials from the environment, called as one kind of them wants."""
    kinds = [kind for kind in integration.auth.values() if kind.oauth is None]
    single = next((kind.names[0] for kind in kinds if len(kind.names) == 1), "")
    variables = {name or single: variable for name, variable in asked.variables.items()}
    if not any(set(variables) == set(kind.names) for kind in kinds):
        known = [" ".join(f"--token-env {name}=VAR" for name in kind.names) for kind in kinds]
        message = f"`{integration.name}` takes no such credentials"
        remedy = f"it takes `{'`, or `'.join(known)}`" if known else "it takes none"
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))
    for variable in variables.values():
        if not os.environ.get(variable, "").strip():
            message = f"the environment variable {named(variable)} holds no token"
            raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help="set it"))
    return {name: os.environ[variable] for name, variable in variables.items()}


def _refuse_without_app(asked: AskedLink, integration: Integration) -> None:
    """Raise an `InputError` when a browser or the app itself could not get a grant."""
    if not any(kind.oauth is not None for kind in integration.auth.values()):
        message = f"`{integration.name}` has no browser that asks its owners"
        remedy = "link by a token in an environment variable: --token-env VAR"
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))
    if integration.name not in apps_of(asked.catalogue):
        client_id, secret = app_variables(integration.name)
        message = f"the environment variable `{client_id}` holds no client id"
        remedy = (
            f"set it, and `{secret}` where your app has one"
            + (f"; the app's redirect URI is {_address(asked)}" if "oauth2" in integration.auth else "")
            + ("; a token needs no app: --token-env VAR" if "token" in integration.auth else "")
        )
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))


def _refuse_private(asked: AskedLink, integration: Integration) -> None:
    """Raise an `InputError` when the provider is where its owner would consent in vain."""
    if not asked.provider.is_anywhere:
        grants = [kind.oauth for kind in integration.auth.values() if kind.oauth is not None]
        refuse_private_hosts([*(each.token.source for each in grants), integration.base_url.source])


def _address(asked: AskedLink) -> str:
    return f"http://{asked.name}:{asked.port or 'PORT'}/callback"


def _by_browser(asked: AskedLink, engine: Engine, integration: Integration) -> str:
    with _reception(asked) as reception:
        begun = engine.link(
            asked.integration,
            tenant=asked.tenant,
            redirect_uri=reception.redirect_uri,
            scopes=asked.scopes,
            connection=asked.connection,
        )
        _show(begun, reception, opens=asked.opens)
        came = reception.wait(begun.state, _LONGEST)
        if came is None:
            message = f"nobody came back within {_LONGEST / 60:.0f} minutes"
            raise LinkError(Diagnostic(Code.LINK_FAILED, message, help=_AGAIN), status="unlinked")
        try:
            with _explained(asked, integration):
                found = engine.complete_link(
                    tenant=asked.tenant,
                    state=begun.state,
                    code=came.code,
                    error=came.error,
                    **asked.provider.place,
                )
        except UnispecError as error:
            reception.answer(not_linked(integration.label, error.diagnostic.message))
            error.diagnostic = _with_way_on(error.diagnostic)
            raise
        reception.answer(linked(integration.label))
        return found


def _with_way_on(found: Diagnostic) -> Diagnostic:
    """Say in what ended a link how to go on, which the page promises."""
    if found.code is Code.OTHER_ACCOUNT:
        remedy = f"log in at the provider as before, or leave out --connection; {_AGAIN}"
    else:
        remedy = _AGAIN if found.help in (None, _BEGIN) else f"{found.help}; {_AGAIN}"
    return replace(found, help=remedy)


@contextmanager
def _reception(asked: AskedLink) -> Iterator[Reception]:
    try:
        reception = Reception(asked.port, asked.name)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise click.UsageError(
            f"nothing can come back to port {asked.port}: {reason}; try another --port"
        ) from None
    with reception:
        yield reception


def _show(begun: Begun, reception: Reception, *, opens: bool) -> None:
    note("open this address in a browser, and allow the access:\n")
    note(f"  {visible(begun.url)}\n")
    note(
        f"waiting at {reception.redirect_uri} (Ctrl-C ends)\n"
        "if the page shows an error: is the client id right, and is "
        f"{reception.redirect_uri} registered with the app?"
    )
    if opens:
        open_browser(begun.url)


def _tell(asked: AskedLink, engine: Engine, connection: str) -> None:
    """Say that it worked, and what of the scopes was not granted."""
    note(f"linked an account of `{asked.integration}` for the tenant `{visible(asked.tenant)}`")
    accounts = engine.accounts(asked.tenant, asked.integration)
    granted = next((each.grant.scopes for each in accounts if each.id == connection), ())
    lacking = [scope for scope in asked.scopes or () if granted and scope not in granted]
    if lacking:
        note(f"not granted: {visible(', '.join(lacking))}")
