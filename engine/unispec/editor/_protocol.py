"""The protocol as this server speaks it: texts are kept by us, and nothing that comes in ends it.

A message that cannot be understood is answered with an error when it wants an answer. What is told
of errors is their kind and where in this program they rose, never what stood in the message.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any
from typing import Protocol as Shape

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from unispec.editor._stdio import Pipes

OURS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
)
"""Messages that the library would keep texts for; it knows fewer ends of lines, and trusts each range."""


class Served(Shape):
    """What a server does for its protocol."""

    pipes: Pipes

    def begin(self, params: types.InitializeParams) -> None:
        """Take the folders of the editor."""

    def tell(self, message: str) -> None:
        """Tell the editor's log of an error."""


class Protocol(LanguageServerProtocol):
    """Takes messages; the server decides what they mean."""

    _server: Served  # type: ignore[assignment]

    def receive(self, body: bytes) -> None:
        """Take one message."""
        try:
            self.handle_message(json.loads(body, object_hook=self.structure_message))
        except Exception as error:
            self._server.tell(f"a message was not understood: {kind_of(error)}")

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message; one that is wrong and wants an answer gets an error."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            identity = data.get("id")
            if "method" in data and isinstance(identity, int | str):
                self._refuse(identity, error)
            raise

    def handle_message(self, message: Any) -> None:
        """Hand a message on, unless it comes after the end."""
        identity = getattr(message, "id", None)
        if self._shutdown and identity is not None and hasattr(message, "method"):
            self._refuse(identity, JsonRpcInvalidRequest("the server is shutting down"))
            return
        super().handle_message(message)

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Tell what the server can do; its folders are ours to understand."""
        self._server.begin(params)
        params.root_uri = params.root_path = params.workspace_folders = None
        return (yield from super().lsp_initialize(params))

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # type: ignore[override]
        """End."""
        self._server.pipes.close()

    @property
    def is_shut_down(self) -> bool:
        """Whether the client asked for the end."""
        return bool(self._shutdown)

    def _refuse(self, identity: int | str, error: JsonRpcException) -> None:
        self._send_response(identity, error=error.to_response_error())

    def _send_response(
        self, msg_id: Any, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        if error is not None:
            error.data = None
        super()._send_response(msg_id, result, error)


def kind_of(error: BaseException) -> str:
    """Name an error by its kind and its place in the program."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
