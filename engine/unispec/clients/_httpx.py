"""HTTP, through httpx: the only module that knows it.

Both transports send one request, read the body within bounds and turn every failure into a value.
Redirects are not followed, timeouts are always set, and no cookie is kept: accounts share a client.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from unispec.clients._addresses import AsyncGuarded, Guarded, PrivateAddress, refuse_private
from unispec.clients._authority import Authority
from unispec.clients._body import ACCEPTED, BodyTooLarge, BodyUnreadable, BoundedBody
from unispec.clients._deadline import OutOfTime, Punctual, see_in_time, until
from unispec.clients._leftovers import without_connections, without_leftovers
from unispec.clients._quiet import hush, quiet
from unispec.clients._settings import Settings
from unispec.data import after_fork
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.flow import Failure, Reply, Send

_STALLED = (httpx.ReadTimeout, httpx.WriteTimeout)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, RuntimeError)

_BROKEN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,
    RuntimeError,
    UnicodeError,
    OutOfTime,
    BodyTooLarge,
    BodyUnreadable,
    PrivateAddress,
)
"""What sending can raise; a transport that an engine was given may raise errors of its own."""


def _still_open(client: httpx.Client | httpx.AsyncClient) -> None:
    if client.is_closed:
        raise InputError(Diagnostic(Code.INVALID_REQUEST, "the engine is closed"))


def _bound(client: httpx.Client, *, anywhere: bool) -> httpx.Client:
    """Make a client's connections heed the deadline, those through a proxy of the environment too.

    Unless it may go anywhere, it connects to public addresses only; a proxy is the operator's own choice.
    httpx takes no network backend, and a transport of ours would switch its proxies off.
    """
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            pool, is_proxy = transport._pool, transport is not client._transport
            if isinstance(pool._network_backend, Punctual):
                continue
            backend = Guarded(pool._network_backend, anywhere=anywhere or is_proxy)
            pool._network_backend = Punctual(backend)
    return client


def _bound_async(client: httpx.AsyncClient, *, anywhere: bool) -> httpx.AsyncClient:
    """Make a client connect to public addresses only, unless it may go anywhere."""
    if isinstance(client._transport, httpx.AsyncHTTPTransport):
        pool = client._transport._pool
        if not isinstance(pool._network_backend, AsyncGuarded):
            pool._network_backend = AsyncGuarded(pool._network_backend, anywhere=anywhere)
    return client


class SyncTransport:
    """Sends requests with a pool of connections; safe to share between threads."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        hush()
        self._settings = settings
        self._given = transport
        self._open()
        after_fork(self)

    def _begin(self) -> None:
        if not self._clients[True].is_closed:
            without_connections(self._given)
            self._open()

    def _open(self) -> None:
        options = {"transport": self._given, **_options(self._settings, _unread)}
        self._clients = {
            anywhere: _bound(httpx.Client(**options), anywhere=anywhere) for anywhere in (False, True)
        }

    def send(self, step: Send, authority: Authority) -> Reply | Failure:
        """Send one request; whatever goes wrong is a `Failure`."""
        client = self._clients[authority.anywhere]
        _still_open(client)
        started = time.monotonic()
        total = _total(step, self._settings)
        deadline = started + total
        try:
            request = _request(client, step, authority, self._settings)
            with until(deadline), quiet(), closing(client.send(request, stream=True)) as response:
                body = _begun(response, self._settings)
                for piece in [response.content] if _is_read(response) else response.iter_raw():
                    body.feed(piece)
                    see_in_time(deadline, total)
                return _reply(response, body, authority, time.monotonic() - started)
        except _BROKEN as error:
            if isinstance(error, _STALLED) and time.monotonic() >= deadline:
                error = OutOfTime(total)
            return _failure(error, self._settings, time.monotonic() - started)

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            client.close()


class AsyncTransport:
    """Sends requests with a pool of connections; safe to share between tasks of one loop."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        hush()
        self._settings = settings
        self._given = transport
        self._open()
        after_fork(self)

    def _begin(self) -> None:
        if not self._clients[True].is_closed:
            without_connections(self._given)
            self._open()

    def _open(self) -> None:
        options = {"transport": self._given, **_options(self._settings, _unread_in_tasks)}
        self._clients = {
            anywhere: _bound_async(httpx.AsyncClient(**options), anywhere=anywhere)
            for anywhere in (False, True)
        }

    async def send(self, step: Send, authority: Authority) -> Reply | Failure:
        """Send one request; whatever goes wrong is a `Failure`."""
        client = self._clients[authority.anywhere]
        _still_open(client)
        started = time.monotonic()
        total = _total(step, self._settings)
        try:
            async with asyncio.timeout(total) as limit:
                with quiet():
                    return await self._answer(client, step, authority, started)
        except _BROKEN as error:
            if isinstance(error, TimeoutError) and limit.expired():
                error = OutOfTime(total)
            return _failure(error, self._settings, time.monotonic() - started)

    async def _answer(
        self, client: httpx.AsyncClient, step: Send, authority: Authority, started: float
    ) -> Reply:
        request = _request(client, step, authority, self._settings)
        async with aclosing(await client.send(request, stream=True)) as response:
            body = _begun(response, self._settings)
            if _is_read(response):
                body.feed(response.content)
                return _reply(response, body, authority, time.monotonic() - started)
            async for piece in response.aiter_raw():
                body.feed(piece)
            return _reply(response, body, authority, time.monotonic() - started)

    async def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()


def _unread(response: httpx.Response) -> None:
    """Leave a redirect as it is: httpx reads where it leads to, whether it follows or not, and may fail."""
    if response.has_redirect_location:
        del response.headers["location"]


async def _unread_in_tasks(response: httpx.Response) -> None:
    _unread(response)


def _options(settings: Settings, hook: Callable[[httpx.Response], Any]) -> dict[str, Any]:
    limits = settings.timeouts
    return {
        "timeout": httpx.Timeout(limits.read, connect=limits.connect),
        "verify": _trust(),
        "follow_redirects": False,
        "event_hooks": {"response": [hook]},
        "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        "headers": {"accept": "application/json", "accept-encoding": ACCEPTED, "user-agent": "unispec"},
    }


@cache
def _trust() -> ssl.SSLContext:
    """Read the certificates that are trusted; once for all engines, as that takes longest of all."""
    return httpx.create_ssl_context()


def _total(step: Send, settings: Settings) -> float:
    """Give the seconds that a request may take: its own, or what is left of its call."""
    return settings.timeouts.total if step.seconds is None else min(settings.timeouts.total, step.seconds)


def _request(
    client: httpx.Client | httpx.AsyncClient, step: Send, authority: Authority, settings: Settings
) -> httpx.Request:
    """Build a request; `stream` of httpx would have what is secret of it in its frame while it is sent."""
    request, limits = step.request, settings.timeouts
    url, query = httpx.URL(request.url), authority.query_for(request)
    if not authority.anywhere:
        refuse_private(url.raw_host.decode("ascii"))
    read, connect = (min(each, _total(step, settings)) for each in (limits.read, limits.connect))
    return client.build_request(
        request.method,
        url.copy_merge_params(tuple(query)) if query else url,
        headers=authority.headers_for(request),
        content=request.content,
        timeout=httpx.Timeout(read, connect=connect),
    )


def _begun(response: httpx.Response, settings: Settings) -> BoundedBody:
    """Begin to read an answer; a switch to another protocol, which nobody asked for, is none."""
    if response.is_informational:
        raise httpx.RemoteProtocolError("the server switches protocols")
    without_leftovers(response.stream)
    encoding = "" if _is_read(response) else str(response.headers.get("content-encoding", ""))
    return BoundedBody(settings.body_limit, encoding)


def _is_read(response: httpx.Response) -> bool:
    """Tell whether a transport gave a whole, decoded body; those that tests put in place do."""
    return response.is_stream_consumed


def _reply(response: httpx.Response, body: BoundedBody, authority: Authority, elapsed: float) -> Reply:
    content, headers = body.finish(), dict(response.headers)
    secrecy = authority.secrecy
    content = secrecy.body(content) if response.is_success else secrecy.error_body(content)
    headers = {name: secrecy.text(value) for name, value in headers.items()}
    return Reply(response.status_code, headers, content, elapsed)


def _failure(error: Exception, settings: Settings, elapsed: float) -> Failure:
    match error:
        case BodyTooLarge():
            problem = f"the body is larger than {settings.body_limit} bytes"
            return Failure(Code.BODY_TOO_LARGE, problem, final=True, elapsed=elapsed)
        case BodyUnreadable():
            return Failure(Code.BODY_ENCODING, str(error), elapsed=elapsed)
        case PrivateAddress():
            problem = "the host has an address that no provider has, such as one of a private network"
            return Failure(Code.PRIVATE_ADDRESS, problem, sent=False, final=True, elapsed=elapsed)
        case UnicodeError():
            problem = "the URL of the request is not valid"
            return Failure(Code.NO_ANSWER, problem, sent=False, final=True, elapsed=elapsed)
        case OutOfTime():
            problem = f"the answer took longer than {error.args[0]:g} s"
            return Failure(Code.NO_ANSWER, problem, elapsed=elapsed)
    untrusted = any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error))
    problem = _PROBLEMS.get(type(error), "the connection broke")
    if isinstance(error, RuntimeError):
        problem = f"the transport failed with `{type(error).__name__}`"
    return Failure(
        Code.NO_ANSWER,
        "the certificate of the provider is not trusted" if untrusted else problem,
        sent=not isinstance(error, _NOT_SENT),
        final=untrusted or isinstance(error, _HOPELESS),
        elapsed=elapsed,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


_PROBLEMS: dict[type[Exception], str] = {
    httpx.ConnectError: "no connection could be made",
    httpx.ConnectTimeout: "no connection could be made in time",
    httpx.PoolTimeout: "no connection became free in time",
    httpx.ReadTimeout: "the provider did not answer in time",
    httpx.WriteTimeout: "the request could not be sent in time",
    httpx.RemoteProtocolError: "the answer was cut off or broke the protocol",
    httpx.LocalProtocolError: "the request cannot be sent as it is",
    httpx.InvalidURL: "the URL of the request is not valid",
    httpx.UnsupportedProtocol: "the URL of the request is not valid",
}
