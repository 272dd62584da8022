"""The authorization server of the fake: consent, tokens, revocation, introspection.

`fake.oauth.user` is who is logged in when an authorize page is opened; with None, the page is a form that
asks. `consents` is what a user who is logged in says. `calls` counts the requests by their last word.
"""

from base64 import b64decode
from binascii import Error
from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_plus, urlencode

import orjson

from tests.fakes._calls import Answer
from tests.fakes._grants import ACCESS_LASTS, NATIVE, WEB, Grants, KnownApp, Pair, Refused
from tests.fakes._world import BEARERS, World

if TYPE_CHECKING:
    from tests.fakes._app import Sent

PREFIX = "/oauth/"
_DESCRIPTIONS = {
    "invalid_client": "The client is not known, or did not authenticate.",
    "invalid_grant": "The grant is invalid, expired, revoked, or belongs to another client or address.",
    "invalid_request": "A parameter is missing or has no sense.",
    "unsupported_grant_type": "The server does not know this type of grant.",
}
_READ = "activity_log groups locations outgoing_communications routing_forms users"
_WRITE = "data_compliance scheduling_links shares"
_BOTH = "availability contacts event_types meeting_recaps organizations scheduled_events webhooks"
SCOPES = frozenset(
    [f"{word}:read" for word in f"{_READ} {_BOTH}".split()]
    + [f"{word}:write" for word in f"{_WRITE} {_BOTH}".split()]
)

Fields = Mapping[str, str]


class AuthorizationServer:
    """Serves what lies below `/oauth/`."""

    def __init__(self, world: World, now: Callable[[], float], ticks: Callable[[], float]) -> None:
        self._world = world
        self._clocks = (now, ticks)
        self.reset()

    def reset(self) -> None:
        self.apps = {app.client_id: app for app in (WEB, NATIVE)}
        self.grants = Grants(*self._clocks)
        self.user: str | None = "owner"
        self.consents = True
        self.calls: Counter[str] = Counter()

    def answer(self, sent: "Sent") -> Answer:
        """What the server answers to a request below its prefix."""
        name = sent.path.removeprefix(PREFIX)
        self.calls[name] += 1
        try:
            fields = _fields(sent)
            match sent.method, name:
                case ("GET" | "POST", "authorize"):
                    return self._authorize(dict(sent.query), fields)
                case "POST", "token":
                    return self._token(self._client(sent, fields), fields)
                case "POST", "revoke":
                    return self._revoke(self._client(sent, fields, otherwise=403), fields)
                case "POST", "introspect":
                    return self._introspect(self._client(sent, fields), fields)
        except Refused as refused:
            if refused.status == 429:
                return Answer.of({}, 429)
            told = {"error": refused.error, "error_description": _DESCRIPTIONS[refused.error]}
            return Answer.of(told, refused.status)
        return Answer.of({"error": "invalid_request"}, 404)

    def _authorize(self, asked: Fields, filled: Fields) -> Answer:
        app = self.apps.get(asked.get("client_id", ""))
        if app is None or not app.may_return_to(asked.get("redirect_uri", "")):
            return _page("This app is not known, or owners may not return to this address.", 400)
        problem = _problem(app, asked)
        if problem is not None:
            return _back(asked, {"error": problem})
        if self.user is None and not filled:
            return _page(_form(self._world))
        user = filled.get("user") or self.user or "owner"
        if not self.consents or filled.get("decision") == "deny":
            return _back(asked, {"error": "access_denied", "error_description": "The owner said no."})
        scopes, uri = tuple(asked.get("scope", "").split()), self._world.tokens[BEARERS[user]].user
        challenge = asked.get("code_challenge")
        return _back(asked, {"code": self.grants.code(app, asked["redirect_uri"], challenge, scopes, uri)})

    def _token(self, app: KnownApp, fields: Fields) -> Answer:
        match fields.get("grant_type"):
            case "authorization_code":
                code, verifier = _needed(fields, "code", "redirect_uri"), fields.get("code_verifier", "")
                pair = self.grants.exchanged(app, code, fields["redirect_uri"], verifier)
            case "refresh_token":
                pair = self.grants.refreshed(app, _needed(fields, "refresh_token"))
            case None:
                raise Refused("invalid_request")
            case _:
                raise Refused("unsupported_grant_type")
        return Answer.of(
            {
                "token_type": "Bearer",
                "access_token": pair.access,
                "refresh_token": pair.refresh,
                "scope": " ".join(pair.scopes),
                "created_at": int(pair.created_at),
                "expires_in": ACCESS_LASTS,
                **self._whose(pair),
            }
        )

    def _revoke(self, app: KnownApp, fields: Fields) -> Answer:
        self.grants.revoke(app, _needed(fields, "token"))
        return Answer.of({})

    def _introspect(self, app: KnownApp, fields: Fields) -> Answer:
        token = _needed(fields, "token")
        pair = self.grants.active(app, token)
        if pair is None:
            return Answer.of({"active": False})
        told = {
            "active": True,
            "client_id": app.client_id,
            "iat": int(pair.created_at),
            "scope": " ".join(pair.scopes),
            "token_type": "Bearer",
            **self._whose(pair),
        }
        if token == pair.access:
            told["exp"] = int(pair.created_at) + ACCESS_LASTS
        return Answer.of(told)

    def _whose(self, pair: Pair) -> dict[str, str]:
        return {"owner": pair.user, "organization": self._world.organization["uri"]}

    def _client(self, sent: "Sent", fields: Fields, otherwise: int = 401) -> KnownApp:
        """The app that a request authenticates: by Basic, in its body, or by its name when it is native."""
        name, secret = _basic(sent.headers.get("authorization", "")) or (
            fields.get("client_id", ""),
            fields.get("client_secret"),
        )
        app = self.apps.get(name)
        if app is None or app.secret != secret:
            raise Refused("invalid_client", otherwise)
        return app


def _problem(app: KnownApp, asked: Fields) -> str | None:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if not set(asked.get("scope", "").split()) <= SCOPES:
        return "invalid_scope"
    challenge = asked.get("code_challenge")
    if challenge is None:
        return "invalid_request" if app.secret is None else None
    is_fit = asked.get("code_challenge_method") == "S256" and len(challenge) == 43
    return None if is_fit else "invalid_request"


def _back(asked: Fields, told: dict[str, str]) -> Answer:
    """Send the browser back to the app."""
    address = asked["redirect_uri"]
    if "state" in asked:
        told["state"] = asked["state"]
    location = f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"
    return Answer(302, b"", {"location": location, "content-type": "text/html"})


def _page(body: str, status: int = 200) -> Answer:
    content = f"<!DOCTYPE html><title>Connect to the fake</title><body>{body}</body>"
    return Answer(status, content.encode(), {"content-type": "text/html; charset=utf-8"})


def _form(world: World) -> str:
    names = [name for name, bearer in BEARERS.items() if not world.tokens[bearer].expired]
    options = "".join(f"<option>{escape(name)}</option>" for name in names)
    buttons = "".join(f'<button name="decision" value="{each}">{each}</button>' for each in ("allow", "deny"))
    return f'<form method="post"><select name="user">{options}</select>{buttons}</form>'


def _fields(sent: "Sent") -> Fields:
    """The body of a request, a form or JSON."""
    kind = sent.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        try:
            told = orjson.loads(sent.content)
        except ValueError:
            raise Refused("invalid_request") from None
        return {name: str(value) for name, value in told.items()} if isinstance(told, dict) else {}
    return dict(parse_qsl(sent.content.decode("utf-8", "replace"), keep_blank_values=True))


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, pair = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = b64decode(pair, validate=True).decode().partition(":")
    except (Error, ValueError):
        raise Refused("invalid_client", 401) from None
    return unquote_plus(name), unquote_plus(secret)


def _needed(fields: Fields, *names: str) -> str:
    """The first of several fields, each of which must be there."""
    if not all(fields.get(name) for name in names):
        raise Refused("invalid_request")
    return fields[names[0]]
