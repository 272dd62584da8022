"""URLs in disguise: scheme, port and structure stay, and what stands between the slashes is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit, urlunsplit

_UNRESERVED = "-._~"


class Words(Protocol):
    """Replaces the parts of a URL."""

    def text(self, text: str) -> str: ...
    def key(self, key: str) -> str: ...
    def host(self, host: str) -> str: ...
    def query_value(self, name: str, value: str) -> str: ...
    def loose(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where the requests went, and where the spec says that they go."""

    asked: str
    own: str

    def moved(self, url: str) -> str:
        """Lead a URL below the one to below the other."""
        if self.asked == self.own or not url.lower().startswith(self.asked.lower()):
            return url
        rest = url[len(self.asked) :]
        return self.own + rest if rest[:1] in ("", "/", "?", "#") else url

    def moved_path(self, path: str) -> str:
        """Lead a path of the one to the same of the other."""
        asked, own = urlsplit(self.asked).path, urlsplit(self.own).path
        rest = path[len(asked) :]
        return own + rest if path.startswith(asked) and rest[:1] in ("", "/", "?", "#") else path


def url_in_disguise(url: str, address: Address, words: Words) -> str:
    """Replace what a URL holds; one without a host is a path of the provider."""
    url = address.moved_path(url) if url.startswith("/") else address.moved(url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return words.loose(url)
    netloc = words.host(host) if host else ""
    if ":" in netloc:
        netloc = f"[{netloc}]"
    if port is not None:
        netloc += f":{port}"
    if parts.username is not None or parts.password is not None:
        netloc = f"{words.loose(parts.netloc.rpartition('@')[0])}@{netloc}"
    path = "/".join(_segment(each, words) for each in parts.path.split("/"))
    query = "&".join(_pair(each, words) for each in parts.query.split("&"))
    return urlunsplit((parts.scheme, netloc, path, query, _segment(parts.fragment, words)))


def _segment(written: str, words: Words) -> str:
    return quote(words.text(unquote(written)), safe=_kept(written))


def _pair(written: str, words: Words) -> str:
    name, equals, value = written.partition("=")
    plain = unquote_plus(name)
    found = words.query_value(plain, unquote_plus(value))
    encode = quote_plus if "+" in written or "%20" not in written else quote
    return f"{encode(words.key(plain), safe=_kept(name))}{equals}{encode(found, safe=_kept(value))}"


def _kept(written: str) -> str:
    """The characters that are written as they are in a part of a URL."""
    return _UNRESERVED + "".join({each for each in written if not each.isalnum() and each not in "%+"})
