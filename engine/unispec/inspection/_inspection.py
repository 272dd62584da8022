"""What one `unispec check` looks at: catalogue roots, what lies below them, their cases and settings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from unispec.diagnostics import Code, Diagnostic, Severity, Stage, in_order, stage_of
from unispec.documents import Files
from unispec.inspection._case_files import (
    Reads,
    operations,
    read_all,
    recorded_of,
    stray_files,
    subject_problems,
)
from unispec.inspection._configuration import Configuration, configuration, named_configuration
from unispec.inspection._modelines import modeline_problems
from unispec.rules import Checked, Memory, Policy, checked
from unispec.specs import CASES, Catalogue, Layer, catalogue_root, read_layer

PARTS = ("integrations", "unified_models")
"""The folders of a catalogue root."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What one look at a root gave: findings, the layers that were read, and the catalogue that they make.

    There is no catalogue while a file cannot be read or has not the shape of its kind.
    """

    diagnostics: tuple[Diagnostic, ...]
    layers: tuple[Layer, ...]
    catalogue: Catalogue | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """Paths to check, or without any the bundled catalogue; `config` replaces the settings of the roots."""

    paths: tuple[Path, ...] = ()
    onto_bundled: bool = False
    config: Path | None = None
    files: Files = field(default_factory=Files)
    memories: dict[Path, Memory] = field(default_factory=dict, repr=False)

    def roots(self) -> tuple[Path, ...]:
        """Give the catalogue roots that the paths are in."""
        return tuple(dict.fromkeys(map(root_of, self.paths))) or (catalogue_root(),)

    def findings(self) -> tuple[Diagnostic, ...]:
        """Check, and tell what concerns the paths, sorted by place."""
        bundled = catalogue_root()
        if not self.paths:
            return in_order(self._root(bundled, Path(), Layer()).diagnostics)
        base = read_layer(bundled, Path(), self.files)
        found: dict[Diagnostic, None] = {}
        for root in self.roots():
            wanted = [path for path in self.paths if root_of(path) == root]
            below = base if self.onto_bundled else Layer(models=base.models)
            is_bundled = root.resolve() == bundled.resolve()
            below = Layer() if is_bundled else below
            problems = self._root(root, root, below).diagnostics
            if not self.onto_bundled:
                problems = tuple(_advised(problems, () if is_bundled else base.integrations, root))
            found |= dict.fromkeys(
                each for each in problems if any(_concerns(each, path, root) for path in wanted)
            )
        return in_order(found)

    def look(self, root: Path) -> Inspected:
        """Look at one root, laid over the bundled integrations of which it has no `integration.yaml`."""
        bundled = catalogue_root()
        if root.resolve() == bundled.resolve():
            return self._root(root, root, Layer())
        base = read_layer(bundled, bundled, self.files)
        place = root / PARTS[0]
        lent = {
            name: files
            for name, files in base.integrations.items()
            if (place / name).is_dir() and not (place / name / "integration.yaml").exists()
        }
        return self._root(root, root, Layer(lent, base.models))

    def _root(self, root: Path, label: Path, below: Layer) -> Inspected:
        layer = read_layer(root, label, self.files)
        folders = [root / "integrations" / name for name in sorted(layer.integrations)]
        cases = {folder.name: read_all(folder, root, label, self.files) for folder in folders}
        recorded = {
            folder.name: recorded_of(folder, root, label, layer, cases[folder.name]) for folder in folders
        }
        found = checked([below, layer], recorded, self.memories.setdefault(root, Memory()))
        for folder in folders:
            found = _with_cases(found, folder, root, label, [below, layer], cases[folder.name])
        found = found.joined((), modeline_problems(found.own, root, label))
        configured = self._configuration(root, label)
        policy = Policy(configured.settings, str(label))
        problems = (*configured.diagnostics, *found.under(policy), *self._unmatched(configured, root))
        return Inspected(problems, (below, layer), found.catalogue)

    def _configuration(self, root: Path, label: Path) -> Configuration:
        if self.config is not None:
            return named_configuration(self.config, str(self.config), self.files)
        return configuration(root, label, self.files)

    def _unmatched(self, configured: Configuration, root: Path) -> Iterable[Diagnostic]:
        """Patterns that match no file: of the root, or when a file was named, of any of the roots."""
        if not configured.settings.paths:
            return ()
        roots = self.roots() if self.config is not None else (root,)
        return configured.settings.unmatched(file for each in roots for file in files_of(each))


def _with_cases(
    found: Checked, folder: Path, root: Path, label: Path, layers: list[Layer], cases: Reads
) -> Checked:
    known = operations(layers, folder.name) if found.is_complete else None
    problems = [problem for _, wrong in cases for problem in wrong]
    for case, _ in cases:
        if case is not None and known is not None:
            problems += subject_problems(case, folder.name, known)
    problems += stray_files(folder, root, label)
    return found.joined([case.document for case, _ in cases if case is not None], problems)


def files_of(root: Path) -> Iterator[str]:
    """Name the files of a root as patterns do: below it, with `/`."""
    for part in PARTS:
        for folder, _, names in os.walk(root / part):
            above = Path(folder).relative_to(root)
            yield from ((above / name).as_posix() for name in names)


def _advised(problems: Iterable[Diagnostic], bundled: Iterable[str], root: Path) -> Iterator[Diagnostic]:
    """Say once for each folder with the name of a bundled integration how to lay it over that one."""
    left = set(bundled)
    for each in dict.fromkeys(problems):
        name = _lacking(each, root)
        if name in left:
            left.discard(name)
            remedy = f"to lay `{name}` over the bundled one: `unispec check --onto-bundled PATH`"
            yield replace(each, help=remedy)
        else:
            yield each


def _lacking(diagnostic: Diagnostic, root: Path) -> str:
    """Name the integration whose spec has not what a whole one must have, or nothing."""
    if diagnostic.code is not Code.MISSING_KEY or diagnostic.location is None or diagnostic.help:
        return ""
    file = PurePath(diagnostic.location.file)
    parts = file.relative_to(root).parts if file.is_relative_to(root) else ()
    is_spec = parts[:1] == (PARTS[0],) and len(parts) > 1 and CASES not in parts
    return parts[1] if is_spec else ""


def root_of(path: Path) -> Path:
    """Find the catalogue root that a path is in: the folder above `integrations` or `unified_models`."""
    if any((path / part).is_dir() for part in PARTS):
        return path
    full = path.absolute()
    for up, part in enumerate(reversed(full.parts), 1):
        if part in PARTS:
            return path.parents[up - 1] if up <= len(path.parts) else Path(*full.parts[:-up])
    return path


def _concerns(diagnostic: Diagnostic, path: Path, root: Path) -> bool:
    """Whether a finding is about a path; what keeps all the rest from being judged always is."""
    if path == root or diagnostic.location is None or diagnostic.code is Code.INVALID_SETTING:
        return True
    if diagnostic.severity is Severity.ERROR and stage_of(diagnostic.code) in (Stage.SYNTAX, Stage.SHAPE):
        return True
    file = Path(diagnostic.location.file).absolute()
    return file == path.absolute() or path.absolute() in file.parents
