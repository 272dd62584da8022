"""The validator's spoiled files, typed into one server; each is asked about at some places.

    python -m tests.editor.spoiled [--count N] [--seed S]

What is found in a file is what a check of the same files on disk finds, and each question is answered.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.editor.wires import Wire
from tests.fuzz.judge import write
from tests.fuzz.mutants import Mutant, mutants
from unispec.diagnostics import Diagnostic
from unispec.editor._addresses import uri_of
from unispec.editor._positions import Encoding, Lines
from unispec.editor._publishing import Shown
from unispec.editor._workspace import root_around
from unispec.inspection import Inspection

QUESTIONS = ("completion", "hover", "definition")
_Place = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Trouble:
    """What went wrong with a spoiled file."""

    index: int
    what: str


def troubles(wire: Wire, home: Path, seed: int, count: int) -> Iterator[Trouble]:
    """Type so many spoiled files, one after the other."""
    for mutant in mutants(seed, 0, count):
        root = home / str(mutant.index)
        write(root, {**mutant.world.below, **mutant.world.files})
        before = len(wire.logged)
        yield from (Trouble(mutant.index, what) for what in _typed(wire, root, mutant, seed))
        yield from (Trouble(mutant.index, what) for what in wire.logged[before:])


def _typed(wire: Wire, root: Path, mutant: Mutant, seed: int) -> Iterator[str]:
    path = root / mutant.path
    uri = path.as_uri()
    text = mutant.content.decode("utf-8", "surrogatepass" if _is_whole(mutant.content) else "replace")
    wire.open(uri, text)
    if root_around(path) is None:
        return  # nobody looks there
    found = wire.found(uri, 1)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    if not mutant.world.name.endswith("/cases"):
        expected = _expected(root, path)
        is_cut = any("stopped here" in each["message"] for each in found)  # which hundred is not certain
        if not is_cut and Counter(map(_place, found)) != expected:
            yield f"other findings than those of a check: {found} {expected}"
    random = Random(f"{seed}:{mutant.index}")
    lines = Lines(text)
    for question in QUESTIONS:
        line, column = lines.position(random.randint(0, len(text)), Encoding.UTF16)
        params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        answer = wire.ask(len(wire.told) + 1, f"textDocument/{question}", params)
        if "error" in answer:
            yield f"{question} at {line}:{column}: {answer['error']['message']}"
    wire.ask(len(wire.told) + 1, "textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    wire.say("textDocument/didClose", {"textDocument": {"uri": uri}})


def _is_whole(content: bytes) -> bool:
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _expected(root: Path, path: Path) -> Counter[_Place]:
    own = [each for each in Inspection((root,)).findings() if _file(each, root) == path]
    shown = Shown(Encoding.UTF16, uri_of)
    places = [(str(each.code), shown.diagnostic(each, root).range) for each in own]
    return Counter(
        (code, place.start.line, place.start.character, place.end.line, place.end.character)
        for code, place in places
    )


def _file(found: Diagnostic, root: Path) -> Path:
    return root / found.location.file if found.location is not None else root


def _place(found: dict[str, Any]) -> _Place:
    start, end = found["range"]["start"], found["range"]["end"]
    return found["code"], start["line"], start["character"], end["line"], end["character"]


def main() -> None:
    """Print each trouble."""
    parser = argparse.ArgumentParser(prog="spoiled", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Wire() as wire:
        wire.begin()
        found = 0
        for each in troubles(wire, Path(folder), given.seed, given.count):
            found += 1
            print(each)  # noqa: T201
        print(f"{given.count} spoiled files, {found} troubles")  # noqa: T201


if __name__ == "__main__":
    main()
