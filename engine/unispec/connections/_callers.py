"""What callers say of tenants, connections and links has the form that it must have, or is refused.

Ids are kept short and visible, since they may come from an address that anybody can write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, InputError

_LONGEST = 255
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[\x21\x22\x24-\x7e]{1,2000}", re.IGNORECASE)
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,500}")


def an_id(value: object, name: str) -> None:
    """Refuse what cannot name a tenant or a connection; raises `InputError`."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or not value.isprintable():
        raise _invalid(name, f"a text of 1 to {_LONGEST} visible characters")


def an_address(value: object) -> None:
    """Refuse what nobody can return to, or only past others who could read the code (RFC 8252).

    Raises `InputError`.
    """
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise _invalid("redirect_uri", "an absolute address without a fragment")
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        raise _invalid("redirect_uri", "an address that can be read") from None
    if parts.scheme == "http" and not _is_here(host):
        remedy = "`http://` is for this machine alone: `127.0.0.1`, `[::1]` or `localhost`"
        raise _invalid("redirect_uri", "an `https://` address, as its code is secret", remedy)


def texts_or_none(**values: object) -> None:
    """Refuse what is neither a text, hidden or not, nor left out; raises `InputError`."""
    for name, value in values.items():
        if value is not None and not isinstance(value, str | Secret):
            raise _invalid(name, "a text")


def scopes_of(value: object) -> tuple[str, ...]:
    """Read the scopes that a caller asks for; raises `InputError`."""
    found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes) else None
    if found is None or not all(isinstance(each, str) and _SCOPE.fullmatch(each) for each in found):
        raise _invalid("scopes", "a list of texts without blanks")
    return found


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _invalid(name: str, form: str, remedy: str | None = None) -> InputError:
    return InputError(Diagnostic(Code.INVALID_PARAMETER, f"`{name}` must be {form}", help=remedy))
