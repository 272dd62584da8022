"""A fake on a loopback port: uvicorn in a thread, or in this process until it is told to stop."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakes._app import FakeCalendly

_PATIENCE = 10.0


class _Connection(H11Protocol):
    """Hands its transport to the application, which breaks connections on purpose."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def listen(port: int = 0) -> socket.socket:
    """A listening loopback socket; asyncio only turns Nagle's delay off if the protocol is named."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(512)
    return listener


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


def server(fake: FakeCalendly) -> _Server:
    config = uvicorn.Config(
        fake,
        http=_Connection,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=60,
    )
    return _Server(config)


@contextmanager
def running(fake: FakeCalendly) -> Iterator[FakeCalendly]:
    """Serve a fake on two free loopback ports; its `url` and `auth_url` are set while it runs."""
    with listen() as listener, listen() as authorizing:
        served = server(fake)
        thread = threading.Thread(
            target=served.run, args=([listener, authorizing],), name="fake", daemon=True
        )
        thread.start()
        if not served.ready.wait(_PATIENCE):
            raise RuntimeError("the fake did not start")
        fake.url, fake.auth_url = url_of(listener), url_of(authorizing)
        try:
            yield fake
        finally:
            fake.url = fake.auth_url = ""
            served.should_exit = served.force_exit = True
            thread.join(_PATIENCE)
            if thread.is_alive():
                raise RuntimeError("the fake did not stop")
