"""URLs of one provider: made from its base, and never leading anywhere else."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from unispec.flow._steps import Request

_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\uffff\\]")


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
    if parts.username is not None or parts.password is not None:
        raise ForeignUrl("the URL holds a user name")
    return parts.scheme, parts.hostname.lower().rstrip("."), port or _PORTS[parts.scheme]


def same_origin(url: str, base: str) -> bool:
    """Tell whether a URL has the scheme, host and port of another."""
    return origin(url) == origin(base)


def follow(request: Request, link: str) -> Request:
    """Make the request that a link in an answer leads to; raises `ForeignUrl` off the origin."""
    if _UNSAFE.search(link):
        raise ForeignUrl("the link holds characters that no URL may hold")
    url = urljoin(request.url, link)
    if not same_origin(url, request.url):
        raise ForeignUrl("the link leads to another origin")
    parts = urlsplit(url)
    if any(step in (".", "..") for step in unquote(unquote(parts.path)).split("/")):
        raise ForeignUrl("the link climbs out of its path")
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return Request(
        request.method,
        f"{parts.scheme}://{parts.netloc}{parts.path}",
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
