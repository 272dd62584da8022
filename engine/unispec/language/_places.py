"""Where rendered text goes, and what it may hold there.

Each place encodes or checks every single output, then the text as a whole, so that a value can
never leave its segment, its header line or its part of a host name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from ipaddress import IPv6Address
from types import MappingProxyType
from unicodedata import category
from urllib.parse import quote, unquote, urlsplit

_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?")
_IN_BRACKETS = re.compile(r"\[[0-9A-Fa-f:.]+\](?::[0-9]*)?")
_SEPARATOR = re.compile(r"[/\\]")


class Place(Enum):
    """What a template writes: a URL path, a header's value, an absolute URL, or any text."""

    PATH = "path"
    HEADER = "header"
    URL = "URL"
    TEXT = "text"


class Refusal(Exception):
    """A text cannot stand in a place; the message continues a sentence."""


def encoded(text: str, place: Place) -> str:
    """Make one output fit its place; raises `Refusal`."""
    if place is Place.PATH:
        if not text:
            raise Refusal("is empty, which a path cannot hold")
        try:
            return quote(text, safe="")
        except UnicodeEncodeError:
            raise Refusal("holds a character that a path cannot hold") from None
    if place is Place.URL and not _PLAIN.fullmatch(text):
        raise Refusal("holds more than the letters, digits, `.`, `_` and `-` that a URL takes")
    if place is Place.TEXT:
        _text(text)
    if place is Place.HEADER:
        _header(text)
    return text


def whole(text: str, place: Place) -> None:
    """Check a finished text; raises `Refusal`."""
    _CHECKS[place](text)


def _path(text: str) -> None:
    if not text.startswith("/"):
        raise Refusal("does not start with `/`")
    if "//" in text:
        raise Refusal("has an empty segment")
    for _ in range(3):
        _no_controls(text)
        if not {".", ".."}.isdisjoint(_SEPARATOR.split(text)):
            raise Refusal("has a segment `.` or `..`")
        text = unquote(text)


def _header(text: str) -> None:
    _no_controls(text)
    if any(ord(character) > 0xFF for character in text):
        raise Refusal("holds a character outside Latin-1")


def _url(text: str) -> None:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise Refusal("is not a URL") from None
    if url.scheme not in {"http", "https"} or not text.lower().startswith(f"{url.scheme}://"):
        raise Refusal("is not an absolute http or https URL")
    if "@" in url.netloc or "?" in text or "#" in text:
        raise Refusal("holds user information, a query or a fragment")
    if not _is_host(url.hostname or "") or ("[" in url.netloc and not _IN_BRACKETS.fullmatch(url.netloc)):
        raise Refusal("has no proper host")
    if port == 0:
        raise Refusal("has the port 0, which no host listens on")
    if url.path:
        _path(url.path)


def _is_host(host: str) -> bool:
    if ":" not in host:
        return _HOST.fullmatch(host) is not None
    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True


def _text(text: str) -> None:
    _no_controls(text.replace("\t", "").replace("\n", ""))


def _no_controls(text: str) -> None:
    if any(category(character) in {"Cc", "Cs"} for character in text):
        raise Refusal("holds a control character")


_CHECKS: Mapping[Place, Callable[[str], None]] = MappingProxyType(
    {Place.PATH: _path, Place.HEADER: _header, Place.URL: _url, Place.TEXT: _text}
)
