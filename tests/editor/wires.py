"""The server's streams as bytes, for what no client would send."""

from __future__ import annotations

import json
import queue
import subprocess
from pathlib import Path
from threading import Thread
from typing import Any

from tests.cli.commands import environment
from tests.editor.editors import COMMAND, LONGEST

CAPABILITIES = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": False}}}


class Wire:
    """A server process; what it writes is read by threads, message by message."""

    def __init__(self, command: list[str] | None = None, **changes: str) -> None:
        self.process = subprocess.Popen(
            command or COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**changes),
        )
        self.told: list[dict[str, Any]] = []
        self.errors = b""
        self._news: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._threads = [Thread(target=work, daemon=True) for work in (self._read, self._listen)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.end()

    def end(self) -> int:
        """Wait for the end of the process, and give its status."""
        status = self.process.wait(LONGEST)
        for thread in self._threads:
            thread.join(LONGEST)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:
                continue
        return status

    def send(self, *bodies: bytes) -> None:
        assert self.process.stdin is not None
        framed = [b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies]
        self.process.stdin.write(b"".join(framed))
        self.process.stdin.flush()

    def say(self, method: str, params: Any = None, **more: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        self.send(json.dumps(message).encode())

    def ask(self, identity: int, method: str, params: Any = None) -> dict[str, Any]:
        self.say(method, params, id=identity)
        return self.answer(identity)

    def answer(self, identity: int) -> dict[str, Any]:
        return self.wait(lambda each: each.get("id") == identity and "method" not in each)

    def wait(self, wanted: Any) -> dict[str, Any]:
        """Wait for a message, and keep those before it."""
        while True:
            message = self._news.get(timeout=LONGEST)
            assert message is not None, "the server has ended"
            self.told.append(message)
            if wanted(message):
                return message

    def begin(self, *folders: Path) -> dict[str, Any]:
        opened = [{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
        params = {
            "processId": None,
            "rootUri": None,
            "capabilities": CAPABILITIES,
            "workspaceFolders": opened,
        }
        told = self.ask(0, "initialize", params)
        self.say("initialized", {})
        return told

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.say("textDocument/didOpen", {"textDocument": item})

    def found(self, uri: str, version: int) -> list[dict[str, Any]]:
        """Wait for what was found in a version of a text."""

        def is_it(message: dict[str, Any]) -> bool:
            params = message.get("params") or {}
            return (message.get("method"), params.get("uri"), params.get("version")) == (
                "textDocument/publishDiagnostics",
                uri,
                version,
            )

        found: list[dict[str, Any]] = self.wait(is_it)["params"]["diagnostics"]
        return found

    @property
    def logged(self) -> list[str]:
        return [each["params"]["message"] for each in self.told if each.get("method") == "window/logMessage"]

    def _read(self) -> None:
        assert self.process.stdout is not None
        while header := self.process.stdout.readline():
            length = int(header.removeprefix(b"Content-Length: "))
            while self.process.stdout.readline().strip():
                pass
            self._news.put(json.loads(self.process.stdout.read(length)))
        self._news.put(None)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.errors = self.process.stderr.read()
