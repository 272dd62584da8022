"""The validator, run on a copy of the catalogue in which one file is changed at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.mistakes._harmless import Comparison
from tests.benchmarks.mistakes._mutant import Mutant, Place
from tests.benchmarks.mistakes._project import Project
from unispec.diagnostics import Code, Diagnostic
from unispec.documents import KeptFiles
from unispec.inspection import Inspection
from unispec.specs import catalogue_root

INTEGRATION = "calendly"
"""Whose specs are changed."""

_PARTS = ("integrations", "unified_models", "snapshots", "engine/unispec/specs")
_SETTINGS = ("unispec.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic, where it stands below the root."""

    code: str
    message: str
    file: str
    place: Place

    def __str__(self) -> str:
        return f"{self.file}:{self.place.line}:{self.place.column} {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the validator says of a mistake; equal when the file means the same as before.

    `crash` tells of an exception, which is a defect of the validator and never counts as caught.
    """

    mutant: Mutant
    findings: tuple[Finding, ...]
    is_equal: bool = False
    crash: str | None = None

    @property
    def is_caught(self) -> bool:
        """Whether anything is found that was not there before."""
        return bool(self.findings)

    @property
    def is_exact(self) -> bool:
        """Whether a finding starts where the mistake is."""
        return any(
            each.file == self.mutant.path and each.place in self.mutant.places for each in self.findings
        )


@contextmanager
def copied() -> Iterator[Path]:
    """Copy the shipped catalogue, its snapshots and its settings to a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="mistakes-") as folder:
        root, origin = Path(folder).resolve(), catalogue_root()
        for part in _PARTS:
            if (origin / part).is_dir():
                shutil.copytree(origin / part, root / part)
        for name in _SETTINGS:
            if (origin / name).is_file():
                shutil.copy(origin / name, root / name)
        yield root


class Validator:
    """Checks a catalogue root with one file changed; the others are read once."""

    def __init__(self, project: Project) -> None:
        self._root = root = project.root
        self._comparison = Comparison(project)
        self._inspection = Inspection((root,), files=KeptFiles())
        self.untouched = tuple(self._findings())

    def outcome(self, mutant: Mutant) -> Outcome:
        """Tell what is found in the changed catalogue and not in the untouched one."""
        path, moved = self._root / mutant.file, self._root / mutant.path
        before = path.read_bytes()
        path.unlink()
        try:
            moved.parent.mkdir(exist_ok=True)
            moved.write_text(mutant.text, encoding="utf-8")
            found = tuple(self._new())
        except Exception as error:
            return Outcome(mutant, (), crash=f"{type(error).__name__}: {error}")
        finally:
            moved.unlink()
            path.write_bytes(before)
        return Outcome(mutant, found, not found and self._comparison.is_harmless(mutant))

    def _new(self) -> Iterator[Finding]:
        """What was not found before; a silence that a mistake makes unneeded does not tell of the mistake."""
        known = Counter((each.code, each.message, each.file) for each in self.untouched)
        for each in self._findings():
            if each.code == Code.UNNEEDED_SILENCE:
                continue
            key = (each.code, each.message, each.file)
            known[key] -= 1
            if known[key] < 0:
                yield each

    def _findings(self) -> Iterator[Finding]:
        return map(self._finding, self._inspection.findings())

    def _finding(self, diagnostic: Diagnostic) -> Finding:
        location = diagnostic.location
        if location is None:
            return Finding(str(diagnostic.code), diagnostic.message, "", Place(0, 0))
        file = location.file.removeprefix(f"{self._root}/")
        place = Place(location.span.line, location.span.column)
        return Finding(str(diagnostic.code), diagnostic.message.replace(f"{self._root}/", ""), file, place)


def outcomes(mutants: Sequence[Mutant]) -> list[Outcome]:
    """Run the validator on every mutant, in a copy of the catalogue."""
    with copied() as root:
        validator = Validator(Project(root, INTEGRATION))
        return [validator.outcome(mutant) for mutant in mutants]
