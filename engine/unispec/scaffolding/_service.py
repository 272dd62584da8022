"""What all resources share: the address, the credentials, the errors and the rate limit of an API."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from unispec.data import Json
from unispec.scaffolding._bodies import json_of
from unispec.scaffolding._draft import Branch, Leaf, Option, Part, comment, leaf
from unispec.scaffolding._openapi import Api, Endpoint, Node, listed, mapping, text_of
from unispec.scaffolding._shapes import Shapes
from unispec.scaffolding._view import view
from unispec.scaffolding._words import quoted

NO_HOST = "https://api.example.com"

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_HEADER = re.compile(r"[A-Za-z0-9!#$&'*+.^_`|~-]{1,80}")
_BEARER = "Bearer {{ credentials.token }}"
_MESSAGES = ("message", "detail", "error_description", "errorMessage", "error_message", "description", "msg")
_TITLES = ("title", "error", "code", "name", "type")
_DETAILS = ("details", "errors", "fields", "invalid_params")
_STATUSES = ("default", "400", "4XX", "4xx", "422", "404", "403", "401", "429", "500")


def base_url(api: Api) -> Leaf:
    """Read the address from the first server; one that cannot be used becomes an example."""
    servers = listed(api.data.get("servers"))
    server = mapping(servers[0]) if servers else {}
    written = text_of(server.get("url")).strip()
    notes = [f"Other: {comment(text_of(mapping(each).get('url')), 80)}" for each in servers[1:4]]
    for name, variable in mapping(server.get("variables")).items():
        values = ", ".join(str(each) for each in listed(mapping(variable).get("enum"))[:8])
        notes.append(f"`{name}` may be another: {values}." if values else f"`{name}` is yours to choose.")
    variables = mapping(server.get("variables"))
    url = _VARIABLE.sub(
        lambda found: str(mapping(variables.get(found[1])).get("default", "example")), written
    )
    if url and not _is_absolute(url):
        notes.append("The document names no host; write the real one.")
        url = f"{NO_HOST}/{url.strip('/')}" if not has_scheme(url) else NO_HOST
    if url.startswith("http://") and not _is_loopback(url):
        notes.append("The document says http:, which is not encrypted.")
        url = "https://" + url.removeprefix("http://")
    if not written:
        notes.append("The document names no server; write the real address.")
    if not _is_usable(url):
        if written:
            notes.append("The address of the document cannot be used; write the real one.")
        url = NO_HOST
    above = [comment(note) for note in notes]
    return Leaf(
        "base_url", [Option(url.split("?")[0].split("#")[0].rstrip("/")), Option(NO_HOST)], tuple(above)
    )


def prefix_of(url: str) -> str:
    """Give the path of an address, which every path of a request begins with; none where a template is."""
    return "" if "{" in url else urlsplit(url).path.rstrip("/")


def has_scheme(url: str) -> bool:
    """Tell whether a text has a scheme, so that it is no path."""
    return ":" in url.split("/", maxsplit=1)[0]


def _is_absolute(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _is_loopback(url: str) -> bool:
    return re.match(r"http://(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)", url) is not None


def _is_usable(url: str) -> bool:
    if not _is_absolute(url) or not url.isascii() or re.search(r"[\s{}\\<>\"'`%@]", url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def error_shape(api: Api, endpoints: list[Endpoint], shapes: Shapes) -> str:
    """Find the shape of errors: what the endpoints answer when all is not well; empty without one."""
    for endpoint in endpoints:
        responses = mapping(endpoint.operation.get("responses"))
        for status in _STATUSES:
            if status not in responses or (status == "default" and "200" not in responses):
                continue
            media = json_of(api.resolve(responses[status], (*endpoint.route, "responses", status)))
            schema = media.get("schema") if media else None
            if isinstance(schema, dict):
                name = shapes.shape(schema, "Error")
                if view({"$ref": f"#/$defs/{name}"}, shapes.root()).properties:
                    return name
    return ""


def errors(shape: str, root: Node) -> Branch | None:
    """Say where an error has its sentence, its name and its details."""
    seen = view({"$ref": f"#/$defs/{shape}"}, root)
    inside = view(seen.properties.get("error"), root).properties
    found: list[Part] = []
    for key, names in (("message", _MESSAGES), ("title", _TITLES), ("details", _DETAILS)):
        place = next(
            (
                quoted(name)
                for name in names
                if name in seen.properties
                and (key == "details" or not view(seen.properties[name], root).properties)
            ),
            "",
        )
        if not place or (key == "message" and inside):
            place = next((f"error.{quoted(name)}" for name in names if name in inside), place)
        if place:
            found.append(leaf(key, place))
    return Branch("errors", found) if found else None


def rate_limit(api: Api, endpoints: list[Endpoint]) -> Branch | None:
    """Say which headers tell of the rate limit, where the document names them."""
    for endpoint in endpoints:
        for response in mapping(endpoint.operation.get("responses")).values():
            headers = mapping(api.resolve(response).get("headers"))
            named = {
                name.lower(): api.resolve(each) for name, each in headers.items() if _HEADER.fullmatch(name)
            }
            found = [_limit(key, named) for key in ("limit", "remaining", "reset")]
            parts: list[Part] = [each for each in found if each is not None]
            if parts:
                return Branch("rate_limit", parts)
    return None


def _limit(key: str, headers: dict[str, Node]) -> Part | None:
    names = (each for each in headers if "rate" in each and each.replace("_", "-").endswith(f"limit-{key}"))
    name = next(names, "") or (
        next((each for each in headers if each.endswith("ratelimit-limit")), "") if key == "limit" else ""
    )
    if not name or "`" in name:
        return None
    number = f'$number($headers."{name}")'
    if key != "reset":
        return leaf(key, number + "\n")
    about = text_of(headers[name].get("description")).lower()
    unit = "epoch" if any(word in about for word in ("epoch", "unix", "timestamp")) else "seconds"
    value: Json = f'$headers."{name}"\n'
    return Branch("reset", [leaf("value", value), leaf("unit", unit)], ("`unit` is a guess.",))
