"""What both engines need for linked accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from unispec.connections import Accounts, App, Change, Store
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.events import Tell
from unispec.flow import Failure, Reply, Send

_SURROGATE = re.compile("[\ud800-\udfff]")


def linked_accounts(
    store: Store | None,
    apps: Mapping[str, App] | None,
    on_change: Callable[[Change], None] | None,
    observe: Tell,
) -> Accounts | None:
    """Open the linked accounts of a store; None without one. Raises `InputError`."""
    if store is None:
        if apps or on_change:
            message = "`apps` and `on_change` are of no use without a `store`"
            raise InputError(Diagnostic(Code.INVALID_STORE, message))
        return None
    return Accounts(store, dict(apps or {}), tell=on_change or unchanged, observe=observe)


def unchanged(change: Change) -> None:
    """Tell nobody."""


def nobody(step: Send) -> Reply | Failure:
    """Refuse to send: what is done inside of a store needs no network."""
    raise TypeError(f"{type(step).__name__} is no step of a store")


async def nobody_awaited(step: Send) -> Reply | Failure:
    """Refuse to send, in tasks."""
    return nobody(step)


def secret(credentials: Mapping[str, str]) -> dict[str, Secret]:
    """Hide credentials that a caller gave; raises `InputError`."""
    if not isinstance(credentials, Mapping) or not all(map(_is_text, [*credentials, *credentials.values()])):
        message = "a credential is empty or not a text"
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message))
    given = {name: text if name == "password" else text.strip() for name, text in credentials.items()}
    return {name: Secret(text) for name, text in given.items()}


def _is_text(value: object) -> bool:
    """Tell whether a value can be a credential, or its name: a text that can be sent."""
    return isinstance(value, str) and bool(value.strip()) and not _SURROGATE.search(value)
