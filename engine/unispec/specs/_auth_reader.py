"""From the `auth` of an integration file to frozen values."""

from __future__ import annotations

from collections.abc import Mapping

from unispec.specs._auth import Auth, ClientAuth, Endpoint, OAuth, Rate, Refresh
from unispec.specs._entry import Entry, seconds

_NAMES: Mapping[str, tuple[str, ...]] = {
    "token": ("token",),
    "api_key": ("api_key",),
    "basic": ("username", "password"),
    "oauth2": ("access_token",),
    "client_credentials": ("access_token",),
}
"""What the credentials of each kind are called."""

_SHORTEST = 0.001


def read_auth(root: Entry) -> dict[str, Auth]:
    """Read all kinds of credentials that an integration takes."""
    return {kind: _auth(kind, place) for kind, place in root.entries("auth").items()}


def _auth(kind: str, place: Entry) -> Auth:
    return Auth(
        kind=kind,
        names=_NAMES[kind],
        headers={name: each.as_snippet() for name, each in place.entries("header").items()},
        query={name: each.as_snippet() for name, each in place.entries("query").items()},
        oauth=_oauth(place) if place.has("token") and kind != "token" else None,
    )


def _oauth(place: Entry) -> OAuth:
    lasts = place.get("expires_in")
    return OAuth(
        token=place.at("token").as_snippet(),
        authorize=place.snippet("authorize"),
        revoke=_endpoint(place, "revoke"),
        introspect=_endpoint(place, "introspect"),
        client=_client(place),
        is_json=place.get("body") == "json",
        pkce=place.get("pkce", True),
        refresh=Refresh(place.get("refresh", Refresh.ROTATING)),
        lasts=seconds(lasts) if lasts else None,
        scopes={name: each.value for name, each in place.entries("scopes").items()},
        separator=place.get("separator", " "),
        extra={name: each.value for name, each in place.entries("extra").items()},
        account=place.tree("account"),
        limit=read_rate(place.at("limit")) if place.has("limit") else None,
    )


def _client(place: Entry) -> ClientAuth:
    return ClientAuth(place.get("client", ClientAuth.BASIC))


def _endpoint(place: Entry, key: str) -> Endpoint | None:
    if not place.has(key):
        return None
    found = place.at(key)
    if isinstance(found.value, dict):
        return Endpoint(found.at("url").as_snippet(), _client(found))
    return Endpoint(found.as_snippet(), _client(place))


def read_rate(place: Entry) -> Rate:
    """Read how many calls a window holds."""
    return Rate(
        calls=place.value["calls"],
        seconds=max(seconds(place.value["window"]), _SHORTEST),
        is_fixed=place.get("style") == "fixed",
    )
