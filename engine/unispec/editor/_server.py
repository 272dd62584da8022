"""The server: it hands what an editor says to those who know, and answers.

Every handler ends well. What fails in one is told to the editor's log, and the request has no result.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from unispec.diagnostics import Diagnostic
from unispec.editor._addresses import path_of
from unispec.editor._answers import Cursor, is_within_limits, outline
from unispec.editor._buffers import Buffer, Edit, Point
from unispec.editor._checks import Checks
from unispec.editor._fixes import Fixes
from unispec.editor._positions import Encoding
from unispec.editor._protocol import OURS, Protocol, kind_of
from unispec.editor._publishing import Board, Shown
from unispec.editor._stdio import Pipes
from unispec.editor._workspace import Workspace

T = TypeVar("T")

_QUIET = 0.02
"""How long nobody may type before a check starts, in seconds."""

_STACK = 16 * 1024 * 1024
_FILES = "**/*.{yaml,yml,json,toml}"
_TRIGGERS = [".", "$", '"', "{"]


class Server(LanguageServer):
    """One editor's server."""

    protocol: Protocol

    def __init__(self, pipes: Pipes) -> None:
        super().__init__("unispec", version("unispec"), protocol_cls=Protocol)
        self.pipes = pipes
        self.protocol.set_writer(pipes)
        self._texts = Workspace()
        self._board = Board()
        self._helper = ThreadPoolExecutor(1, "help")
        self._worker = ThreadPoolExecutor(1, "check")
        self._checks = Checks(self._texts, self._publish, self._failed, self._worker)
        for method in OURS:
            self.protocol.fm.builtin_features.pop(method)
        self._register()

    async def run(self) -> None:
        """Take messages until there are no more."""
        async for body in self.pipes.bodies():
            self.protocol.receive(body)
        for executor in (self._worker, self._helper):
            executor.shutdown(wait=False, cancel_futures=True)

    def begin(self, params: types.InitializeParams) -> None:
        """Take the folders of the editor."""
        folders = params.workspace_folders
        uris = [each.uri for each in folders or ()]
        if folders is None and params.root_uri:
            uris = [params.root_uri]
        if folders is None and not params.root_uri and params.root_path:
            self._texts.folders[params.root_path] = Path(params.root_path)
        self._add_folders(uris)

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Write a clause into the editor's log."""
        self.window_log_message(types.LogMessageParams(kind, message))

    def report_server_error(
        self, error: Exception, source: type[PyglsError] | type[JsonRpcException]
    ) -> None:
        """Tell of an error by its kind alone; one in a request is its answer already."""
        if source is FeatureRequestError:
            return
        self.tell(f"{source.__name__}: {kind_of(error)}")

    def _failed(self, error: Exception) -> None:
        self.tell(f"internal error: {kind_of(error)}")

    @property
    def _shown(self) -> Shown:
        return Shown(self._texts.encoding, self._texts.uri)

    def _publish(self, root: Path, found: Sequence[Diagnostic], buffers: Sequence[Buffer]) -> None:
        for news in self._board.update(root, found, buffers, self._shown):
            self.text_document_publish_diagnostics(news)

    def _look_around(self) -> None:
        """Check the roots that are there now, and no others."""
        self._texts.look_around()
        roots = self._texts.roots()
        for root in self._checks.roots - roots:
            self._checks.forget(root)
        for root in roots:
            self._checks.touch(root)

    def _add_folders(self, uris: Sequence[str]) -> None:
        self._texts.folders.update((uri, path) for uri in uris if (path := path_of(uri)) is not None)

    def _register(self) -> None:
        """Say who answers what."""
        notified: dict[str, Callable[[Any], None]] = {
            types.INITIALIZED: self._initialized,
            types.TEXT_DOCUMENT_DID_OPEN: self._opened,
            types.TEXT_DOCUMENT_DID_CHANGE: self._changed,
            types.TEXT_DOCUMENT_DID_CLOSE: self._closed,
            types.TEXT_DOCUMENT_DID_SAVE: self._saved,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self._saved,
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: self._moved,
        }
        for method, take in notified.items():
            self.feature(method)(self._ending_well(take))
        asked: dict[str, tuple[Callable[[Any], Awaitable[Any]], object]] = {
            types.TEXT_DOCUMENT_COMPLETION: (
                self._completion,
                types.CompletionOptions(trigger_characters=_TRIGGERS),
            ),
            types.TEXT_DOCUMENT_HOVER: (self._hover, None),
            types.TEXT_DOCUMENT_DEFINITION: (self._definition, None),
            types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (self._symbols, None),
            types.TEXT_DOCUMENT_CODE_ACTION: (
                self._fixes,
                types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
            ),
        }
        for method, (answer, options) in asked.items():
            self.feature(method, options)(self._answering_well(answer))

    def _ending_well(self, take: Callable[[Any], None]) -> Callable[[Any], None]:
        def taken(params: Any) -> None:
            try:
                take(params)
            except Exception as error:
                self._failed(error)

        return taken

    def _answering_well(self, answer: Callable[[Any], Awaitable[T]]) -> Callable[[Any], Awaitable[T | None]]:
        async def answered(params: Any) -> T | None:
            try:
                return await answer(params)
            except Exception as error:
                self._failed(error)
                return None

        return answered

    def _initialized(self, _: types.InitializedParams) -> None:
        self._texts.encoding = Encoding(self.server_capabilities.position_encoding or Encoding.UTF16.value)
        workspace = self.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace is not None else None
        if watched is not None and watched.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_FILES)])
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("watched-files", method, options)
            self.client_register_capability(types.RegistrationParams([registration]))
        self._look_around()

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        buffer = self._texts.opened(opened.uri, opened.version, opened.text)
        if buffer.root is not None:
            self._checks.touch(buffer.root)

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        edits = [_edit(each) for each in params.content_changes]
        buffer = self._texts.changed(params.text_document.uri, params.text_document.version, edits)
        if buffer is not None and buffer.root is not None:
            self._checks.touch(buffer.root, _QUIET)

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        buffer = self._texts.closed(params.text_document.uri)
        if buffer is not None and buffer.root is not None:
            self._look_around()

    def _saved(self, _: object) -> None:
        self._look_around()

    def _moved(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        for each in params.event.removed:
            self._texts.folders.pop(each.uri, None)
        self._add_folders([each.uri for each in params.event.added])
        self._look_around()

    async def _completion(self, params: types.CompletionParams) -> list[types.CompletionItem] | None:
        cursor = await self._cursor(params)
        return await self._aside(cursor.completions, _point(params.position)) if cursor else None

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        cursor = await self._cursor(params)
        if cursor is None:
            return None
        is_current = self._board.is_current(cursor.buffer)
        found = self._board.at(cursor.buffer.uri) if is_current else ()
        return await self._aside(cursor.hover, _point(params.position), found)

    async def _definition(self, params: types.DefinitionParams) -> list[types.Location] | None:
        cursor = await self._cursor(params)
        return await self._aside(cursor.definitions, _point(params.position)) if cursor else None

    async def _symbols(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        buffer = self._texts.buffers.get(params.text_document.uri)
        if buffer is None or buffer.root is None:
            return None
        return await self._aside(outline, buffer, self._shown)

    async def _fixes(self, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        buffer = self._texts.buffers.get(params.text_document.uri)
        if buffer is None or not self._board.is_current(buffer):
            return None
        return list(Fixes(buffer, self._shown).at(self._board.at(buffer.uri), params.range))

    async def _cursor(
        self, params: types.CompletionParams | types.HoverParams | types.DefinitionParams
    ) -> Cursor | None:
        """Know where the cursor is; None where nothing can be told."""
        buffer = self._texts.buffers.get(params.text_document.uri)
        if buffer is None or buffer.root is None or buffer.path is None or not is_within_limits(buffer):
            return None
        known = await self._checks.known(buffer.root)
        return Cursor(buffer, buffer.path, buffer.root, known, self._shown) if known is not None else None

    async def _aside(self, work: Callable[..., T], *given: object) -> T:
        """Work out an answer without holding up what comes in meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._helper, partial(work, *given))


def serve_stdio() -> int:
    """Serve on the standard streams until the client goes; 0 when it said so before."""
    for name in ("pygls", "asyncio"):
        log = logging.getLogger(name)  # its lines would hold texts; what matters is told to the editor
        log.addHandler(logging.NullHandler())
        log.propagate = False
    threading.stack_size(_STACK)
    server = Server(Pipes(sys.stdin.fileno(), sys.stdout.fileno()))
    asyncio.run(server.run())
    return 0 if server.protocol.is_shut_down else 1


def _edit(change: types.TextDocumentContentChangeEvent) -> Edit:
    if isinstance(change, types.TextDocumentContentChangePartial):
        return Edit(change.text, _point(change.range.start), _point(change.range.end))
    return Edit(change.text)


def _point(position: types.Position) -> Point:
    return Point(position.line, position.character)
