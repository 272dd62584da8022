"""How requests are authorized: the security schemes of an API as kinds of credentials."""

from __future__ import annotations

import re

from unispec.data import Json
from unispec.scaffolding._draft import Branch, Leaf, Option, Part, Remark, comment, leaf
from unispec.scaffolding._openapi import Api, Node, listed, mapping, text_of
from unispec.scaffolding._words import words_of

_HEADER = re.compile(r"[A-Za-z0-9!#$&'*+.^_`|~-]{1,80}")
_PARAMETER = re.compile(r"[A-Za-z0-9_.\[\]-]{1,80}")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,100}")
_MOST_SCOPES = 100
_BEARER = "Bearer {{ credentials.token }}"
_ACCESS = "Bearer {{ credentials.access_token }}"
_KEY = "{{ credentials.api_key }}"
_BY_HAND = """
When the API also takes a token that the owner of an account made, add:
token:
  header:
    Authorization: Bearer {{ credentials.token }}
"""


def auth(api: Api) -> Branch:
    """Read how requests are authorized; what the format cannot say stands in a comment."""
    schemes = mapping(mapping(api.data.get("components")).get("securitySchemes"))
    wanted = [name for each in listed(api.data.get("security")) for name in mapping(each)]
    names = list(dict.fromkeys(name for name in wanted if name in schemes)) or list(schemes)
    found: dict[str, Branch | Leaf] = {}
    said: list[str] = []
    for name in names:
        route = ("components", "securitySchemes", name)
        kinds, about = _kinds(api.resolve(schemes[name], route))
        said += [about] if about else []
        for each in kinds:
            found.setdefault(each.key, each)
    if not found:
        said = said or ["The document does not say how; this is a guess."]
        found["token"] = Branch("token", [_header("Authorization", _BEARER)], can_go=False)
    above = tuple(comment(each) for each in dict.fromkeys(said[:3]))
    parts: list[Part] = list(found.values())
    if not found.keys() & {"token", "api_key", "basic"}:
        parts.append(Remark(_BY_HAND.strip().splitlines()))
    return Branch("auth", parts, above, can_go=False)


def _header(name: str, value: str) -> Branch:
    return Branch("header", [leaf(name, value)], can_go=False)


def _kinds(scheme: Node) -> tuple[list[Branch | Leaf], str]:
    """Give the kinds of credentials that a scheme takes, or words about what it wants."""
    kind, way = text_of(scheme.get("type")).lower(), text_of(scheme.get("scheme")).lower()
    if kind == "http" and way == "bearer":
        return [Branch("token", [_header("Authorization", _BEARER)], can_go=False)], ""
    if kind == "http" and way == "basic":
        return [Leaf("basic", [Option({})])], ""
    if kind == "apikey":
        return _key(scheme)
    if kind == "oauth2":
        return _oauth(mapping(scheme.get("flows")))
    if kind == "openidconnect":
        return [], "The API takes tokens of OpenID Connect; how to get one is up to the caller."
    return [], f"The API authorizes by `{(way or kind)[:40]}`; see whether a header will do."


def _key(scheme: Node) -> tuple[list[Branch | Leaf], str]:
    name, place = text_of(scheme.get("name")), text_of(scheme.get("in")).lower()
    if place == "header" and _HEADER.fullmatch(name):
        is_token = name.lower() == "authorization"
        about = "Some want a word before the key, such as `Bearer`." if is_token else ""
        return [Branch("api_key", [_header(name, _KEY)], can_go=False)], about
    if place == "query" and _PARAMETER.fullmatch(name):
        return [Branch("api_key", [Branch("query", [leaf(name, _KEY)], can_go=False)], can_go=False)], ""
    if place == "cookie" and _HEADER.fullmatch(name):
        return [Branch("api_key", [_header("Cookie", f"{name}={_KEY}")], can_go=False)], ""
    return [], "The API wants a key, but the name of its place cannot be written."


def _oauth(flows: Node) -> tuple[list[Branch | Leaf], str]:
    """Give the flows that a server can go: one with an owner, and one without."""
    found: list[Branch | Leaf] = []
    left = []
    for key, kind in (("authorizationCode", "oauth2"), ("clientCredentials", "client_credentials")):
        flow = mapping(flows.get(key))
        if not flow:
            continue
        made = _flow(kind, flow)
        if made is None:
            left.append(key)
        else:
            found.append(made)
    if found:
        return found, ""
    others = ", ".join(f"`{each[:40]}`" for each in (left or list(flows))[:3])
    why = f" The flows {others} cannot be used as they stand." if others else ""
    return [], f"The API takes access tokens of OAuth 2; how to get one is up to the caller.{why}"


def _flow(kind: str, flow: Node) -> Branch | None:
    addresses = [("authorize", "authorizationUrl")] if kind == "oauth2" else []
    parts: list[Part] = [_header("Authorization", _ACCESS)]
    for key, name in [*addresses, ("token", "tokenUrl")]:
        url = text_of(flow.get(name)).strip()
        if not _URL.fullmatch(url):
            return None
        parts.append(leaf(key, url))
    known = mapping(flow.get("scopes"))
    scopes: dict[str, Json] = {
        name: comment(text_of(about), 120) or " ".join(words_of(name))
        for name, about in list(known.items())[:_MOST_SCOPES]
        if _SCOPE.fullmatch(name)
    }
    if scopes:
        parts.append(leaf("scopes", scopes))
    return Branch(kind, parts, can_go=False)
