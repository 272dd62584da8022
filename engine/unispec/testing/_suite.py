"""The cases of one catalogue root: which are wanted, and with what they are tested.

The root is laid over others. Its own cases are played, and its own files are what they cover.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from unispec.diagnostics import Location, Severity, SpecError
from unispec.documents import Document
from unispec.flow import Program
from unispec.language import runtime
from unispec.specs import CASES, Catalogue, Layer, catalogue_root, examine, read_layer
from unispec.testing._bodies import unused_bodies
from unispec.testing._cases import case_paths, read_case, resource_of
from unispec.testing._coverage import Coverage, coverage
from unispec.testing._exercised import Exercised
from unispec.testing._keeping import stray_snapshots
from unispec.testing._trial import Trial
from unispec.testing._verdict import Verdict


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are to be played: those below the paths, whose names hold `part`."""

    paths: tuple[Path, ...] = ()
    part: str = ""

    def is_whole(self, root: Path) -> bool:
        """Tell whether all cases of a root are wanted."""
        return not self.part and (not self.paths or any(_same(path, root) for path in self.paths))


@dataclass(frozen=True, slots=True)
class Suite:
    """A root with its catalogue; `label` stands for the root in file names that people see."""

    root: Path
    label: Path
    catalogue: Catalogue
    layer: Layer = field(repr=False)

    @classmethod
    def load(cls, root: Path, label: Path, below: Sequence[Path] = ()) -> Suite:
        """Read a root over the bundled catalogue and the roots `below`; raises `SpecError`."""
        bundled = catalogue_root()
        layer = read_layer(root, label)
        layers = [layer]
        if not _same(root, bundled):
            layers = [read_layer(bundled, Path()), *(read_layer(each, each) for each in below), layer]
        examined = examine(layers)
        if examined.catalogue is None:
            raise SpecError([each for each in examined.diagnostics if each.severity is Severity.ERROR])
        return cls(root, label, examined.catalogue, layer)

    def of_bundled(self) -> Suite:
        """Give the bundled cases of the integrations that this root changes, with what it makes of them."""
        root = catalogue_root()
        if _same(root, self.root):
            return replace(self, layer=Layer())
        below = read_layer(root, Path()).integrations
        both = {name: files for name, files in below.items() if name in self.layer.integrations}
        return replace(self, root=root, label=Path(), layer=Layer(both))

    def cases(self, wanted: Wanted) -> dict[str, list[Path]]:
        """Find the case files that are wanted, by integration."""
        found: dict[str, list[Path]] = {}
        for name in sorted(self.layer.integrations):
            folder = self.root / "integrations" / name
            for path in sorted(set(case_paths(folder))):
                title = f"{name}/{resource_of(path)}/{path.stem}"
                if wanted.part in title and self._is_below(path, name, wanted.paths):
                    found.setdefault(name, []).append(path)
        return found

    def strays(self) -> list[Path]:
        """Find the snapshots of this root's integrations that no case has the name of."""
        return [path for name in sorted(self.layer.integrations) for path in stray_snapshots(self.root, name)]

    def unused_bodies(self) -> list[Path]:
        """Find the files in `cases/bodies` that no case of this root names."""
        folders = (self.root / "integrations" / name for name in sorted(self.layer.integrations))
        return [path for folder in folders for path in unused_bodies(folder)]

    def play(
        self, name: str, paths: Sequence[Path], runtimes: Sequence[str], exact: frozenset[Path] = frozenset()
    ) -> Iterator[Verdict]:
        """Test cases of an integration in each runtime; the errors of those in `exact` are accepted."""
        integration = self.catalogue.integration(name)
        programs = [Program(integration, self.catalogue.models, runtime(each)) for each in runtimes]
        yield from self._tested(programs, paths, exact)

    def cover(
        self, name: str, paths: Sequence[Path], runtimes: Sequence[str], exact: frozenset[Path] = frozenset()
    ) -> tuple[list[Verdict], Exercised]:
        """Test cases as `play` does, and watch what they exercise, which jlens tells."""
        integration = self.catalogue.integration(name)
        exercised = Exercised(integration, self.catalogue.models)
        others = [
            Program(integration, self.catalogue.models, runtime(each)) for each in runtimes if each != "jlens"
        ]
        return list(self._tested([exercised.program, *others], paths, exact)), exercised

    def coverage(self, exercised: Exercised, resources: frozenset[str] | None = None) -> Coverage:
        """Say what was exercised of the files of this root, or of some resources alone."""
        files = self.layer.integrations[exercised.program.integration.name]
        documents: list[Document] = [
            each for name, each in files.resources.items() if resources is None or name in resources
        ]
        if resources is None and files.integration is not None:
            documents.append(files.integration)
        own = {id(each) for each in documents}

        def is_own(location: Location) -> bool:
            source = location.source
            return isinstance(source, Document) and id(source.owner(location.route)) in own

        return coverage(exercised, is_own)

    def _tested(
        self, programs: Sequence[Program], paths: Sequence[Path], exact: frozenset[Path]
    ) -> Iterator[Verdict]:
        strict, lenient = (Trial(self.root, self.label, programs, accepts) for accepts in (False, True))
        accepted = {_full(path) for path in exact}
        for path in paths:
            yield (lenient if _full(path) in accepted else strict).verdict(path)

    def _is_below(self, case: Path, integration: str, paths: Sequence[Path]) -> bool:
        return not paths or any(self._concerns(path, case, integration) for path in paths)

    def _concerns(self, path: Path, case: Path, integration: str) -> bool:
        """Tell whether a case is below a path, or is about the file that the path is."""
        full = _full(path)
        if _full(case).is_relative_to(full):
            return True
        home = _full(self.root) / "integrations" / integration
        models = _full(self.root) / "unified_models"
        model, _, resource = resource_of(case).partition("/")
        about = {
            *(home / "integration.yaml", home / "provider.schema.json"),
            *(home / model, home / model / f"{resource}.yaml"),
            *(models, models / model, models / model / f"{resource}.json"),
        }
        return full in about or (full.is_relative_to(home / CASES) and full in _bodies(case))


def _bodies(path: Path) -> set[Path]:
    """Name the files that hold the answers of a case."""
    case, _ = read_case(path, path.name)
    written = case.document.data.get("exchanges", []) if case is not None else []
    return {
        _full(path.parent / each["reply"]["body_file"]) for each in written if "body_file" in each["reply"]
    }


def _full(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 (a link keeps the name that people know it by)


def _same(path: Path, other: Path) -> bool:
    return path.resolve() == other.resolve()
