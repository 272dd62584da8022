"""What is read once when an account is connected, and the 1:1 proxy call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, InputError, MappingError, UnispecError
from unispec.flow._answers import decoded, response_variables
from unispec.flow._call import Call
from unispec.flow._exchange import exchange, moment
from unispec.flow._expressions import pruned
from unispec.flow._origin import ForeignUrl, follow
from unispec.flow._request_plan import base_of
from unispec.flow._steps import Flow, RateLimit, Request
from unispec.language import Place

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_METHODS = _SAFE | {"POST", "PUT", "PATCH", "DELETE"}
_OURS = frozenset({"authorization", "host", "content-length", "transfer-encoding", "accept-encoding"})


def read_account(call: Call) -> Flow[dict[str, Json]]:
    """Read what is known of the account; empty when the integration reads nothing."""
    program = call.program
    spec = program.integration.connection
    if spec is None:
        return {}
    call = replace(call, operation="connection")
    try:
        path = program.text(spec.path, Place.PATH).render(call)
        request = Request("GET", base_of(program.base_url, call) + path)
        reply = yield from exchange(request, call)
        body = program.answers.body(reply, call.names, moment(reply, call.now))
        names = response_variables(reply, call.names)
        find = program.found(spec.record)
        record = find(body, names) if find else body
        if not isinstance(record, dict):
            message = "`record` finds no object in the response"
            location = spec.record.location if spec.record else spec.path.location
            raise MappingError(Diagnostic(Code.MISSING_RECORDS, message, location))
        known: dict[str, Json] = pruned(program.map_account(record, names))
        return known
    except UnispecError as error:
        error.operation = error.operation or "connection"
        raise


@dataclass(frozen=True, slots=True)
class ProxyReply:
    """The provider's own answer to a proxy call: `result` is the body as it came."""

    status: int
    headers: Mapping[str, str]
    result: Json = field(repr=False)
    rate_limit: RateLimit | None = None


def proxy(
    call: Call,
    method: str,
    path: str,
    query: tuple[tuple[str, str], ...],
    content: bytes | None,
    headers: tuple[tuple[str, str], ...],
) -> Flow[ProxyReply]:
    """Make one call as the caller wrote it, on the provider's origin, with limits and retries."""
    if method not in _METHODS:
        message = f"`{method[:20]}` is not a method that can be sent"
        raise InputError(
            Diagnostic(Code.INVALID_REQUEST, message, help=f"allowed: {', '.join(sorted(_METHODS))}")
        )
    for name, _ in headers:
        if name.lower() in _OURS:
            raise InputError(Diagnostic(Code.INVALID_REQUEST, f"the header `{name}` is set by the engine"))
    call = replace(call, operation="request")
    request = _proxied(call, method, path, query, content, headers)
    try:
        reply = yield from exchange(request, call)
        answers = call.program.answers
        return ProxyReply(reply.status, dict(reply.headers), decoded(reply), answers.limit(reply, call.now))
    except UnispecError as error:
        error.operation = (
            error.operation or f"{method} {request.url.removeprefix(base_of(call.program.base_url, call))}"
        )
        raise


def _proxied(
    call: Call,
    method: str,
    path: str,
    query: tuple[tuple[str, str], ...],
    content: bytes | None,
    headers: tuple[tuple[str, str], ...],
) -> Request:
    base = base_of(call.program.base_url, call)
    if not path.startswith("/") or path.startswith("//"):
        message = "the path of a proxy call must start with one `/`"
        raise InputError(Diagnostic(Code.INVALID_REQUEST, message))
    try:
        followed = follow(Request(method, base), base + path)
    except ForeignUrl as error:
        raise InputError(Diagnostic(Code.FOREIGN_URL, f"the path is refused: {error}")) from None
    return Request(method, followed.url, followed.query + query, headers, content, method in _SAFE)
