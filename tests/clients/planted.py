"""A provider that repeats whatever it is sent, and secrets to look for in all that could show them."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from unispec import Catalogue

GIVEN = {
    "access token": "at-9f3Kq/27+hZ",
    "renewed access token": "at-Xp51+vR/8sLw",
    "refresh token": "rt-Bb0e/4d+QmTz",
    "renewed refresh token": "rt-72Jc+uY/kE3",
    "code": "cd-W6t/Zr1+oPx",
    "secret of the app": "cs-N5g+Hd/90aVe",
    "token of an owner": "pt-eyR3/7Lm+c2Q",
    "key in a query": "ak-51Fj+Uo/xW8",
    "password": "pw-Tz4/Dk8+si6",
}
PEOPLE = {"owner": "olga.9Kx@planted.test", "guest": "gus+7Qy@planted.test"}

_SPECS = {
    "calendly": """\
spec_version: 1
integration: calendly
base_url: {url}
auth:
  oauth2: {{authorize: "{url}/authorize", token: "{url}/token", revoke: "{url}/revoke",
    introspect: "{url}/introspect"}}
""",
    "depot": """\
spec_version: 1
integration: depot
base_url: {url}
auth:
  api_key: {{query: {{key: "{{{{ credentials.api_key }}}}"}}}}
  basic: {{}}
connection: {{request: {{path: /users/me}}, map: {{user: resource.uri}}}}
errors: {{message: message}}
""",
}


def catalogue_at(url: str, folder: Path) -> Catalogue:
    """The bundled catalogue, whose Calendly is at an address, and an integration with older credentials."""
    for name, spec in _SPECS.items():
        path = folder / "integrations" / name / "integration.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(spec.format(url=url), "utf-8")
    return Catalogue.load(folder)


@dataclass
class Provider:
    """What the server is to do, and what it was sent; `moods` are those of the next calls."""

    url: str = ""
    moods: list[str] = field(default_factory=list)
    office: str = "well"
    came: list[str] = field(default_factory=list)

    def generated(self) -> dict[str, str]:
        """What the engine drew by lot and sent."""
        fields = [dict(parse_qsl(each.rpartition("\n")[2])) for each in self.came]
        return {"verifier": next(each["code_verifier"] for each in fields if "code_verifier" in each)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    provider: Provider

    def do_GET(self) -> None:
        seen = self._seen()
        mood = self.provider.moods.pop(0) if self.provider.moods else "well"
        path = urlsplit(self.path).path
        if mood == "well":
            self._answer(200, _WELL.get(path, {"collection": [], "pagination": {}}), seen)
        elif mood == "cut":
            self.send_response(200)
            self.send_header("content-length", "99999")
            self.end_headers()
            self.wfile.write(seen.encode()[:50])
            self.close_connection = True
        elif mood == "html":
            self._answer(200, None, f"<p>{seen}</p>")
        else:
            token = self.headers["authorization"] or ""
            self._answer(
                int(mood), {"message": f"no: {token} {seen}", "title": token, "details": [seen]}, seen
            )

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        seen = self._seen(sent)
        kind = dict(parse_qsl(sent)).get("grant_type")
        if self.provider.office != "well":
            self._answer(
                int(self.provider.office), {"error": "invalid_grant", "error_description": seen}, seen
            )
            return
        again = "renewed " if kind == "refresh_token" else ""
        tokens = {f"{name}_token": GIVEN[f"{again}{name} token"] for name in ("access", "refresh")}
        self._answer(200, {**tokens, "token_type": "Bearer", "expires_in": 7200, "note": seen}, seen)

    def _seen(self, body: str = "") -> str:
        seen = f"{self.path}\n{self.headers}\n{body}"
        self.provider.came.append(seen)
        return " ".join(seen.split())

    def _answer(self, status: int, body: Any, seen: str) -> None:
        content = seen.encode() if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.send_header("location", f"https://elsewhere.test/?q={quote(seen)}")
        self.send_header("set-cookie", f"seen={quote(seen)}")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


_ME = {
    "uri": "https://api.calendly.com/users/u1",
    "name": "Olga",
    "email": PEOPLE["owner"],
    "timezone": "UTC",
}
_WELL: dict[str, Any] = {
    "/users/me": {"resource": {**_ME, "current_organization": "https://api.calendly.com/organizations/o1"}},
    "/scheduled_events": {
        "collection": [
            {
                "uri": "https://api.calendly.com/scheduled_events/e1",
                "name": PEOPLE["guest"],
                "status": PEOPLE["guest"],
                "start_time": PEOPLE["guest"],
                "end_time": "2026-11-02T10:00:00Z",
                "event_memberships": [{"user_email": PEOPLE["guest"]}],
            },
            PEOPLE["guest"],
        ],
        "pagination": {},
    },
}


@contextmanager
def providing() -> Iterator[Provider]:
    """Start a provider on loopback."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def encodings(secret: str) -> dict[str, list[str]]:
    """Write a secret in the six ways in which it could come to light."""
    inner = []
    for before, text in product(("", "x", "xy"), (secret, quote(secret, safe=""))):
        whole = b64encode(f"{before}{text}".encode()).decode().rstrip("=")
        inner.append(whole[2 + len(before) : -2])
    return {
        "plain": [secret],
        "URL": [quote(secret, safe=""), quote(secret)],
        "base64": inner,
        "JSON": [
            "".join(f"\\u{ord(char):04x}" for char in secret),
            json.dumps(secret)[1:-1].replace("/", "\\/"),
        ],
        "hex": [secret.encode().hex()],
        "UTF-16": ["\0".join(secret), "\\x00".join(secret)],
    }


def found_in(text: str, secrets: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Name the secrets that a text shows, and how they are written there."""
    small = text.lower()
    return {
        (name, way)
        for name, secret in secrets
        for way, forms in encodings(secret).items()
        if any(form in text or (way in ("hex", "JSON", "URL") and form.lower() in small) for form in forms)
    }
