"""Skeletons as tests make them: written, checked as `unispec check` does, and every case played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from unispec.cli._new_play import play
from unispec.diagnostics import Severity
from unispec.documents import read_yaml
from unispec.flow import Program, Validation
from unispec.inspection import Inspection
from unispec.language import runtime
from unispec.scaffolding import Skeleton, new_integration, write_files
from unispec.specs import Catalogue, shape_problems
from unispec.testing import read_cases, replay

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "bookings.openapi.yaml"
EVENT = {
    "type": "object",
    "required": ["id", "title", "start"],
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "start": {"type": "string", "format": "date-time"},
    },
}


def api(
    schema: Any = EVENT, *, parameters: Any = (), body: Any = None, path: str = "/events", **further: Any
) -> dict[str, Any]:
    """A small API with one list of events."""
    listing = {"type": "object", "properties": {"data": {"type": "array", "items": schema}}}
    answer = {"description": "", "content": {"application/json": {"schema": body or listing}}}
    operation = {"parameters": list(parameters), "responses": {"200": answer}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "servers": [{"url": "https://api.small.example"}],
        "paths": {path: {"get": operation}},
    } | further


def written(root: Path, source: Path | dict[str, Any], **words: Any) -> Skeleton:
    """Write the skeleton of an API, and see that it passes."""
    if isinstance(source, dict):
        root.mkdir(parents=True, exist_ok=True)
        file = root / "api.json"
        file.write_text(json.dumps(source), "utf-8")
        source = file
    made = new_integration("small", root, play, source=source, **words)
    write_files(root, made.files)
    see_that_it_passes(root)
    return made


def see_that_it_passes(root: Path, *, onto_bundled: bool = False) -> int:
    """Check a root and play its cases; tell how many there were."""
    found = Inspection((root,), onto_bundled).findings()
    assert [str(each) for each in found if each.severity is not Severity.NOTE] == []
    catalogue = Catalogue.load(root)
    count = 0
    for folder in sorted((root / "integrations").iterdir()):
        program = Program(catalogue.integration(folder.name), catalogue.models, runtime())
        for case in read_cases(folder):
            played = replay(program, case, Validation.REPORT)
            assert played.error is None, case
            assert played.diagnostics == ()
            assert not played.unused
            count += 1
    return count


def resource(root: Path, name: str = "calendar/events") -> dict[str, Any]:
    """The data of a resource file that was written."""
    return data_of(root / "integrations" / "small" / f"{name}.yaml", "resource")


def integration(root: Path) -> dict[str, Any]:
    """The data of the file of the integration."""
    return data_of(root / "integrations" / "small" / "integration.yaml", "integration")


def shapes(root: Path) -> dict[str, Any]:
    """The shapes that were written."""
    found: dict[str, Any] = json.loads((root / "integrations/small/provider.schema.json").read_text("utf-8"))
    return found["$defs"]  # type: ignore[no-any-return]


def data_of(path: Path, kind: str) -> dict[str, Any]:
    """Read a file, and see that it has its shape and its modeline leads to a schema."""
    document = read_yaml(path, str(path)).document
    assert document is not None
    assert list(shape_problems(kind, document)) == []
    first = path.read_text("utf-8").splitlines()[0]
    target = path.parent / first.partition("$schema=")[2]
    assert target.resolve().is_file(), first
    found: dict[str, Any] = document.data
    return found
