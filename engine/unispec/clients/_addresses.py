"""Which addresses of the network a provider may have: public ones, unless an account is allowed others.

A name is resolved here, each of its addresses is looked at, and the connection is made to one that was
seen, so that a name cannot lead elsewhere a moment later.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv6 addresses whose last 32 bits are an IPv4 address (RFC 6052, RFC 8215)."""


class PrivateAddress(Exception):
    """A host has no address but such as no provider has."""


@cache
def is_public(address: str) -> bool:
    """Tell whether an address can be a provider's; those that hide another are judged by that one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in _meant(found))


def _meant(found: IPv4Address | IPv6Address) -> Iterable[IPv4Address | IPv6Address]:
    if isinstance(found, IPv4Address):
        return (found,)
    if found.ipv4_mapped is not None:
        return (found.ipv4_mapped,)
    hidden: list[IPv4Address | IPv6Address] = [found]
    if found.sixtofour is not None:
        hidden.append(found.sixtofour)
    if found.teredo is not None:
        hidden += found.teredo
    if any(found in network for network in _TRANSLATED):
        hidden.append(IPv4Address(int(found) & 0xFFFF_FFFF))
    return hidden


def _public(host: str, found: Iterable[tuple[Any, ...]]) -> str:
    addresses = [str(each[4][0]) for each in found]
    public = next((address for address in addresses if is_public(address)), None)
    if public is None or not all(map(is_public, addresses)):
        raise PrivateAddress(host)
    return public


class Guarded(httpcore.NetworkBackend):
    """Connects to public addresses only."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from None
        address = _public(host, found)
        return self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class AsyncGuarded(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, in tasks."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from None
        address = _public(host, found)
        return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)
