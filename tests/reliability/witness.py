"""Two servers on loopback: the provider, and everybody else. Whatever host is asked for leads to one of them.

TLS is left out, but not forgotten: what is sent to the provider without it counts as sent to somebody else.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore

from unispec import AsyncEngine, Engine
from unispec.clients._addresses import AsyncGuarded, Guarded

_WELL = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass
class Server:
    """Answers one request after the other, and keeps what it received."""

    answer: Callable[[bytes], bytes]
    received: list[bytes] = field(default_factory=list)
    port: int = 0

    def serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            held = b""
            while True:
                while not _is_whole(held):
                    piece = connection.recv(65_536)
                    if not piece:
                        return
                    held += piece
                self.received.append(held)
                answer, held = self.answer(held), b""
                connection.sendall(answer)


def _is_whole(held: bytes) -> bool:
    head, end, body = held.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    return bool(end) and len(body) >= (int(found[1]) if found else 0)


@contextmanager
def listening(server: Server) -> Iterator[Server]:
    """Serve in threads, on a free port of loopback."""

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=accept, args=(listener,), daemon=True)
        thread.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@dataclass
class Routes:
    """Leads hosts of the provider to it, and all others to a witness; tells what went where."""

    homes: frozenset[tuple[str, int]]
    home: Server
    elsewhere: Server
    bare: list[bytes] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def port(self, host: str, port: int) -> int:
        """Take note of a host that is asked for, and tell where it is found."""
        self.asked.append((host, port))
        return self.home.port if (host, port) in self.homes else self.elsewhere.port

    def forget(self) -> None:
        """Forget what went anywhere but home."""
        self.asked.clear()
        self.bare.clear()
        self.elsewhere.received.clear()

    def lead(self, engine: Engine | AsyncEngine, *, guarded: bool = False) -> None:
        """Lead all connections of an engine; `guarded` ones only where the engine lets them go."""
        for client in engine._transport._clients.values():
            pool: Any = client._transport._pool  # type: ignore[union-attr]
            plain = httpcore.SyncBackend() if isinstance(engine, Engine) else httpcore.AnyIOBackend()
            led: Any = (Led if isinstance(engine, Engine) else AsyncLed)(plain, self)  # type: ignore[arg-type]
            if guarded:
                _guard(pool._network_backend)._backend = led
            else:
                pool._network_backend = led


def _guard(backend: Any) -> Any:
    """Find who guards the connections of an engine."""
    while not isinstance(backend, Guarded | AsyncGuarded):
        backend = backend._backend
    return backend


class Led(httpcore.NetworkBackend):
    """Connects threads where the routes lead."""

    def __init__(self, backend: httpcore.SyncBackend, routes: Routes) -> None:
        self._backend = backend
        self._routes = routes

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any) -> Any:
        led = self._routes.port(host, port)
        return _Stream(self._backend.connect_tcp("127.0.0.1", led, timeout), self._routes)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, routes: Routes) -> None:
        self._stream = stream
        self._routes = routes
        self._is_secret = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not self._is_secret:
            self._routes.bare.append(buffer)
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        self._is_secret = True
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class AsyncLed(httpcore.AsyncNetworkBackend):
    """Connects tasks where the routes lead."""

    def __init__(self, backend: httpcore.AnyIOBackend, routes: Routes) -> None:
        self._backend = backend
        self._routes = routes

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any
    ) -> Any:
        led = self._routes.port(host, port)
        return _AsyncStream(await self._backend.connect_tcp("127.0.0.1", led, timeout), self._routes)


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, routes: Routes) -> None:
        self._stream = stream
        self._routes = routes
        self._is_secret = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not self._is_secret:
            self._routes.bare.append(buffer)
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self._is_secret = True
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextmanager
def routes(
    homes: frozenset[tuple[str, int]],
    answer: Callable[[bytes], bytes],
    others: Callable[[bytes], bytes] = lambda _: _WELL,
) -> Iterator[Routes]:
    """Serve the provider, which answers, and everybody else, who says that all is well."""
    with ExitStack() as stack:
        home = stack.enter_context(listening(Server(answer)))
        elsewhere = stack.enter_context(listening(Server(others)))
        yield Routes(homes, home, elsewhere)
