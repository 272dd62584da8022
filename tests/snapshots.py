"""Snapshots as plain text files under `snapshots/`, one for each case, to be reviewed like code."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

ROOT = Path(__file__).resolve().parents[1] / "snapshots"


class TextFiles(SingleFileSnapshotExtension):
    """One `<folder>/<name>.txt` for each `snapshot(name=...)`."""

    folder: ClassVar[str] = ""
    file_extension = "txt"
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(ROOT / cls.folder)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        return str(index)

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return Path(snapshot_location).parent == Path(cls.dirname(test_location=test_location))


def text_files(name: str) -> type[TextFiles]:
    """Give an extension that writes below `snapshots/<name>/`."""
    return type(f"TextFilesOf{name.title()}", (TextFiles,), {"folder": name})
