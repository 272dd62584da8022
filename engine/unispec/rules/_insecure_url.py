"""insecure-url: what goes over a network goes over `https:`.

Looked at are the base URL, links to documentation, and those constants that hold an address of the
provider; other texts that begin with `http:`, such as names of XML namespaces, are mere names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from unispec.diagnostics import Code, Diagnostic, Location, Route, Severity
from unispec.rules._subject import Subject
from unispec.rules._texts import texts_in
from unispec.specs import Integration

_INSECURE = re.compile(r"\s*http:(?=//)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:^|_)(?:ur[il]|api|host|endpoint|server|oauth|authorize|token|revoke)s?(?:_|$)")


def insecure_url(subject: Subject) -> Iterator[Diagnostic]:
    """Say which addresses are not encrypted."""
    for text, place in _addresses(subject.integration):
        match = _INSECURE.match(text)
        if match is None or _is_loopback(text):
            continue
        yield Diagnostic(
            Code.INSECURE_URL,
            "the address is not encrypted",
            Location(place.source, place.route, place.part, match.span()),
            "write `https:`",
            Severity.WARNING,
        )


def _addresses(integration: Integration) -> Iterator[tuple[str, Location]]:
    base = integration.base_url
    yield base.source, base.location
    for auth in integration.auth.values():
        for snippet in auth.oauth.addresses if auth.oauth is not None else ():
            yield snippet.source, snippet.location
    if integration.docs is not None:
        yield integration.docs, Location(integration.source, ("docs",))
    for resource in integration.resources.values():
        if resource.docs is not None:
            yield resource.docs, Location(resource.location.source, (*resource.location.route, "docs"))
    for route, text in texts_in(integration.vars, ("vars",)):
        if _is_of(route, text, _site(base.source)):
            yield text, Location(integration.source, route)


def _is_of(route: Route, text: str, site: str) -> bool:
    """Tell whether a constant is an address of the provider, by its key or by its host."""
    keys = [step for step in route if isinstance(step, str)]
    return bool(_ADDRESS.search(keys[-1].lower())) or _site(text) == site != ""


def _site(url: str) -> str:
    """The last two labels of the host; empty when the host is written by a template."""
    return ".".join(_host(url).split(".")[-2:]) if "{" not in url.partition("//")[2].partition("/")[0] else ""


def _is_loopback(url: str) -> bool:
    host = _host(url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
