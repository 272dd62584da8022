"""What the spec of an integration asks of those who link its accounts: scopes, an app, credentials."""

from __future__ import annotations

from collections.abc import Collection

from unispec.diagnostics import Code, Diagnostic, InputError, suggestion
from unispec.specs import Auth, Integration, OAuth

_LIKENESS = 0.75
"""How near a scope is that may have been meant: most of them end alike."""


def needed_scopes(integration: Integration) -> tuple[str, ...]:
    """Give the scopes that the operations of an integration need, sorted."""
    operations = (
        each for resource in integration.resources.values() for each in resource.operations.values()
    )
    variants = (variant for operation in operations for variant in operation.variants)
    return tuple(sorted({scope for variant in variants for scope in variant.scopes}))


def see_known(scope: str, known: Collection[str], integration: str) -> None:
    """See that a provider knows a scope; raises `InputError`."""
    if scope in known:
        return
    message = f"`{scope}` is not a scope of `{integration}`"
    remedy = suggestion(scope, known, noun="scopes", likeness=_LIKENESS)
    if not remedy.startswith("did you mean"):
        remedy += f"; `unispec list {integration}` shows which operation needs which"
    raise InputError(Diagnostic(Code.INVALID_PARAMETER, message, help=remedy))


def needs_app(integration: str) -> InputError:
    """Say that nobody told what the provider knows the service by."""
    message = f"there is no app for `{integration}`"
    name = integration.upper().replace("-", "_")
    remedy = (
        f'`Engine(apps={{"{integration}": App(client_id, client_secret)}})`; '
        f"for the command, the variables `{name}_CLIENT_ID` and `{name}_CLIENT_SECRET`"
    )
    return InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))


def see_fitting(integration: Integration, given: Collection[str]) -> None:
    """See that credentials are those of one kind; a grant may come with what renews it."""
    for auth in integration.auth.values():
        more = {"refresh_token"} if auth.oauth is not None else set()
        if set(auth.names) <= set(given) <= {*auth.names, *more}:
            return
    kinds = [" and ".join(f"`{name}`" for name in auth.names) for auth in integration.auth.values()]
    message = f"`{integration.name}` is not linked by {' and '.join(f'`{name}`' for name in given)}"
    remedy = f"it takes {', or '.join(dict.fromkeys(kinds))}"
    raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))


def granting(integration: Integration, kind: str) -> OAuth:
    """Give how an integration grants by OAuth; raises `InputError` when it does not."""
    auth: Auth | None = integration.auth.get(kind)
    if auth is None or auth.oauth is None:
        message = f"`{integration.name}` has no `{kind}`"
        known = suggestion(kind, integration.auth, noun="kinds of credentials")
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=known))
    return auth.oauth
