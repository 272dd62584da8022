"""An editor for tests: the client of pytest-lsp over standard streams, with calls that wait.

What it says and hears is checked against the capabilities of a real editor.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Thread
from typing import Any, TypeVar

from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from tests.cli.commands import environment

T = TypeVar("T")

COMMAND = [sys.executable, "-m", "unispec", "lsp"]
LONGEST = 30.0
VSCODE = "visual_studio_code"


@dataclass
class Heard:
    """What the server told by itself, in the order of telling."""

    published: list[types.PublishDiagnosticsParams] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    registered: list[types.Registration] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)


class Editor:
    """One editor with a server of its own; `with` ends both."""

    def __init__(
        self,
        *folders: Path,
        name: str = VSCODE,
        encodings: tuple[str, ...] = (),
        command: list[str] | None = None,
    ) -> None:
        self.heard = Heard()
        self.versions: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._client = self.wait(self._made(command or COMMAND))
        capabilities = client_capabilities(name)
        if encodings:
            assert capabilities.general is not None
            capabilities.general.position_encodings = list(encodings)
        opened = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
        params = types.InitializeParams(capabilities=capabilities, workspace_folders=opened or None)
        self.told = self.wait(self._client.initialize_session(params))

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, *_: object) -> None:
        self.status = self.wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._client._server is not None
        return self._client._server

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, LONGEST), self._loop).result()

    def say(self, method: str, params: Any) -> None:
        async def said() -> None:
            self._client.protocol.notify(method, params)

        self.wait(said())

    def ask(self, method: str, params: Any) -> Any:
        client: Any = self._client
        asked: Coroutine[Any, Any, Any] = client.protocol.send_request_async(method, params)
        return self.wait(asked)

    def open(self, path: Path | str, text: str | None = None) -> str:
        uri = path if isinstance(path, str) else path.as_uri()
        if text is None:
            assert isinstance(path, Path)
            text = path.read_bytes().decode()
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, "yaml", 1, text)
        self.say(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, *changes: types.TextDocumentContentChangeEvent | str) -> None:
        self.versions[uri] = self.versions.get(uri, 0) + 1
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        written = [
            types.TextDocumentContentChangeWholeDocument(each) if isinstance(each, str) else each
            for each in changes
        ]
        params = types.DidChangeTextDocumentParams(document, written)
        self.say(types.TEXT_DOCUMENT_DID_CHANGE, params)

    def close(self, uri: str) -> None:
        document = types.TextDocumentIdentifier(uri)
        self.say(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(document))
        del self.versions[uri]

    def touch(self, path: Path, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
        event = types.FileEvent(path.as_uri(), kind)
        self.say(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, types.DidChangeWatchedFilesParams([event]))

    def found(self, uri: str) -> list[types.Diagnostic]:
        """Wait for what was found in the text as it is now."""
        return list(self.news(uri, self.versions.get(uri)).diagnostics)

    def news(self, uri: str, version: int | None, since: int = 0) -> types.PublishDiagnosticsParams:
        def told() -> types.PublishDiagnosticsParams | None:
            own = [each for each in self.heard.published[since:] if each.uri == uri]
            return own[-1] if own and own[-1].version == version else None

        with self.heard.changed:
            assert self.heard.changed.wait_for(lambda: told() is not None, LONGEST), self.heard.logged
            last = told()
        assert last is not None
        return last

    def complete(self, uri: str, line: int, column: int) -> list[types.CompletionItem]:
        params = types.CompletionParams(*_at(uri, line, column))
        return list(self.ask(types.TEXT_DOCUMENT_COMPLETION, params) or ())

    def hover(self, uri: str, line: int, column: int) -> types.Hover | None:
        found: types.Hover | None = self.ask(
            types.TEXT_DOCUMENT_HOVER, types.HoverParams(*_at(uri, line, column))
        )
        return found

    def define(self, uri: str, line: int, column: int) -> list[types.Location]:
        params = types.DefinitionParams(*_at(uri, line, column))
        return list(self.ask(types.TEXT_DOCUMENT_DEFINITION, params) or ())

    def outline(self, uri: str) -> list[types.DocumentSymbol]:
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
        return list(self.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, params) or ())

    def fixes(self, uri: str, place: types.Range) -> list[types.CodeAction]:
        document, context = types.TextDocumentIdentifier(uri), types.CodeActionContext([])
        params = types.CodeActionParams(document, place, context)
        return list(self.ask(types.TEXT_DOCUMENT_CODE_ACTION, params) or ())

    async def _made(self, command: list[str]) -> LanguageClient:
        client = make_test_lsp_client()
        for method, take in (
            (types.CLIENT_REGISTER_CAPABILITY, self._registered),
            (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, self._published),
            (types.WINDOW_LOG_MESSAGE, self._logged),
        ):
            client.protocol.fm.features[method] = take
        await client.start_io(*command, env=environment())
        return client

    def _registered(self, params: types.RegistrationParams) -> None:
        self.heard.registered.extend(params.registrations)

    def _published(self, params: types.PublishDiagnosticsParams) -> None:
        with self.heard.changed:
            self.heard.published.append(params)
            self.heard.changed.notify_all()

    def _logged(self, params: types.LogMessageParams) -> None:
        with self.heard.changed:
            self.heard.logged.append(params.message)
            self.heard.changed.notify_all()

    async def _end(self) -> int | None:
        await self._client.shutdown_session()
        server = self._client._server
        await self._client.stop()  # type: ignore[no-untyped-call]
        transport = getattr(server, "_transport", None)
        if transport is not None:
            transport.close()  # the pipes, whose end the client does not wait for
        await asyncio.sleep(0.01)
        return server.returncode if server is not None else None


def _at(uri: str, line: int, column: int) -> tuple[types.TextDocumentIdentifier, types.Position]:
    return types.TextDocumentIdentifier(uri), types.Position(line, column)
