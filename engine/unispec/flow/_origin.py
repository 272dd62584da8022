"""URLs of one provider: made from its base, and never leading anywhere else."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from unispec.data import Json
from unispec.flow._steps import Request

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f:]+(\.[0-9]+){0,3}", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[[0-9a-f:.]+\](:[0-9]*)?", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\x21-\x5b\x5d-\x7e]")


class ForeignUrl(ValueError):
    """A URL leads to another origin, or hides where it leads; the message does not quote it."""


def origin(url: str) -> tuple[str, str, int]:
    """Give scheme, host and port of an absolute http(s) URL; raises `ForeignUrl` for anything doubtful."""
    if _UNSAFE.search(url):
        raise ForeignUrl("the URL holds characters that no URL may hold")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ForeignUrl("the URL cannot be read") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ForeignUrl("the URL is not an absolute http or https URL")
    if not _HOST.fullmatch(parts.hostname):
        raise ForeignUrl("the URL has no proper host")
    if parts.username is not None or parts.password is not None:
        raise ForeignUrl("the URL holds a user name")
    if "[" in parts.netloc and not _IN_BRACKETS.fullmatch(parts.netloc):
        raise ForeignUrl("the URL has more than an address in its brackets, or beside them")
    if port == 0:
        raise ForeignUrl("the URL has the port 0")
    usual = _PORTS[parts.scheme]
    return parts.scheme, parts.hostname.lower().rstrip("."), usual if port is None else port


def same_origin(url: str, base: str) -> bool:
    """Tell whether a URL has the scheme, host and port of another."""
    return origin(url) == origin(base)


def absolute(request: Request, link: str) -> str:
    """Resolve a link against the request whose answer held it; one that cannot be read stays as it is."""
    try:
        return urljoin(request.url, link)
    except ValueError:
        return link


def follow(request: Request, link: str) -> Request:
    """Make the request that a link in an answer leads to; raises `ForeignUrl` off the origin.

    The request keeps scheme, host and port as they are written, whatever the link calls them.
    """
    if _UNSAFE.search(link):
        raise ForeignUrl("the link holds characters that no URL may hold")
    url = absolute(request, link)
    if not same_origin(url, request.url):
        raise ForeignUrl("the link leads to another origin")
    parts, base = urlsplit(url), urlsplit(request.url)
    if any(step in (".", "..") for step in unquote(unquote(parts.path)).split("/")):
        raise ForeignUrl("the link climbs out of its path")
    try:
        query = tuple(parse_qsl(parts.query, keep_blank_values=True, errors="strict"))
    except ValueError:
        raise ForeignUrl("the link's query is not UTF-8") from None
    return Request(
        request.method,
        f"{base.scheme}://{base.netloc}{parts.path}",
        query,
        request.headers,
        request.content,
        request.idempotent,
    )


def with_query(request: Request, name: str, value: str) -> Request:
    """Set one query parameter, in its place when it is there already."""
    kept = tuple(pair for pair in request.query if pair[0] != name)
    return Request(
        request.method,
        request.url,
        (*kept, (name, value)),
        request.headers,
        request.content,
        request.idempotent,
    )


def query_value(request: Request, name: str) -> str | None:
    """Look a query parameter up."""
    return next((value for key, value in request.query if key == name), None)


def query_text(value: Json) -> str:
    """Write a scalar as a query value: `true`, `5` for 5.0, texts as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
