"""A provider with every kind of credential, and one that says whatever it is told to say."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from unispec import Catalogue

SECRETS = {
    each: f"canary-{each}-7f3a9c51e2"
    for each in ("token", "key", "password", "client", "access", "refresh", "code")
}
BASIC = {"username": "someone", "password": SECRETS["password"]}
CLIENT = "client-7"
_PAIRS = (f"someone:{SECRETS['password']}", f"{CLIENT}:{SECRETS['client']}")
MARKS = (b"canary", *(b64encode(pair.encode()) for pair in _PAIRS))
"""What no one but the provider may receive, as it would be written."""

_TOKEN = "https://auth.provider.test/token"

CHANGES: dict[str, Any] = {
    "base_url": "https://api.provider.test/v2",
    "rate_limit": {"windows": None},
    "auth": {
        "api_key": {"query": {"api_key": "{{ credentials.api_key }}"}},
        "basic": {},
        "oauth2": {
            "authorize": "https://auth.provider.test/authorize",
            "token": _TOKEN,
            "revoke": "https://auth.provider.test/revoke",
            "introspect": "https://auth.provider.test/introspect",
            "limit": None,
        },
    },
}
LINKS = {"pagination": {"page_token": {"style": "next_url", "next": "pagination.next_page", "param": None}}}
HEADERS = {"pagination": {"page_token": {"style": "link_header", "next": None, "param": None}}}


@cache
def catalogue() -> Catalogue:
    """The bundled catalogue, with one integration at another place and open to all credentials."""
    return Catalogue.bundled().overridden("calendly", {"integration": CHANGES})


SITES = {
    "base_url": "https://{{ connection.site }}.provider.test/v2",
    "auth": {"oauth2": {"account": {"site": "site"}}},
}
"""The account says a part of the host, and the token answer says it too."""


@cache
def changed(kind: str) -> Catalogue:
    """The same, changed in one respect."""
    changes = {"links": LINKS, "headers": HEADERS, "sites": SITES}[kind]
    return catalogue().overridden("calendly", {"integration": changes})


@dataclass
class Play:
    """The provider: `said` is what it says where a URL may stand, and `redirects` is how it answers."""

    said: str = ""
    redirects: int | None = None
    pages: int = 0
    log: list[bytes] = field(default_factory=list)

    def answer(self, request: bytes) -> bytes:
        target = request.split(b" ", 2)[1].split(b"?")[0].decode("latin-1")
        if self.redirects is not None:
            head = b"HTTP/1.1 %d Elsewhere\r\nlocation: " % self.redirects
            return (
                head + written(self.said) + b"\r\ncontent-length: 0\r\nset-cookie: a=b; Domain=test\r\n\r\n"
            )
        link = b""
        if target.endswith("/scheduled_events"):
            self.pages += 1
            link = b'link: <%s>; rel="next"\r\n' % written(self.said) if self.pages == 1 else b""
        body = json.dumps(self._body(target)).encode()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nset-cookie: a=b; Domain=test\r\n"
        return head + link + b"content-length: %d\r\n\r\n" % len(body) + body

    def _body(self, target: str) -> Any:
        if target.endswith("/token"):
            granted = {"access_token": SECRETS["access"], "refresh_token": SECRETS["refresh"]}
            owner = {"owner": "https://api.calendly.com/users/u1", "organization": self.said}
            return {**granted, **owner, "expires_in": 7200, "site": self.said}
        if target.endswith("/scheduled_events"):
            following = self.said if self.pages == 1 else None
            event = {"uri": self.said, "name": "x", "status": "active", "location": {"location": self.said}}
            return {"collection": [event], "pagination": {"next_page": following, "count": 1}}
        if target.endswith("/users/me"):
            known = {"uri": "https://api.calendly.com/users/u1", "timezone": "UTC", "email": "a@b.test"}
            return {"resource": {**known, "current_organization": self.said}}
        return {"collection": [], "pagination": {}, "resource": {"uri": self.said}}


def written(text: str) -> bytes:
    """Write a text into a header, which it may add headers to, but not end."""
    return text.encode(errors="replace").replace(b"\r\n\r\n", b"\r\n").removesuffix(b"\r\n")
