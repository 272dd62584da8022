"""Where the browser comes back to: one address of this machine, open as long as a link is waited for.

Only the callback with the state that was sent out counts, and of these only the first. Whatever else
comes, from other pages, programs or names that lead here, is shown a page and changes nothing.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from socketserver import TCPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

from unispec.cli._callback_page import ANSWERED, HEADERS, NOT_FOUND, STRANGE, WRONG_METHOD, Page

PATH = "/callback"

_HERE = "127.0.0.1"
_USUAL_PORT = 80
_STALLED = 10.0
_WRITTEN = 5.0
_LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Callback:
    """What the owner came back with: a code, or the error of the provider."""

    code: str | None = field(default=None, repr=False)
    error: str | None = field(default=None, repr=False)


class Reception:
    """Waits at `http://NAME:PORT/callback`; raises `OSError` for a port that is taken."""

    def __init__(self, port: int, name: str = _HERE) -> None:
        self._server = _Server((_HERE, port), _Handler)
        self._server.reception = self
        self.port: int = self._server.server_address[1]
        self.redirect_uri = f"http://{name}:{self.port}{PATH}"
        self._hosts = {f"{name}:{self.port}"} | ({name} if self.port == _USUAL_PORT else set())
        self._state: bytes | None = None
        self._came: Queue[Callback] = Queue(1)
        self._is_taken = False
        self._taking = Lock()
        self._page: Page | None = None
        self._settled = Event()
        self._written = Event()

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), name="unispec-callback", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.answer(ANSWERED)
        self._server.shutdown()
        self._server.server_close()

    def wait(self, state: str, seconds: float) -> Callback | None:
        """Wait for the callback with this state; None when it did not come in time."""
        self._state = state.encode()
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                return self._came.get(timeout=min(left, _LOOK))
            except Empty:
                continue
        return None

    def answer(self, page: Page) -> None:
        """Show the owner who came back how it ended; the first answer counts."""
        if not self._settled.is_set():
            self._page = page
            self._settled.set()
            if self._is_taken:
                self._written.wait(_WRITTEN)

    def page(self, hosts: list[str], target: str) -> Page:
        """Give the page of a request; that of the callback waits until it is known how the link ended."""
        path, _, query = target.partition("?")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return STRANGE
        if path != PATH:
            return NOT_FOUND
        came = self._callback(query)
        if came is None:
            return STRANGE
        with self._taking:
            if self._is_taken or self._settled.is_set():
                return ANSWERED
            self._is_taken = True
        self._came.put(came)
        self._settled.wait()
        return self._page or ANSWERED

    def written(self, page: Page) -> None:
        """Learn that a page was sent."""
        if page is self._page:
            self._written.set()

    def _callback(self, query: str) -> Callback | None:
        """Read a callback; None for one that is not the one that is waited for."""
        try:
            told = parse_qs(query, keep_blank_values=True, max_num_fields=50)
        except ValueError:
            return None
        given = {name: values[0] for name, values in told.items() if len(values) == 1}
        state = given.get("state", "").encode(errors="replace")
        if self._state is None or not compare_digest(state, self._state):
            return None
        code, error = given.get("code"), given.get("error")
        return Callback(code, error) if (code is None) is not (error is None) else None


class _Server(ThreadingHTTPServer):
    """Serves browsers, which may open connections that they never use."""

    reception: Reception
    daemon_threads = True
    allow_reuse_address = os.name == "posix"

    def server_bind(self) -> None:
        """Bind without asking the network for a name of this machine."""
        TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Let a browser go that went away."""
        if not isinstance(sys.exc_info()[1], OSError):
            raise  # noqa: PLE0704 (it is being handled)


class _Handler(BaseHTTPRequestHandler):
    timeout = _STALLED
    server: _Server

    def do_GET(self) -> None:
        page = self.server.reception.page(self.headers.get_all("host", []), self.path)
        self._send(page)
        self.server.reception.written(page)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Show a page for what is no request for one."""
        self._send(WRONG_METHOD)

    def version_string(self) -> str:
        """Tell nobody which Python this is."""
        return "unispec"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write no line: the address of a callback holds its code."""

    def _send(self, page: Page) -> None:
        content = page.html()
        self.send_response(page.status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()
