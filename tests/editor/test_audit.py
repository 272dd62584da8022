"""What the server does to the machine: it reads the roots, the bundled catalogue and its own code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.cli.test_audit import HOSTILE, SECRET, WATCH, made, strange
from tests.editor.wires import Wire

_LOOP = """
from unispec.cli import main
sys.argv = ["unispec", "lsp"]
try:
    main()
except SystemExit:
    sys.stderr.write(json.dumps(sorted(set(seen), key=str)))
"""
COMMAND = [sys.executable, "-B", "-c", WATCH.partition("from unispec.cli")[0] + _LOOP]
EVENTS = "integrations/demo/calendar/events.yaml"


def seen_by(wire: Wire) -> tuple[tuple[str, str | None, bool], ...]:
    """End the server, and tell what it did."""
    wire.ask(1_000_000, "shutdown")
    wire.say("exit")
    wire.end()
    return tuple((event, path, writes) for event, path, writes in json.loads(wire.errors))


def asked(wire: Wire, uri: str) -> None:
    """Ask everything that can be asked."""
    wire.open(uri, "map:\n  title: na\n")
    wire.found(uri, 1)
    for index, question in enumerate(("completion", "hover", "definition", "documentSymbol", "codeAction")):
        params = {
            "textDocument": {"uri": uri},
            "position": {"line": 1, "character": 10},
            "range": {"start": {"line": 1, "character": 1}, "end": {"line": 1, "character": 10}},
            "context": {"diagnostics": []},
        }
        wire.ask(10 + index, f"textDocument/{question}", params)


def test_an_open_root_is_read_and_nothing_else(tmp_path: Path) -> None:
    root = made(tmp_path)
    with Wire(COMMAND) as wire:
        wire.begin(root)
        asked(wire, (root / EVENTS).as_uri())
        for uri in (
            "untitled:1",
            (tmp_path / "secret.json").as_uri(),
            (tmp_path / "outside/x.yaml").as_uri(),
        ):
            wire.open(uri, "a: [")
        seen = seen_by(wire)
    assert [each for each in strange(seen, root) if not _is_of_the_loop(each)] == []
    assert strange(seen) != [], "the hook sees what is read"


def test_nothing_outside_is_opened_whatever_stands_in_the_roots(tmp_path: Path) -> None:
    roots = [made(tmp_path / str(index)) for index in range(len(HOSTILE))]
    for root, spoil in zip(roots, HOSTILE.values(), strict=True):
        spoil(root)
    with Wire(COMMAND) as wire:
        wire.begin(*roots)
        for root in roots:
            asked(wire, (root / EVENTS).as_uri())
        seen = seen_by(wire)
    assert [each for each in strange(seen, *roots) if not _is_of_the_loop(each)] == []
    assert SECRET not in json.dumps(wire.told)


def _is_of_the_loop(event: tuple[str, str | None, bool]) -> bool:
    """The pair of sockets by which an event loop wakes itself; it leads nowhere."""
    return event[0] == "socket.__new__" and event[1] is None
