"""What an answer means: its body, its place in the rate limit, or the provider's error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from unispec.data import InvalidJson, Json, decode
from unispec.diagnostics import Code, Diagnostic, MappingError, ProviderError, TransportError
from unispec.flow._expressions import Found
from unispec.flow._rate_limit import RateLimitReader, retry_after
from unispec.flow._steps import Failure, RateLimit, Reply

_CATEGORIES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    410: "not_found",
    422: "invalid_request",
    429: "rate_limited",
}
_LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class ErrorReader:
    """Reads the provider's error out of an answer, as a spec says."""

    when: Found | None = None
    message: Found | None = None
    title: Found | None = None
    details: Found | None = None
    missing_scopes: Found | None = None
    expired_cursor: Found | None = None
    category: Found | None = None

    def is_error(self, body: Json, variables: Mapping[str, Json]) -> bool:
        """Tell whether an answer with a good status is an error all the same."""
        return bool(self.when and self.when(body, variables))

    def read(self, reply: Reply, variables: Mapping[str, Json], wait: float | None) -> ProviderError:
        """Make the error; a part that the body does not have is left out, never guessed."""
        try:
            body = decode(reply.content) if reply.content else None
        except InvalidJson:
            body = None
        said = {name: _quiet(getattr(self, name), body, variables) for name in _PARTS}
        scopes = said["missing_scopes"]
        missing = tuple(
            each for each in (scopes if isinstance(scopes, list) else [scopes]) if isinstance(each, str)
        )
        category = self._category(reply.status, said, missing)
        message = _text(said["message"]) or _text(said["title"])
        clause = f"the provider answered {reply.status}" + (f": {message}" if message else "")
        error = ProviderError(
            Diagnostic(Code.PROVIDER_ERROR, clause, help=_remedy(category, missing, wait)),
            status=reply.status,
            category=category,
        )
        error.title = _text(said["title"])
        error.provider_message = _text(said["message"])
        error.details = said["details"]
        error.missing_scopes = missing
        error.retry_after = wait
        return error

    def _category(self, status: int, said: Mapping[str, Any], missing: tuple[str, ...]) -> str:
        if said["category"] in ProviderError.CATEGORIES:
            return str(said["category"])
        if said["expired_cursor"]:
            return "expired_cursor"
        if missing:
            return "missing_scope"
        if status >= 500:
            return "unavailable"
        return _CATEGORIES.get(status, "invalid_request" if 400 <= status < 500 else "unknown")


_PARTS = ("message", "title", "details", "missing_scopes", "expired_cursor", "category")


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Everything that a spec says about reading answers."""

    errors: ErrorReader
    rate_limit: RateLimitReader

    def limit(self, reply: Reply, now: datetime) -> RateLimit | None:
        """Read the state of the rate limit."""
        return self.rate_limit.read(response_variables(reply, {}), now)

    def asked_wait(self, reply: Reply, now: datetime) -> float | None:
        """Tell how many seconds the provider asks to wait."""
        return retry_after(reply.headers, self.limit(reply, now), now)

    def error(self, reply: Reply, base: Mapping[str, Json], now: datetime) -> ProviderError:
        """Make the error of an answer with an error status."""
        wait = self.asked_wait(reply, now) if reply.status in (429, 503) else None
        return self.errors.read(reply, response_variables(reply, base), wait)

    def body(self, reply: Reply, base: Mapping[str, Json], now: datetime) -> Json:
        """Read the body of a good answer; raises `TransportError` or `ProviderError`."""
        body = decoded(reply)
        if self.errors.is_error(body, response_variables(reply, base)):
            raise self.error(reply, base, now)
        return body


def decoded(reply: Reply) -> Json:
    """Read a body as JSON, an empty one as None; raises `TransportError`."""
    if not reply.content:
        return None
    if reply.value is not None:
        return reply.value[0]
    try:
        return decode(reply.content)
    except InvalidJson as error:
        if error.too_deep:
            raise TransportError(Diagnostic(Code.BODY_TOO_DEEP, "the body is nested too deeply")) from None
        raise TransportError(Diagnostic(Code.BODY_NOT_JSON, _not_json(reply))) from None


def undamaged(reply: Reply) -> Reply | Failure:
    """Read the body of a good answer; one that is to be JSON and is none was damaged on its way."""
    if not reply.content or "json" not in reply.headers.get("content-type", "").lower():
        return reply
    try:
        return replace(reply, value=(decode(reply.content),))
    except InvalidJson as error:
        if error.too_deep:
            return reply
        return Failure(Code.BODY_NOT_JSON, _not_json(reply), elapsed=reply.elapsed)


def _not_json(reply: Reply) -> str:
    kind = reply.headers.get("content-type", "no content type").split(";")[0][:60]
    return f"the body ({len(reply.content)} bytes, `{kind}`) is not JSON"


def response_variables(reply: Reply, base: Mapping[str, Json]) -> dict[str, Json]:
    """Add `$status` and `$headers` to the names in reach."""
    return {**base, "status": reply.status, "headers": dict(reply.headers)}


def _quiet(found: Found | None, body: Json, variables: Mapping[str, Json]) -> Json:
    """Run an expression over an error body, whose shape nobody promises."""
    try:
        return found(body, variables) if found else None
    except MappingError:
        return None


def _text(value: Json) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    plain = " ".join(value.split())
    return plain if len(plain) <= _LONGEST_MESSAGE else plain[:_LONGEST_MESSAGE] + "…"


def _remedy(category: str, missing: tuple[str, ...], wait: float | None) -> str | None:
    if missing:
        return f"the token lacks {', '.join(f'`{scope}`' for scope in missing)}"
    if wait is not None:
        return f"try again in {wait:.0f} s"
    return _REMEDIES.get(category)


_REMEDIES = {
    "unauthorized": "the token is missing, wrong, expired or revoked",
    "expired_cursor": "start the list again without a cursor",
}
