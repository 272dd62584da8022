"""Which addresses of the network a provider may have: public ones, unless an account is allowed others.

A name is resolved here, each of its addresses is looked at, and the connection is made to one that was
seen, so that a name cannot lead elsewhere a moment later. All of it happens in the time to connect, however
slow the names are and however many addresses do not answer.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias

import httpcore

_UNICAST = IPv6Network("2000::/3")
"""The IPv6 addresses that are given to anybody (RFC 4291); of others Python says more than is so."""

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv6 addresses whose last 32 bits are an IPv4 address (RFC 6052)."""

_OWN = (
    IPv4Network("168.63.129.16/32"),
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("2002::/16"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
    IPv6Network("fec0::/10"),
)
"""Networks of no provider that a Python may call global; some clouds answer their own machines there."""


class PrivateAddress(Exception):
    """A host has no address but such as no provider has."""


@cache
def is_public(address: str) -> bool:
    """Tell whether an address can be a provider's; those that hide another are judged by that one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(map(_is_global, _meant(found)))


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    if not address.is_global or address.is_multicast or any(address in each for each in _OWN):
        return False
    return isinstance(address, IPv4Address) or address in _UNICAST or address in _TRANSLATED


def _meant(found: IPv4Address | IPv6Address) -> Iterable[IPv4Address | IPv6Address]:
    if isinstance(found, IPv4Address):
        return (found,)
    if found.ipv4_mapped is not None:
        return (found.ipv4_mapped,)
    if found in _TRANSLATED:
        return found, IPv4Address(int(found) & 0xFFFF_FFFF)
    return (found,)


def refuse_private(host: str) -> None:
    """Refuse a host that is written as a private address, whoever would connect to it."""
    try:
        address = str(ip_address(host.partition("%")[0]))
    except ValueError:
        try:
            address = socket.inet_ntoa(socket.inet_aton(host))
        except (OSError, UnicodeEncodeError):
            return
    if not is_public(address):
        raise PrivateAddress(host)


def _reachable(host: str, found: Iterable[tuple[Any, ...]], *, anywhere: bool) -> list[str]:
    """Give the addresses of a host, one private one of which is enough to refuse it."""
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses or not (anywhere or all(map(is_public, addresses))):
        raise PrivateAddress(host)
    return addresses


_Found: TypeAlias = list[tuple[Any, ...]] | Exception


def _look_up(host: str, port: int, tell: Callable[[_Found], None]) -> None:
    """Look a name up in a thread that nobody waits for: the system's own patience cannot be set."""

    def look_up() -> None:
        found: _Found
        try:
            found = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:
            found = error
        tell(found)

    Thread(target=look_up, name="unispec-names", daemon=True).start()


def _resolved(host: str, port: int, seconds: float | None) -> list[tuple[Any, ...]]:
    """Look a name up, no longer than some seconds."""
    answers: SimpleQueue[_Found] = SimpleQueue()
    _look_up(host, port, answers.put)
    try:
        return _known(answers.get(timeout=seconds))
    except Empty:
        raise httpcore.ConnectTimeout("the name is not resolved in time") from None


async def _resolved_in_tasks(host: str, port: int, seconds: float | None) -> list[tuple[Any, ...]]:
    """Look a name up, no longer than some seconds, and without the threads of the loop."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_Found] = loop.create_future()

    def settle(found: _Found) -> None:
        if not answer.done():
            answer.set_result(found)

    def tell(found: _Found) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, found)

    _look_up(host, port, tell)
    try:
        async with asyncio.timeout(seconds):
            return _known(await answer)
    except TimeoutError:
        raise httpcore.ConnectTimeout("the name is not resolved in time") from None


def _known(found: _Found) -> list[tuple[Any, ...]]:
    if isinstance(found, Exception):
        raise httpcore.ConnectError(str(found)) from None
    return found


class _Turn:
    """Shares the time to connect among addresses that are tried one after another."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self, others: int = 0) -> float | None:
        """Give the seconds for one address when so many come after it; raises when there are none."""
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ConnectTimeout("no address answers in time")
        return left / (others + 1)


class Guarded(httpcore.NetworkBackend):
    """Connects to public addresses only, unless it may go anywhere, and in the time to connect."""

    def __init__(self, backend: httpcore.NetworkBackend, *, anywhere: bool = False) -> None:
        self._backend = backend
        self._anywhere = anywhere

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        turn = _Turn(timeout)
        *first, last = _reachable(host, _resolved(host, port, timeout), anywhere=self._anywhere)
        for index, address in enumerate(first):
            try:
                left = turn.left(len(first) - index)
                return self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._backend.connect_tcp(last, port, turn.left(), local_address, socket_options)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class AsyncGuarded(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, unless it may go anywhere, in tasks."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, *, anywhere: bool = False) -> None:
        self._backend = backend
        self._anywhere = anywhere

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        turn = _Turn(timeout)
        found = await _resolved_in_tasks(host, port, timeout)
        *first, last = _reachable(host, found, anywhere=self._anywhere)
        for index, address in enumerate(first):
            try:
                left = turn.left(len(first) - index)
                return await self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._backend.connect_tcp(last, port, turn.left(), local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)
