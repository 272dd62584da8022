"""The files in `cases/bodies` that no case of their integration names any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from unispec.documents import leads_out
from unispec.specs import CASES
from unispec.testing._cases import case_paths

_BODIES = "bodies"


def unused_bodies(folder: Path) -> Iterator[Path]:
    """Find them in the folder of an integration; a name that stands anywhere in a case is in use."""
    root = folder.parents[1]
    bodies = folder / CASES / _BODIES
    if leads_out(bodies, root) or not bodies.is_dir():
        return
    there = [path for path in sorted(bodies.iterdir()) if path.is_file() and not path.is_symlink()]
    if not there:
        return
    cases = [path.read_bytes() for path in case_paths(folder) if path.is_file()]
    yield from (path for path in there if not any(path.name.encode() in text for text in cases))
