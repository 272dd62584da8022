"""How the server ends: when it is told to, when its editor goes away, and when it cannot begin."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.commands import environment, process
from tests.editor.editors import COMMAND
from tests.editor.wires import Wire
from tests.rules.small import EVENTS, FILES, write_small_root


def opened(wire: Wire, root: Path) -> None:
    wire.begin()
    uri = (write_small_root(root) / EVENTS).as_uri()
    wire.open(uri, FILES[EVENTS])
    assert wire.found(uri, 1) == []


def test_it_ends_well_when_it_is_shut_down(tmp_path: Path) -> None:
    with Wire() as wire:
        opened(wire, tmp_path)
        wire.ask(1, "shutdown")
        wire.say("exit")
        assert wire.end() == 0
        assert wire.errors == b""


def test_it_ends_with_a_status_when_it_must_end_at_once(tmp_path: Path) -> None:
    with Wire() as wire:
        opened(wire, tmp_path)
        wire.say("exit")
        assert wire.end() == 1
        assert wire.errors == b""


@pytest.mark.parametrize("is_busy", [False, True])
def test_it_ends_when_the_editor_goes_away(is_busy: bool, tmp_path: Path) -> None:
    with Wire() as wire:
        opened(wire, tmp_path)
        uri = (tmp_path / EVENTS).as_uri()
        for version in range(2, 30 if is_busy else 2):
            wire.open(uri, FILES[EVENTS] + "#" * version, version)
        assert wire.process.stdin is not None
        wire.process.stdin.close()
        assert wire.end() == 1
        assert wire.errors == b""


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"Content-Length: 10\r\n\r\n{",
        b"Content-Length: 99999999999999999999\r\n\r\n{}",
        b"Content-Length: 999999999\r\n\r\n{}",
        b"Content-Length: -1\r\n\r\n{}",
        b"Content-Length: ten\r\n\r\n{}",
        b"\r\n\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\0" * 1_000_000,
        bytes(range(256)) * 100,
    ],
)
def test_streams_that_hold_no_messages_end_it(sent: bytes) -> None:
    done = subprocess.run(
        COMMAND, input=sent, capture_output=True, timeout=30, check=False, env=environment()
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_a_pipe_that_nobody_reads_ends_it(tmp_path: Path) -> None:
    uri = (write_small_root(tmp_path) / EVENTS).as_uri()
    reader, writer = os.pipe()
    server = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=writer, stderr=subprocess.PIPE, env=environment()
    )
    os.close(writer)
    os.close(reader)
    assert server.stdin is not None
    body = (
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":'
        b'{"uri":"%s","languageId":"yaml","version":1,"text":"a: ["}}}' % uri.encode()
    )
    server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()
    assert server.wait(15) == 1
    assert server.stderr is not None
    assert server.stderr.read() == b""
    server.stderr.close()
    server.stdin.close()


def test_an_interrupt_ends_it(tmp_path: Path) -> None:
    with Wire() as wire:
        opened(wire, tmp_path)
        wire.process.send_signal(signal.SIGINT)
        assert wire.end() == 130
        assert wire.errors == b"\n"


def test_it_says_what_it_waits_for_when_a_person_starts_it() -> None:
    above, below = pty.openpty()
    server = subprocess.Popen(
        COMMAND, stdin=below, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    os.close(below)
    assert server.stderr is not None
    assert (
        server.stderr.readline() == b"waiting for an editor's messages on the standard input (Ctrl-C ends)\n"
    )
    time.sleep(0.5)
    os.write(above, b"\x03")
    server.send_signal(signal.SIGINT)
    assert server.wait(10) == 130
    assert server.communicate() == (b"", b"\n")
    os.close(above)


def test_without_its_library_it_says_what_to_install() -> None:
    hidden = "import sys; sys.modules['pygls'] = None; from unispec.cli import main; main()"
    done = process("lsp", command=[sys.executable, "-c", hidden])
    assert done.status == 2
    assert "pip install 'unispec[lsp]'" in done.err
    assert done.out == ""


def test_without_an_input_it_says_so() -> None:
    closed = "import os, sys; sys.stdin = None; from unispec.cli import main; main()"
    done = process("lsp", command=[sys.executable, "-c", closed])
    assert done.status == 2
    assert "standard input" in done.err
