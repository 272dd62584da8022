"""Hosts that are written as private ones: refused before an owner is asked, unless they are meant."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from unispec.cli._account_options import PRIVATE
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.rendering import visible

REMEDY = f"when the provider really is there, say so with {PRIVATE}"

_PROBLEM = "has an address that no provider has, such as one of a private network"


def refuse_private_hosts(addresses: Iterable[str]) -> None:
    """Refuse addresses that no provider has; names are not looked up. Raises `InputError`."""
    for address in addresses:
        host = _host(address)
        if _is_private(host):
            message = f"the host `{visible(host)}` {_PROBLEM}"
            raise InputError(Diagnostic(Code.PRIVATE_ADDRESS, message, help=REMEDY))


def _host(address: str) -> str:
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
