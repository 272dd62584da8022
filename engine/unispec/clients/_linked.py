"""What both engines need for linked accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from unispec.clients._asked import a_mapping, a_text
from unispec.clients._audience import told_of_changes
from unispec.clients._house import House
from unispec.connections import Accounts, App, Change, Store
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.flow import Failure, Reply, Send
from unispec.specs import Catalogue

_NO_TEXT = Secret("")
_SURROGATE = re.compile("[\ud800-\udfff]")


def linked_accounts(
    store: Store | None,
    apps: Mapping[str, App] | None,
    on_change: Callable[[Change], None] | None,
    house: House,
) -> Accounts | None:
    """Open the linked accounts of a store; None without one. Raises `InputError`."""
    tell = told_of_changes(on_change)
    if store is None:
        if apps or on_change is not None:
            message = "`apps` and `on_change` are of no use without a `store`"
            raise InputError(Diagnostic(Code.INVALID_STORE, message))
        return None
    _a_store(store)
    _of_catalogue(apps, house.catalogue)
    return Accounts(store, dict(apps or {}), tell=tell, observe=house.audience.tell)


def _a_store(store: Any) -> None:
    if not callable(getattr(store, "lease", None)):
        message = f"`store` must be what `open_store` gives, and is a `{type(store).__name__}`"
        remedy = '`Engine(store=open_store("accounts.db"))`'
        raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy))


def _of_catalogue(apps: Mapping[str, App] | None, catalogue: Catalogue) -> None:
    """Refuse apps that are none, and those of integrations that are none."""
    a_mapping(apps, "apps")
    for name, app in (apps or {}).items():
        a_text(name, "apps")
        catalogue.integration(name)
        if not isinstance(app, App):
            message = f"what `apps` has for `{name}` must be an app"
            remedy = f'`apps={{"{name}": App(client_id, client_secret)}}`'
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, message, help=remedy))


def nobody(step: Send) -> Reply | Failure:
    """Refuse to send: what is done inside of a store needs no network."""
    raise TypeError(f"{type(step).__name__} is no step of a store")


async def nobody_awaited(step: Send) -> Reply | Failure:
    """Refuse to send, in tasks."""
    return nobody(step)


def concealed(value: Any) -> Any:
    """Hide a text that a caller gave, before anything can be raised; what is no text is none afterwards."""
    return Secret(value) if isinstance(value, str) else None if value is None else False


def concealed_each(credentials: object) -> dict[str, Secret] | None:
    """Hide credentials that a caller gave, before anything can be raised; None for what are none."""
    if not isinstance(credentials, Mapping):
        return None
    return {name: concealed(text) or _NO_TEXT for name, text in credentials.items()}


def secret(credentials: Mapping[str, Secret] | None) -> dict[str, Secret]:
    """Check and trim concealed credentials; raises `InputError`."""
    given = credentials or {}
    if credentials is None or not all(_is_text(name) and _is_text(given[name].reveal()) for name in given):
        message = "a credential is empty or not a text"
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message))
    return {
        name: each if name == "password" else Secret(each.reveal().strip()) for name, each in given.items()
    }


def _is_text(value: object) -> bool:
    """Tell whether a value can be a credential, or its name: a text that can be sent."""
    return isinstance(value, str) and bool(value.strip()) and not _SURROGATE.search(value)
