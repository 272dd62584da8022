"""The files of one catalogue root, found by their places and read into documents.

<root>/integrations/<provider>/integration.yaml
<root>/integrations/<provider>/provider.schema.json
<root>/integrations/<provider>/<model>/<resource>.yaml
<root>/unified_models/<model>/<resource>.json
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.documents import Document, Files, Parsed, from_data, leads_out

CASES = "cases"


@dataclass
class IntegrationFiles:
    """The documents of one provider."""

    integration: Document | None = None
    provider: Document | None = None
    resources: dict[str, Document] = field(default_factory=dict)
    unreadable: bool = False


@dataclass
class Layer:
    """All documents of one root, and what was wrong with reading them."""

    integrations: dict[str, IntegrationFiles] = field(default_factory=dict)
    models: dict[str, Document] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def take(self, parsed: Parsed) -> Document | None:
        """Keep what was found; give the document if it can be used."""
        self.diagnostics.extend(parsed.diagnostics)
        return parsed.document


def read_layer(root: Path, label: Path, files: Files | None = None) -> Layer:
    """Read a root; `label` stands for it in file names that people see."""
    files = files or Files()
    layer = Layer()
    if not any((root / part).is_dir() for part in ("integrations", "unified_models")):
        problem = "holds neither `integrations` nor `unified_models`"
        layer.diagnostics.append(_problem(Code.UNREADABLE_FILE, str(label), f"`{label}` {problem}"))
        return layer
    stays = _Stays(root, label, layer)
    for folder in stays.folders(root / "unified_models"):
        for path in filter(stays.inside, _sorted(folder, "*.json")):
            document = layer.take(files.json(path, str(label / path.relative_to(root))))
            if document is not None:
                layer.models[f"{folder.name}/{path.stem}"] = document
    for folder in stays.folders(root / "integrations"):
        layer.integrations[folder.name] = _read_integration(folder, root, label, layer, files)
    return layer


@dataclass(frozen=True, slots=True)
class _Stays:
    """Keeps reading inside of a root: a link that leads out of it is reported, not followed."""

    root: Path
    label: Path
    layer: Layer

    def folders(self, place: Path) -> Iterator[Path]:
        """The folders in a folder that are inside of the root."""
        if self.inside(place):
            yield from (each for each in _sorted(place, "*") if each.is_dir() and self.inside(each))

    def inside(self, path: Path) -> bool:
        """Whether a path is no link that leads out of the root; the folder it is in must be inside."""
        if not path.is_symlink() or not leads_out(path, self.root):
            return True
        name = str(self.label / path.relative_to(self.root))
        problem = "is a link that leads out of the catalogue, and is not followed"
        remedy = "put the file or folder itself there"
        self.layer.diagnostics.append(
            _problem(Code.UNREADABLE_FILE, name, f"`{name}` {problem}", remedy=remedy)
        )
        return False


def _read_integration(folder: Path, root: Path, label: Path, layer: Layer, files: Files) -> IntegrationFiles:
    found = IntegrationFiles()
    for path in _below(folder, root, label, layer):
        inside = path.relative_to(folder).parts
        name = str(label / path.relative_to(root))
        match inside:
            case ("integration.yaml",):
                found.integration = layer.take(files.yaml(path, name))
                found.unreadable = found.integration is None
            case ("provider.schema.json",):
                found.provider = layer.take(files.json(path, name))
            case (model, file) if file.endswith(".yaml"):
                document = layer.take(files.yaml(path, name))
                if document is not None:
                    found.resources[f"{model}/{path.stem}"] = document
            case _:
                layer.diagnostics.append(_stray(name))
    return found


def _below(folder: Path, root: Path, label: Path, layer: Layer) -> list[Path]:
    """List the files below a provider's folder but its cases; what cannot be read there is reported."""
    found: list[Path] = []
    waiting = [folder]
    stays = _Stays(root, label, layer)
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                inside = [each for each in entries if stays.inside(Path(each.path))]
        except OSError as error:
            layer.diagnostics.append(_closed(str(label / place.relative_to(root)), error))
            continue
        waiting.extend(Path(each.path) for each in inside if each.is_dir(follow_symlinks=False))
        found.extend(Path(each.path) for each in inside if not each.is_dir(follow_symlinks=False))
    return sorted(path for path in found if not path.name.startswith(".") and not _is_case(path, folder))


def _is_case(path: Path, folder: Path) -> bool:
    return path.relative_to(folder).parts[0] == CASES


def _closed(name: str, error: OSError) -> Diagnostic:
    reason = (error.strerror or "unknown reason").lower()
    return _problem(Code.UNREADABLE_FILE, name, f"the folder cannot be read: {reason}")


def _stray(name: str) -> Diagnostic:
    return _problem(
        Code.MISPLACED_FILE,
        name,
        f"`{name}` is not read",
        Severity.WARNING,
        "resources are `<model>/<resource>.yaml`, cases stand under `cases/`",
    )


def _problem(
    code: Code, name: str, message: str, severity: Severity = Severity.ERROR, remedy: str | None = None
) -> Diagnostic:
    return Diagnostic(code, message, from_data(name, None).location(), remedy, severity)


def _sorted(folder: Path, pattern: str) -> Iterator[Path]:
    return iter(sorted(path for path in folder.glob(pattern) if not path.name.startswith(".")))
