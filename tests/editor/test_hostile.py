"""Whatever comes in, the server goes on, and tells of errors by their kind and nowhere but in the log."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.editor.wires import Wire
from tests.rules.small import EVENTS, FILES, write_small_root

SECRET = "what-stands-in-the-file"
UNKNOWN = "file:///nowhere/integrations/acme/integration.yaml"
NOWHERE = {"textDocument": {"uri": UNKNOWN}, "position": {"line": 3, "character": 4}}


def message(method: str, params: Any, **more: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()


def changed(uri: str, *changes: dict[str, Any], version: Any = 2) -> bytes:
    document = {"uri": uri, "version": version}
    return message("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})


ODD: dict[str, bytes] = {
    "no JSON": b"{" + SECRET.encode(),
    "not UTF-8": b'{"jsonrpc": "\xff\xfe"}',
    "a list": b"[1, 2]",
    "a number": b"7",
    "nothing": b"null",
    "empty": b"{}",
    "deep": b"[" * 100_000,
    "another version": b'{"jsonrpc": "1.0", "method": "exit", "params": null}',
    "no method": b'{"jsonrpc": "2.0", "params": {}}',
    "an answer to nothing": b'{"jsonrpc": "2.0", "id": 77, "result": {}}',
    "an error about nothing": b'{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": "x"}}',
    "an unknown method": message(f"text/{SECRET}", {}),
    "an unknown command": message("workspace/executeCommand", {"command": SECRET}),
    "parameters that are wrong": message("textDocument/didOpen", {"textDocument": SECRET}),
    "a change of nothing open": changed(UNKNOWN, {"text": SECRET}),
    "a change without changes": changed(UNKNOWN),
    "a change with a wrong version": changed(UNKNOWN, {"text": SECRET}, version="two"),
    "a close of nothing open": message("textDocument/didClose", {"textDocument": {"uri": UNKNOWN}}),
    "a save of nothing open": message("textDocument/didSave", {"textDocument": {"uri": UNKNOWN}}),
    "files that changed nowhere": message(
        "workspace/didChangeWatchedFiles",
        {"changes": [{"uri": "file://[", "type": 3}, {"uri": "", "type": 1}]},
    ),
    "folders that are none": message(
        "workspace/didChangeWorkspaceFolders",
        {"event": {"added": [{"uri": "file://[", "name": ""}], "removed": [{"uri": UNKNOWN, "name": ""}]}},
    ),
    "a cancelled request that is none": message("$/cancelRequest", {"id": 99}),
    "a notebook": message(
        "notebookDocument/didOpen",
        {
            "notebookDocument": {"uri": UNKNOWN, "notebookType": "x", "version": 1, "cells": []},
            "cellTextDocuments": [],
        },
    ),
    "a second beginning": message("initialized", {}),
    "tracing": message("$/setTrace", {"value": "verbose"}),
}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    root = write_small_root(tmp_path_factory.mktemp("root"))
    with Wire() as wire:
        wire.begin()
        wire.open((root / EVENTS).as_uri(), FILES[EVENTS])
        assert wire.found((root / EVENTS).as_uri(), 1) == []
        yield wire
        wire.ask(1_000_000, "shutdown")
        wire.say("exit")
        assert wire.end() == 0
    assert wire.errors == b""
    assert SECRET not in json.dumps([each for each in wire.told if each.get("method") == "window/logMessage"])


@pytest.mark.parametrize("name", ODD)
def test_a_message_that_is_odd_ends_nothing(wire: Wire, name: str) -> None:
    wire.send(ODD[name])
    identity = 1000 + list(ODD).index(name)
    assert wire.ask(identity, "textDocument/hover", NOWHERE)["result"] is None


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        (SECRET, {}, -32601),
        ("textDocument/hover", {"textDocument": 7}, -32602),
        ("textDocument/hover", None, -32602),
        ("textDocument/completion", {"textDocument": {"uri": UNKNOWN}, "position": {"line": SECRET}}, -32602),
        ("workspace/executeCommand", {"command": "x"}, -32602),
    ],
)
def test_a_request_that_is_wrong_is_answered_with_an_error(
    wire: Wire, method: str, params: Any, code: int
) -> None:
    answer = wire.ask(2000 + len(wire.told), method, params)
    assert answer["error"]["code"] == code
    assert not answer["error"].get("data")
    assert "Traceback" not in json.dumps(answer)


def test_what_was_not_understood_is_told_by_its_kind(wire: Wire) -> None:
    wire.send(b"{" + SECRET.encode())
    wire.ask(3000, "textDocument/hover", NOWHERE)
    assert wire.logged[-1].split(" in ")[0] == "a message was not understood: JSONDecodeError"


def test_ranges_out_of_bounds_leave_a_text_that_can_be_set_right(wire: Wire, tmp_path: Path) -> None:
    uri = (write_small_root(tmp_path) / EVENTS).as_uri()
    wire.open(uri, FILES[EVENTS])
    for version, (start, end) in enumerate(
        [((9999, 0), (9999, 9)), ((5, 7), (2, 1)), ((0, 10**9), (10**9, 0))], 2
    ):
        place = {
            "start": {"line": start[0], "character": start[1]},
            "end": {"line": end[0], "character": end[1]},
        }
        wire.send(changed(uri, {"range": place, "text": "x"}, version=version))
    wire.send(changed(uri, {"text": FILES[EVENTS]}, version=9))
    assert wire.found(uri, 9) == []


def test_ten_thousand_edits_are_taken_while_completions_go_on(wire: Wire, tmp_path: Path) -> None:
    uri = (write_small_root(tmp_path) / EVENTS).as_uri()
    wire.open(uri, FILES[EVENTS])
    assert wire.found(uri, 1) == []
    position = {"line": len(FILES[EVENTS].splitlines()), "character": 0}
    place = {"start": position, "end": position}
    edits = [changed(uri, {"range": place, "text": "#"}, version=2 + each) for each in range(10_000)]
    start = time.perf_counter()
    wire.send(*edits[:5000])
    asked = {"textDocument": {"uri": uri}, "position": {"line": 11, "character": 9}}
    labels = {each["label"] for each in wire.ask(4000, "textDocument/completion", asked)["result"]}
    wire.send(*edits[5000:])
    assert wire.found(uri, 10_001) == []
    assert "name" in labels
    assert time.perf_counter() - start < 25


def test_a_request_may_be_cancelled(wire: Wire, tmp_path: Path) -> None:
    uri = (write_small_root(tmp_path) / EVENTS).as_uri()
    wire.open(uri, FILES[EVENTS])
    asked = {"textDocument": {"uri": uri}, "position": {"line": 11, "character": 9}}
    wire.send(message("textDocument/completion", asked, id=5000), message("$/cancelRequest", {"id": 5000}))
    answer = wire.answer(5000)
    assert answer["error"]["code"] == -32800


def test_requests_before_the_beginning_and_after_the_end_are_answered(tmp_path: Path) -> None:
    uri = (write_small_root(tmp_path) / EVENTS).as_uri()
    with Wire() as wire:
        wire.open(uri, FILES[EVENTS].replace("title: name", "title: nime"))
        assert [each["code"] for each in wire.found(uri, 1)] == ["unknown-source-field"]
        assert wire.ask(1, "textDocument/documentSymbol", {"textDocument": {"uri": uri}})["result"]
        assert "capabilities" in wire.begin()["result"]
        assert wire.ask(2, "shutdown")["result"] is None
        answer = wire.ask(3, "textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        assert answer["error"]["code"] == -32600
        wire.open(uri, "")
        wire.say("exit")
        assert wire.end() == 0
    assert wire.errors == b""


@pytest.mark.parametrize(
    "folders",
    [
        {"rootUri": "file://["},
        {"rootUri": "untitled:x"},
        {"rootPath": "/no\0where"},
        {"rootPath": "."},
        {"rootUri": None, "workspaceFolders": [{"uri": "file://[", "name": ""}]},
        {"rootUri": "file:///nowhere/at/all"},
        {},
    ],
)
def test_folders_that_cannot_be_are_left_out(folders: dict[str, Any]) -> None:
    with Wire() as wire:
        told = wire.ask(0, "initialize", {"processId": None, "rootUri": None, "capabilities": {}} | folders)
        assert "capabilities" in told["result"]
        wire.say("initialized", {})
        assert wire.ask(1, "textDocument/hover", NOWHERE)["result"] is None
        assert wire.logged == []
