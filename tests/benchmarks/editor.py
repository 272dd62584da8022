"""How long the language server takes: from a key to the findings, and for help at the cursor.

    python -m tests.benchmarks.editor [--keys N]

The largest spec of a copy of the bundled catalogue is open in an editor. A key makes a mistake in it or
takes it back; then completion and hover are asked for in an expression. The server is a process of its own.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lsprotocol import types

import unispec
from tests.editor.editors import Editor
from unispec.specs import catalogue_root

_RIGHT, _WRONG = "start_time: start_time\n  end_time", "start_time: strat_time\n  end_time"
_PAUSE, _START = 0.3, 2.0
SCHEMAS = Path(unispec.__file__).parent / "specs"


def largest(root: Path) -> Path:
    """The largest spec of a resource."""
    specs = (path for path in root.glob("integrations/*/*/*.yaml") if _RIGHT in path.read_text("utf-8"))
    return max(specs, key=lambda path: path.stat().st_size)


def seconds(keys: int) -> dict[str, list[float]]:
    """Press so many keys, and ask as often; give the seconds of each."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("integrations", "unified_models", "snapshots"):
            shutil.copytree(catalogue_root() / part, root / part)
        shutil.copytree(SCHEMAS, root / "engine/unispec/specs")  # where the first lines of the files lead
        path = largest(root)
        text = path.read_text("utf-8")
        with Editor(root) as editor:
            uri = editor.open(path)
            editor.found(uri)
            time.sleep(_START)
            line = text[: text.index(_RIGHT)].count("\n")
            column = text.splitlines()[line].index(": ") + 4
            took: dict[str, list[float]] = {"findings": [], "completion": [], "hover": []}
            for index in range(keys):
                time.sleep(_PAUSE)
                old, new = (_RIGHT, _WRONG) if index % 2 == 0 else (_WRONG, _RIGHT)
                text = text.replace(old, new)
                took["findings"].append(_timed(partial(_typed, editor, uri, line, new)))
                took["completion"].append(_timed(partial(editor.complete, uri, line, column)))
                took["hover"].append(_timed(partial(editor.hover, uri, line, column)))
            return took


def _typed(editor: Editor, uri: str, line: int, new: str) -> None:
    """Type two lines anew, and wait for the findings."""
    place = types.Range(types.Position(line, 2), types.Position(line + 1, 10))
    editor.change(uri, types.TextDocumentContentChangePartial(place, new))
    found = editor.found(uri)
    assert any(each.code == "unknown-source-field" for each in found) == (new == _WRONG)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="editor", description=__doc__)
    parser.add_argument("--keys", type=int, default=40)
    for what, took in seconds(parser.parse_args().keys).items():
        middle, worst = statistics.median(took) * 1000, max(took) * 1000
        print(f"{what}: median {middle:.0f} ms, slowest {worst:.0f} ms of {len(took)}")


if __name__ == "__main__":
    main()
