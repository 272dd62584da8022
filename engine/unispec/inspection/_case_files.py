"""The cases of a catalogue root, as `unispec check` looks at them: read, not played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from unispec.diagnostics import Code, Diagnostic, Location, Severity, suggestion
from unispec.documents import Files, from_data, leads_out
from unispec.rules import Recorded, RecordedCase
from unispec.specs import CASES, Layer
from unispec.testing import SNAPSHOTS, Case, case_paths, read_case, resource_of

Reads: TypeAlias = tuple[tuple[Case | None, tuple[Diagnostic, ...]], ...]
"""What reading each case of an integration gave, in the order of their paths."""


def operations(layers: Sequence[Layer], integration: str) -> dict[str, set[str]]:
    """Tell which operations each resource has."""
    found: dict[str, set[str]] = {}
    for layer in layers:
        files = layer.integrations.get(integration)
        for name, document in files.resources.items() if files else ():
            written = document.data.get("operations") if isinstance(document.data, dict) else None
            found.setdefault(name, set()).update(written if isinstance(written, dict) else ())
    return found


def read_all(folder: Path, root: Path, label: Path, files: Files) -> Reads:
    """Read every case of an integration, with what is wrong with it."""
    paths = sorted(set(case_paths(folder)))
    return tuple(read_case(path, str(label / path.relative_to(root)), files) for path in paths)


def recorded_of(folder: Path, root: Path, label: Path, layer: Layer, cases: Reads) -> Recorded:
    """Tell the rules what is recorded of an integration in a root, cases that cannot be read included."""
    files = layer.integrations.get(folder.name)
    return Recorded(
        tuple(
            RecordedCase(resource_of(path), path.stem, case.operation.operation, case.document)
            if case is not None
            else RecordedCase(resource_of(path), path.stem)
            for path, (case, _) in zip(sorted(set(case_paths(folder))), cases, strict=True)
        ),
        _snapshots(root / SNAPSHOTS / folder.name, root, label),
        tuple(files.resources.values()) if files else (),
    )


def _snapshots(folder: Path, root: Path, label: Path) -> dict[str, Location] | None:
    """Find the snapshots of an integration; None for a root that keeps none of it."""
    if not folder.is_dir():
        return None
    return {
        path.relative_to(folder).with_suffix("").as_posix(): from_data(
            str(label / path.relative_to(root)), None
        ).location()
        for path in sorted(folder.glob("*/*/*.json"))
    }


def stray_files(folder: Path, root: Path, label: Path) -> Iterator[Diagnostic]:
    """Find what stands among the cases where nobody looks."""
    cases = set(case_paths(folder))
    home = folder / CASES
    for path in () if leads_out(home, root) else sorted(home.glob("**/*.y*ml")):
        if path not in cases:
            name = str(label / path.relative_to(root))
            place = from_data(name, None).location()
            remedy = "cases are `cases/<model>/<resource>/<name>.yaml`"
            yield Diagnostic(Code.MISPLACED_FILE, f"`{name}` is not read", place, remedy, Severity.WARNING)


def subject_problems(case: Case, integration: str, known: Mapping[str, set[str]]) -> Iterator[Diagnostic]:
    """Say whether a case is about an operation that there is; `known` has those of each resource."""
    resource, operation = case.operation.resource, case.operation.operation
    place = case.document.location(("operation",))
    if resource not in known:
        message = f"`{resource}` is not a resource of `{integration}`"
        yield Diagnostic(Code.UNKNOWN_RESOURCE, message, place, suggestion(resource, known, noun="resources"))
    elif operation not in known[resource]:
        message = f"`{operation}` is not an operation of `{resource}`"
        remedy = suggestion(operation, known[resource], noun="operations")
        yield Diagnostic(Code.UNKNOWN_OPERATION, message, place, remedy)
