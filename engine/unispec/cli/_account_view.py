"""What is shown of a linked account: how it is and whose, and neither credentials nor whole addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from unispec.cli._account_store import enabling, relinking
from unispec.cli._output import write, write_table
from unispec.cli._show import heading
from unispec.connections import Linked, Status
from unispec.data import Json, pretty
from unispec.rendering import visible

_WIDEST_ID = 60
_EMAIL = re.compile(r"""([^\s@<>"'(),:;/\[\]])[^\s@<>"'(),:;/\[\]]{0,253}(@|%40)(?=[^\s@<>"'(),:;/])""")
_REDACTED = "[redacted]"
_SHORTEST = 4


def show_all(accounts: Sequence[Linked], form: str, integration: str | None = None) -> None:
    """Write accounts, as a table or as a JSON list."""
    if form == "json":
        write(pretty([_facts(each) for each in accounts]).encode())
    elif not accounts:
        click.echo("no linked accounts" + (f" of `{visible(integration)}`" if integration else ""))
    else:
        write_table([_row(each) for each in accounts], widest=_WIDEST_ID)


def show_one(linked: Linked, form: str) -> None:
    """Write an account, with what to do when something is to be done."""
    if form == "json":
        write(pretty(_facts(linked)).encode())
        return
    heading(visible(linked.id))
    lines = {
        "integration": linked.integration,
        "tenant": linked.tenant,
        "status": _status(linked),
        "scopes": ", ".join(linked.grant.scopes) or "not told",
        "linked": _shown_time(linked.created_at),
        "last granted": _shown_time(linked.granted_at),
        "grant ends": _shown_time(linked.grant.expires_at) or "not by itself",
        "to do": _remedy(linked),
    }
    for name, text in lines.items():
        if text:
            click.echo(f"  {name:13} {visible(text)}")
    account = _account(linked)
    if account:
        click.echo("  account")
        for name, value in account.items():
            text = value if isinstance(value, str) else pretty(value)
            click.echo(f"    {visible(f'{name:15} {text}')}")


def _facts(linked: Linked) -> dict[str, Json]:
    return {
        "connection": linked.id,
        "tenant": linked.tenant,
        "integration": linked.integration,
        "status": str(linked.status),
        "reason": linked.reason and str(linked.reason),
        "scopes": list(linked.grant.scopes),
        "credentials": sorted(linked.grant.credentials),
        "linked_at": _time(linked.created_at),
        "granted_at": _time(linked.granted_at),
        "expires_at": _time(linked.grant.expires_at),
        "retry_at": _time(linked.retry_at),
        "account": _account(linked),
        "problem": linked.problem,
    }


def _row(linked: Linked) -> dict[str, Json]:
    return {
        "connection": linked.id,
        "integration": linked.integration,
        "status": _status(linked),
        "linked": _shown_time(linked.created_at),
    }


def _status(linked: Linked) -> str:
    if linked.problem is not None:
        return f"{linked.status} (unreadable)"
    return f"{linked.status} ({linked.reason})" if linked.reason else str(linked.status)


def _remedy(linked: Linked) -> str:
    match linked.status:
        case Status.NEEDS_REAUTH:
            return relinking(linked.integration, linked.tenant, linked.id)
        case Status.DISABLED:
            return enabling(linked.tenant, linked.id)
        case Status.DEGRADED:
            return f"nothing; the grant is renewed again after {_shown_time(linked.retry_at)}"
    return ""


def _account(linked: Linked) -> dict[str, Json]:
    """Give what is known of an account, without whole e-mail addresses and without any credential."""
    texts = [each.reveal() for each in linked.grant.credentials.values()]
    secrets = sorted((text for text in texts if len(text) >= _SHORTEST), key=len, reverse=True)
    return {str(name): _masked(value, secrets) for name, value in linked.account.items()}


def _masked(value: Json, secrets: list[str]) -> Json:
    if isinstance(value, dict):
        return {_masked_text(name, secrets): _masked(each, secrets) for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, secrets) for each in value]
    return _masked_text(value, secrets) if isinstance(value, str) else value


def _masked_text(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, _REDACTED)
    return _EMAIL.sub(r"\1…\2", text)


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown_time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%MZ")
