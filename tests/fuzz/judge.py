"""Checks a spoiled root as `unispec check` does, and judges what comes out.

Only diagnostics may come out, each with a place inside of a file of the root and fit to be shown; twice
the same, within a second. A world is read once; of a spoiled root only the spoiled file is read again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.fuzz.mutants import Mutant
from tests.fuzz.worlds import Files, World
from unispec.diagnostics import Diagnostic, Location, in_order
from unispec.documents import Document, read_json, read_yaml
from unispec.rendering import frame
from unispec.rules import check_layers
from unispec.specs import Layer, read_layer
from unispec.testing import read_case

SECONDS = 1.0
"""What one check may cost, in seconds of the processor: a busy machine changes nothing."""

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Verdict:
    """How a check went: the problem with it, if any, and its cost."""

    problem: str | None
    seconds: float
    found: tuple[str, ...] = ()


class Judge:
    """Keeps the worlds that were read, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._layers: dict[str, tuple[list[Layer], Layer, Path]] = {}

    def judge(self, mutant: Mutant, *, twice: bool = False) -> Verdict:
        """Check a spoiled root; `twice` compares a second check with the first."""
        began = time.process_time()
        try:
            found = self.check(mutant)
            seconds = time.process_time() - began
            frames = tuple(map(_shown, found))
            problem = _misplaced(found, mutant) or _unfit(frames)
            if twice and problem is None and frames != tuple(map(_shown, self.check(mutant))):
                problem = "two checks differ"
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return Verdict(_raised(error), time.process_time() - began)
        if problem is None and seconds > SECONDS:
            problem, seconds = self._slow(mutant, seconds)
        return Verdict(problem, seconds, frames)

    def check(self, mutant: Mutant) -> tuple[Diagnostic, ...]:
        """Find everything that is wrong with a spoiled root."""
        below, layer, root = self._world(mutant.world)
        path = root / mutant.path
        path.write_bytes(mutant.content)
        if "/cases/" in mutant.path:
            return in_order(read_case(path, mutant.path)[1])
        again = _again(layer, path, mutant.path)
        return check_layers([*below, read_layer(root, Path()) if again is None else again])

    def _slow(self, mutant: Mutant, first: float) -> tuple[str | None, float]:
        began = time.process_time()
        self.check(mutant)
        seconds = min(first, time.process_time() - began)
        return (f"slow: {seconds:.2f} s" if seconds > SECONDS else None), seconds

    def _world(self, world: World) -> tuple[list[Layer], Layer, Path]:
        if world.name not in self._layers:
            home = self._folder / world.name
            below = [_read(home / "below", world.below, Path("below"))] if world.below else []
            self._layers[world.name] = (below, _read(home / "root", world.files, Path()), home / "root")
        return self._layers[world.name]


def write(root: Path, files: Files) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _read(root: Path, files: Files, label: Path) -> Layer:
    write(root, files)
    return read_layer(root, label)


def _again(layer: Layer, path: Path, name: str) -> Layer | None:
    """Read one file of a layer again; None where that is not enough."""
    read = read_json if name.endswith(".json") else read_yaml
    kept = [each for each in layer.diagnostics if each.location is None or each.location.file != name]
    changed = Layer(dict(layer.integrations), dict(layer.models), kept)
    document = changed.take(read(path, name))
    match name.split("/"):
        case ["unified_models", model, file]:
            _set(changed.models, f"{model}/{file.removesuffix('.json')}", document)
        case ["integrations", provider, "integration.yaml"]:
            files = changed.integrations[provider]
            changed.integrations[provider] = replace(files, integration=document, unreadable=document is None)
        case ["integrations", provider, "provider.schema.json"]:
            changed.integrations[provider] = replace(changed.integrations[provider], provider=document)
        case ["integrations", provider, model, file]:
            files = changed.integrations[provider]
            resources = dict(files.resources)
            _set(resources, f"{model}/{file.removesuffix('.yaml')}", document)
            changed.integrations[provider] = replace(files, resources=resources)
        case _:
            return None
    return changed


def _set(documents: dict[str, Document], name: str, document: Document | None) -> None:
    documents.pop(name, None)
    if document is not None:
        documents[name] = document


def _shown(diagnostic: Diagnostic) -> str:
    return frame(diagnostic)


def _unfit(frames: Iterable[str]) -> str | None:
    for each in frames:
        odd = next((letter for letter in each if letter != "\n" and not letter.isprintable()), None)
        if odd is not None:
            return f"a frame holds U+{ord(odd):04X}"
    return None


def _misplaced(found: Iterable[object], mutant: Mutant) -> str | None:
    """Say which place is not in a file of the root."""
    below = {f"below/{name}": content for name, content in mutant.world.below.items()}
    files = {**below, **mutant.world.files, mutant.path: mutant.content}
    lines: dict[str, list[str]] = {}
    for each in found:
        if not isinstance(each, Diagnostic):
            return f"not a diagnostic: {type(each).__name__}"
        if each.location is None:
            return f"no place: {each.code}"
        for place in (each.location, *(related.location for related in each.related)):
            if place.file not in files:
                return f"the place of {each.code} is in no file of the root"
            if place.file not in lines:
                lines[place.file] = _lines(files[place.file])
            if not _is_inside(place, lines[place.file]):
                return f"the place of {each.code} is not in its file: {place.span}"
    return None


def _lines(content: bytes) -> list[str]:
    return _LINE_END.split(content.decode("utf-8", "replace").removeprefix("\ufeff"))


def _is_inside(place: Location, lines: list[str]) -> bool:
    span = place.span
    if not 1 <= span.line <= span.end_line <= len(lines):
        return False
    if (span.line, span.column) > (span.end_line, span.end_column):
        return False
    widths = [len(lines[number - 1]) + 1 for number in (span.line, span.end_line)]
    return 1 <= span.column <= widths[0] and 1 <= span.end_column <= max(widths[1], 2)


def _raised(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    return f"raised {type(error).__name__}{where}: {str(error)[:100]}"
