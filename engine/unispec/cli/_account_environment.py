"""Credentials in the environment: `<INTEGRATION>_TOKEN`, or what else its provider takes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from unispec.cli._account_options import named
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.specs import Integration


def credentials_of(integration: Integration, variable: str | None, remedy: str) -> dict[str, str]:
    """Read the credentials of the first kind that is there; none for an integration that needs none.

    `variable` is where a kind that is one word stands instead. Raises `InputError`, with `remedy`.
    """
    if not integration.auth and variable is None:
        return {}
    kinds = _kinds(integration, variable)
    if not kinds:
        raise _unfit(integration, variable)
    chosen = next((kind for kind in kinds if all(each in os.environ for each in kind.values())), None)
    if chosen is None:
        begun = next((kind for kind in kinds if any(each in os.environ for each in kind.values())), kinds[0])
        name, missing = next(pair for pair in begun.items() if pair[1] not in os.environ)
        message = f"the environment variable {named(missing)} holds no {name.replace('_', ' ')}"
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))
    return _read(chosen)


def _kinds(integration: Integration, variable: str | None) -> list[dict[str, str]]:
    """Give the variables of each kind that a person can have, by what their credentials are called."""
    prefix = integration.name.upper().replace("-", "_")
    kinds = [kind.names for kind in integration.auth.values() if kind.oauth is None]
    if variable is not None:
        return [{names[0]: variable} for names in kinds if len(names) == 1][:1]
    return [{name: f"{prefix}_{name.upper()}" for name in names} for names in kinds]


def _read(variables: Mapping[str, str]) -> dict[str, str]:
    for name, variable in variables.items():
        if not os.environ[variable].strip():
            word = name.replace("_", " ")
            message = f"the environment variable {named(variable)} holds an empty {word}"
            raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message))
    return {name: os.environ[variable] for name, variable in variables.items()}


def _unfit(integration: Integration, variable: str | None) -> InputError:
    if variable is None:
        message = f"`{integration.name}` takes linked accounts only"
        remedy = f"`unispec link {integration.name}`, and then --connection ID"
    else:
        message = f"`{integration.name}` takes nothing that one variable could hold"
        own = [", ".join(f"`{each}`" for each in kind.values()) for kind in _kinds(integration, None)]
        remedy = f"leave out --token-env, and set {', or '.join(own)}" if own else "leave out --token-env"
    return InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))
