"""OAuth 2 with one provider, as requests to make and answers to understand (RFC 6749, 7009, 7636, 7662).

Only `invalid_grant` says that a grant is over. Whatever else an endpoint answers, an app that it does not
know included, leaves the grant as it was.
"""

from __future__ import annotations

import math
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

from unispec.connections._linked import Grant
from unispec.connections._renewal import Granted, Outcome, Refused, Told, Unclear
from unispec.data import InvalidJson, Secret, decode, encode
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.flow import Failure, Reply, Request
from unispec.specs import ClientAuth, OAuth, Refresh

_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")
_TOKENS = ("access_token", "refresh_token")
_WORD = re.compile(r"[a-z_]{1,40}")
_OF_APP = ("invalid_client", "unauthorized_client", "unsupported_grant_type")
"""What an endpoint says of an app, whatever the grant."""

_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_LONGEST = 10 * 366 * 86_400.0
_LONGEST_PAUSE = 3_600.0


@dataclass(frozen=True, slots=True, init=False)
class App:
    """What a provider knows the embedding service by; one without a secret is known by PKCE alone.

    Raises `InputError`.
    """

    client_id: str
    client_secret: Secret | None = field(default=None, repr=False)

    def __init__(self, client_id: str, client_secret: str | Secret | None = None) -> None:
        secret = Secret(client_secret) if isinstance(client_secret, str) else client_secret
        del client_secret
        if not isinstance(client_id, str) or not client_id.strip():
            raise _no_app("client_id", "a text that is not empty")
        if secret is not None and (not isinstance(secret, Secret) or not secret.reveal().strip()):
            raise _no_app("client_secret", "a text that is not empty, or left out")
        object.__setattr__(self, "client_id", client_id)
        object.__setattr__(self, "client_secret", secret)

    @property
    def digest(self) -> str:
        """What tells which app a grant was given to, and not more."""
        return sha256(self.client_id.encode(errors="surrogatepass")).hexdigest()


def _of_another() -> InputError:
    message = "the grant was given to another app, which alone can renew it"
    remedy = (
        "all engines that share a store need the same `apps`; link the account again if the app has changed"
    )
    return InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=remedy))


def _no_app(name: str, form: str) -> InputError:
    return InputError(Diagnostic(Code.INVALID_PARAMETER, f"the `{name}` of an app must be {form}"))


@dataclass(frozen=True, slots=True)
class Address:
    """Where requests about grants go, and how the app is known there."""

    url: str
    client: ClientAuth = ClientAuth.BASIC


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of a provider's authorization server."""

    token: Address
    authorize: str | None = None
    revoke: Address | None = None
    introspect: Address | None = None


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """Speaks OAuth 2 as one app with one provider."""

    spec: OAuth
    endpoints: Endpoints
    app: App

    def authorize_url(self, state: str, redirect_uri: str, scopes: tuple[str, ...], verifier: Secret) -> str:
        """Give the address that an owner goes to."""
        asked = {
            **self.spec.extra,
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        if scopes:
            asked["scope"] = self.spec.separator.join(scopes)
        if self.spec.pkce:
            asked |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        address = self.endpoints.authorize or ""
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def exchange(self, code: Secret, redirect_uri: str, verifier: Secret) -> Request:
        """Ask for the grant of a code."""
        asked = {"grant_type": "authorization_code", "code": code.reveal(), "redirect_uri": redirect_uri}
        if self.spec.pkce:
            asked["code_verifier"] = verifier.reveal()
        return self._post(self.endpoints.token, asked)

    def own(self, scopes: tuple[str, ...]) -> Request:
        """Ask for a grant of the app itself."""
        asked = {"grant_type": "client_credentials"}
        if scopes:
            asked["scope"] = self.spec.separator.join(scopes)
        return self._post(self.endpoints.token, asked)

    def request(self, grant: Grant) -> Request | None:
        """Ask for a new grant; None for one that cannot be renewed. Raises `InputError` for another app's."""
        if grant.client not in (None, self.app.digest):
            raise _of_another()
        if self.spec.authorize is None and grant.get("access_token") is not None:
            return self.own(grant.scopes)
        token = grant.get("refresh_token")
        if token is None or self.spec.refresh is Refresh.NONE:
            return None
        asked = {"grant_type": "refresh_token", "refresh_token": token.reveal()}
        return self._post(self.endpoints.token, asked)

    def outcome(self, answer: Reply | Failure, grant: Grant, now: float) -> Outcome:
        """Understand the answer of the token endpoint; what it leaves out is as it was."""
        if isinstance(answer, Failure):
            return Unclear(answer.problem, answer.sent, help=answer.help)
        told = _object(answer)
        if answer.status < 300 and told is not None:
            return self._understood(told, grant, now)
        code = told.get("error") if told is not None else None
        if code == "invalid_grant" and 400 <= answer.status < 429:
            return Refused(code)
        problem = f"the token endpoint answered {answer.status}{_said(code)}"
        reached = answer.status >= 500 or answer.status < 400
        is_of_app = not reached and code in _OF_APP
        return Unclear(problem, reached, _pause(answer), is_of_app)

    def question(self, grant: Grant) -> Request | None:
        """Ask whether a single-use token is still good; None where nobody can be asked."""
        token = grant.get("refresh_token")
        if self.endpoints.introspect is None or token is None:
            return None
        return self._post(self.endpoints.introspect, {"token": token.reveal()}, idempotent=True)

    def is_good(self, answer: Reply | Failure) -> bool | None:
        """Understand that answer; None when it says nothing."""
        told = _object(answer) if isinstance(answer, Reply) and answer.status == 200 else None
        active = told.get("active") if told is not None else None
        return active if isinstance(active, bool) else None

    def revocation(self, grant: Grant) -> Request | None:
        """Ask to end a grant; None where that cannot be asked."""
        token = grant.get("refresh_token") or grant.get("access_token")
        if self.endpoints.revoke is None or token is None:
            return None
        return self._post(self.endpoints.revoke, {"token": token.reveal()}, idempotent=True)

    def _understood(self, told: Mapping[str, Any], before: Grant, now: float) -> Granted | Unclear:
        """Read the tokens of an answer; one that renews is kept although nothing else can be used."""
        given = {name: Secret(text) for name in _TOKENS if (text := _token(told.get(name)))}
        tokens, scopes = {**before.credentials, **given}, _scopes(told.get("scope")) or before.scopes
        problem, client = _problem(told, given), self.app.digest
        if problem is not None:
            is_new = given.get("refresh_token", before.get("refresh_token")) != before.get("refresh_token")
            kept = {**before.credentials, "refresh_token": given["refresh_token"]} if is_new else {}
            return Unclear(
                problem, reached=True, rotated=Grant(kept, now, scopes, client) if is_new else None
            )
        lasts = _seconds(told.get("expires_in")) or self.spec.lasts
        rest = Told({name: value for name, value in told.items() if name not in _TOKENS})
        return Granted(Grant(tokens, None if lasts is None else now + lasts, scopes, client), rest)

    def _post(self, to: Address, asked: Mapping[str, str], *, idempotent: bool = False) -> Request:
        fields, headers = dict(asked), []
        secret = self.app.client_secret
        if to.client is ClientAuth.BASIC and secret is not None:
            pair = f"{quote_plus(self.app.client_id)}:{quote_plus(secret.reveal())}"
            headers.append(("authorization", f"Basic {b64encode(pair.encode()).decode()}"))
        else:
            fields["client_id"] = self.app.client_id
            if to.client is ClientAuth.BODY and secret is not None:
                fields["client_secret"] = secret.reveal()
        kind = "application/json" if self.spec.is_json else "application/x-www-form-urlencoded"
        content = encode(fields) if self.spec.is_json else urlencode(fields).encode()
        return Request("POST", to.url, (), (*headers, ("content-type", kind)), content, idempotent)


def challenge(verifier: Secret) -> str:
    """Give the S256 challenge of a PKCE verifier."""
    digest = sha256(verifier.reveal().encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _problem(told: Mapping[str, Any], given: Mapping[str, Secret]) -> str | None:
    """Tell why an answer gives no grant; None when it does."""
    kind = told.get("token_type")
    if kind is not None and (not isinstance(kind, str) or kind.lower() != "bearer"):
        return f"the token endpoint gave a token that is not of the type `bearer`{_said(kind)}"
    if "access_token" in given and ("refresh_token" in given or told.get("refresh_token") in (None, "")):
        return None
    return f"the token endpoint gave no token{_said(told.get('error'))}"


def _token(value: Any) -> str | None:
    return value if isinstance(value, str) and _TOKEN.fullmatch(value) else None


def _said(word: Any) -> str:
    """Quote a word of an answer, if it is one."""
    return f" (`{word}`)" if isinstance(word, str) and _WORD.fullmatch(word) else ""


def _object(reply: Reply) -> dict[str, Any] | None:
    try:
        told = decode(reply.content)
    except InvalidJson:
        return None
    return told if isinstance(told, dict) else None


def _scopes(told: Any) -> tuple[str, ...]:
    """Read the scopes of a grant, without those that can be none."""
    names = re.split(r"[\s,]+", told) if isinstance(told, str) else ()
    return tuple(name for name in names if _SCOPE.fullmatch(name))


def _seconds(value: Any) -> float | None:
    """Read a lifetime; None for what is none."""
    try:
        seconds = (
            float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
        )
    except (TypeError, ValueError, OverflowError):
        return None
    return min(seconds, _LONGEST) if math.isfinite(seconds) and seconds > 0 else None


def _pause(reply: Reply) -> float | None:
    asked = _seconds(reply.headers.get("retry-after"))
    return min(asked, _LONGEST_PAUSE) if asked is not None else None
