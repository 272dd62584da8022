"""The validator's spoiled files through the server; `python -m tests.editor.spoiled` tries more."""

from pathlib import Path

from tests.editor.spoiled import troubles
from tests.editor.wires import Wire

SEED = 1
COUNT = 150


def test_spoiled_files_are_answered_as_a_check_answers(tmp_path: Path) -> None:
    with Wire() as wire:
        wire.begin()
        assert list(troubles(wire, tmp_path, SEED, COUNT)) == []
        wire.ask(0, "shutdown")
        wire.say("exit")
        assert wire.end() == 0
    assert wire.errors == b""
