"""The store of linked accounts that a command was told of, and an engine that works with it.

Nothing is stored at a place that nobody named, or without a key.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from unispec.cli._account_options import USUAL_TENANT, Where
from unispec.cli._private_hosts import REMEDY
from unispec.cli._progress import announced
from unispec.clients import Engine
from unispec.connections import App, Linked, Store
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, InputError, LinkError, TransportError
from unispec.rendering import visible
from unispec.specs import Catalogue, Integration

if TYPE_CHECKING:
    from unispec.connections.storage import SqlStore

_VARIABLE = "UNISPEC_STORE"
_NOWHERE = (
    f"there is no store of linked accounts; name one with --store or in {_VARIABLE}: "
    "a file, such as accounts.db, or postgresql://…"
)


@contextmanager
def opened(where: Where, *, makes: bool = False) -> Iterator[SqlStore]:
    """Open the store; with `makes`, a file that is not there is made. Raises an `UnispecError`."""
    address = where.store if where.store is not None else os.environ.get(_VARIABLE, "")
    if not address.strip():
        raise click.UsageError(_NOWHERE)
    need_libraries()
    from unispec.connections.storage import KeyRing, open_store

    keys = KeyRing.from_file(where.keys) if where.keys is not None else KeyRing.from_environment()
    if "://" not in address and not makes and not Path(address).exists():
        message = f"there is no store at `{visible(address)}`"
        remedy = "`unispec link` makes one, when an account is linked"
        raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy))
    store = open_store(address, keys)
    try:
        yield store
    finally:
        store.close()


def need_libraries() -> None:
    """See that the libraries of the extra `accounts` are there; a usage error when not."""
    if any(find_spec(name) is None for name in ("cryptography", "sqlalchemy")):
        raise click.UsageError("linked accounts need libraries: pip install 'unispec[accounts]'")


def engine_for(catalogue: Catalogue, store: SqlStore, **more: Any) -> Engine:
    """Make an engine for the accounts of a store, with the apps that the environment names."""
    return Engine(catalogue, sleep=announced, store=store, apps=apps_of(catalogue), **more)


def apps_of(catalogue: Catalogue) -> dict[str, App]:
    """Read what each provider knows the user's app by from `<INTEGRATION>_CLIENT_ID` and `…_SECRET`."""
    found = {}
    for name in catalogue.integrations:
        client_id, secret = (os.environ.get(variable, "").strip() for variable in app_variables(name))
        if client_id:
            found[name] = App(client_id, Secret(secret) if secret else None)
    return found


def app_variables(integration: str) -> tuple[str, str]:
    """Name the variables that hold the app of an integration."""
    name = integration.upper().replace("-", "_")
    return f"{name}_CLIENT_ID", f"{name}_CLIENT_SECRET"


def known(store: Store, tenant: str, connection: str, integration: str | None = None) -> Linked:
    """Give an account, whatever its status, of an integration if one is named; raises `InputError`."""
    found = store.get(tenant, connection)
    if found is None:
        raise unknown(tenant)
    if integration not in (None, found.integration):
        message = f"the linked account of this id is one of `{found.integration}`"
        raise InputError(Diagnostic(Code.UNKNOWN_CONNECTION, message, help=_listing(tenant)))
    return found


def unknown(tenant: str) -> InputError:
    """Say that a tenant has no such account."""
    message = f"the tenant `{visible(tenant)}` has no linked account of this id"
    return InputError(Diagnostic(Code.UNKNOWN_CONNECTION, message, help=_listing(tenant)))


@contextmanager
def explained(integration: str, tenant: str, connection: str = "") -> Iterator[None]:
    """Say what to do in an error about an app that is missing, or an account that is disabled."""
    try:
        yield
    except InputError as error:
        found = error.diagnostic
        if found.code is Code.DISABLED_CONNECTION:
            error.diagnostic = replace(found, help=f"`{enabling(tenant, connection)}`")
        elif found.code is Code.MISSING_CREDENTIALS and "`Engine(" in (found.help or ""):
            client_id, secret = app_variables(integration)
            error.diagnostic = replace(
                found, help=f"set `{client_id}`, and `{secret}` where your app has one"
            )
        raise


@contextmanager
def relinkable(integration: str, tenant: str, connection: str) -> Iterator[None]:
    """Say in an error about a lost grant how the account is linked again, and what `explained` says."""
    try:
        with explained(integration, tenant, connection):
            yield
    except LinkError as error:
        remedy = f"`{relinking(integration, tenant, connection)}`; the account keeps its id"
        error.diagnostic = replace(error.diagnostic, help=remedy)
        raise


@contextmanager
def answering(integration: Integration, base_url: str | None) -> Iterator[None]:
    """Say in an error about a host that was not reached which it is, or how it is let in."""
    try:
        yield
    except TransportError as error:
        found = error.diagnostic
        if "private_network=" in (found.help or ""):
            error.diagnostic = replace(found, help=REMEDY)
        elif found.code is Code.NO_ANSWER and found.help is None:
            address = base_url or integration.base_url.source
            host = urlsplit(address.strip()).netloc.rpartition("@")[2]
            remedy = f"it was asked at `{host}`; --base-url names another address"
            error.diagnostic = replace(found, help=remedy)
        raise


def _listing(tenant: str) -> str:
    return f"`{_command('accounts', 'list', tenant=tenant)}` shows those it has"


def relinking(integration: str, tenant: str, connection: str) -> str:
    """Give the command that links an account again."""
    return _command("link", integration, "--connection", connection, tenant=tenant)


def enabling(tenant: str, connection: str) -> str:
    """Give the command that lets calls be made again for an account."""
    return _command("accounts", "enable", connection, tenant=tenant)


def _command(*words: str, tenant: str) -> str:
    owner = () if tenant == USUAL_TENANT else ("--tenant", tenant)
    return visible(shlex.join(["unispec", *words, *owner]))
