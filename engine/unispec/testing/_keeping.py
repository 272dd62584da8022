"""Snapshots on disk: which have no case, and writing and removing them, never outside of their root."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, Location, UnispecError
from unispec.documents import Files, from_data, leads_out
from unispec.testing._cases import case_paths, resource_of
from unispec.testing._snapshots import SNAPSHOTS
from unispec.testing._verdict import Verdict

_MODE = 0o666


@dataclass(frozen=True, slots=True)
class Kept:
    """What the snapshot of a case says: the same as now, other data, or nothing that can be read."""

    is_there: bool = True
    is_same: bool = False
    data: Json = field(default=None, repr=False)
    is_read: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether it can be neither read nor replaced."""
        return any(each.code is Code.UNREADABLE_FILE for each in self.diagnostics)


def read_kept(path: Path, root: Path, name: str, text: str) -> Kept:
    """Look at a snapshot, which says the same when it holds just this text."""
    if leads_out(path, root):
        problem = Diagnostic(Code.UNREADABLE_FILE, "this leads out of the root", _at(name))
        return Kept(diagnostics=(problem,))
    if not os.path.lexists(path):
        return Kept(is_there=False)
    if _holds(path, text.encode()):
        return Kept(is_same=True)
    parsed = Files().json(path, name)
    if parsed.document is None:
        return Kept(diagnostics=parsed.diagnostics)
    return Kept(data=parsed.document.data, is_read=True, diagnostics=parsed.diagnostics)


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether a file holds just this, without reading one of another size."""
    try:
        return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def stray_snapshots(root: Path, integration: str) -> Iterator[Path]:
    """Find the snapshots of an integration that no case has the name of."""
    folder = root / SNAPSHOTS / integration
    cases = {(resource_of(path), path.stem) for path in case_paths(root / "integrations" / integration)}
    for path in sorted(folder.glob("*/*/*.json")):
        is_file = path.is_file() or path.is_symlink()
        if is_file and (resource_of(path), path.stem) not in cases and _is_at_home(path, root):
            yield path


def keep(verdict: Verdict, root: Path) -> None:
    """Write the snapshot of a case, in one go; raises `UnispecError` when it cannot be."""
    if verdict.text is None:
        raise ValueError(f"`{verdict.name}` has nothing to keep")
    path = verdict.snapshot
    try:
        _refuse_elsewhere(path, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_elsewhere(path, root)
        _replace(path, verdict.text.encode())
    except OSError as error:
        raise _unwritable(path, error) from None


def remove(path: Path, root: Path) -> None:
    """Remove a stray snapshot; raises `UnispecError` when it cannot be."""
    try:
        _refuse_elsewhere(path, root)
        path.unlink()
    except OSError as error:
        raise _unwritable(path, error) from None


def _is_at_home(path: Path, root: Path) -> bool:
    """Tell whether a snapshot stands where its path says: a link could lead to any other file of the root."""
    there = Path(os.path.realpath(root)) / path.parent.relative_to(root)
    return Path(os.path.realpath(path.parent)) == there and not leads_out(path, root)


def _refuse_elsewhere(path: Path, root: Path) -> None:
    if not _is_at_home(path, root):
        raise UnispecError(
            _problem(path, "is behind a link that leads elsewhere, so nothing is written there")
        )


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        written.chmod(_MODE & ~mask)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _unwritable(path: Path, error: OSError) -> UnispecError:
    reason = (error.strerror or "unknown reason").lower()
    return UnispecError(_problem(path, f"cannot be written: {reason}"))


def _problem(path: Path, problem: str) -> Diagnostic:
    return Diagnostic(Code.UNREADABLE_FILE, f"`{path.name}` {problem}", _at(str(path)))


def _at(name: str) -> Location:
    return from_data(name, None).location()
