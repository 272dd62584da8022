"""How requests are authorized: what a credential is called, where it goes, and how it is got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from unispec.specs._nodes import Snippet, Tree


class ClientAuth(StrEnum):
    """How a token endpoint knows the app: by HTTP Basic, by the body, or not at all."""

    BASIC = "basic"
    BODY = "body"
    NONE = "none"


class Refresh(StrEnum):
    """Whether a refresh token serves once, again and again, or there is none."""

    ROTATING = "rotating"
    REUSABLE = "reusable"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many calls in so many seconds.

    They are those of any such span, or, when the window is a fixed one, of windows that each begin with
    the first call after the one before.
    """

    calls: int
    seconds: float
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address beside the token endpoint, and how it knows the app."""

    url: Snippet
    client: ClientAuth


@dataclass(frozen=True, slots=True)
class OAuth:
    """The OAuth 2 endpoints of a provider, each a template over `vars` and `connection`.

    Without `authorize`, the app gets its grant by itself (client credentials). `lasts` is how many seconds
    a token lasts that does not say so. `account` maps a token answer to what is known of the account.
    """

    token: Snippet
    authorize: Snippet | None = None
    revoke: Endpoint | None = None
    introspect: Endpoint | None = None
    client: ClientAuth = ClientAuth.BASIC
    is_json: bool = False
    pkce: bool = True
    refresh: Refresh = Refresh.ROTATING
    lasts: float | None = None
    scopes: Mapping[str, str] = field(default_factory=dict)
    separator: str = " "
    extra: Mapping[str, str] = field(default_factory=dict)
    account: Tree | None = None
    limit: Rate | None = None

    @property
    def addresses(self) -> tuple[Snippet, ...]:
        """All addresses, in the order of writing."""
        others = (each.url for each in (self.revoke, self.introspect) if each is not None)
        return (*((self.authorize,) if self.authorize else ()), self.token, *others)


@dataclass(frozen=True, slots=True)
class Auth:
    """One kind of credential: the headers and query parameters that carry it, templates over `credentials`.

    `names` are the credentials that it takes.
    """

    kind: str
    names: tuple[str, ...]
    headers: Mapping[str, Snippet] = field(default_factory=dict)
    query: Mapping[str, Snippet] = field(default_factory=dict)
    oauth: OAuth | None = None

    @property
    def carriers(self) -> tuple[str, ...]:
        """The headers that carry the credentials."""
        return tuple(self.headers) or (() if self.query else ("Authorization",))
