"""Where files stand for a program that knows a checkout, and not the folder that a command ran in."""

from __future__ import annotations

from dataclasses import dataclass
from os import fsencode
from os.path import normpath
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Checkout:
    """`root` is what paths count from; `folder` is what the paths that people see count from."""

    root: Path
    folder: Path

    def path(self, file: str) -> str:
        """Give the path of a file from the root, with `/`; the whole path when it stands elsewhere."""
        whole = Path(normpath(self.folder / file))
        return (whole.relative_to(self.root) if whole.is_relative_to(self.root) else whole).as_posix()

    def uri(self, file: str) -> str:
        """Give the path as a URI: relative below the root, absolute elsewhere."""
        path = Path(self.path(file))
        return path.as_uri() if path.is_absolute() else quote(fsencode(path.as_posix()))
