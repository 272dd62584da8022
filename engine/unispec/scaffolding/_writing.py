"""Files are written below a root alone, each at once, and none over another unless that is wanted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from unispec.documents import leads_out, store


class Refused(ValueError):
    """A file cannot be written where it belongs; nothing was written."""


def write_files(
    root: Path, files: Mapping[str, str], *, overwrite: bool = False, grown: Collection[str] = ()
) -> None:
    """Write files by their paths below a root; `grown` ones hold what was there, and more.

    Raises `Refused` before the first one, or `OSError`.
    """
    for path in files:
        target = root / path
        if leads_out(target, root) or leads_out(target.parent, root):
            raise Refused(f"`{target}` leads out of `{root}`")
        if target.is_symlink() or (target.exists() and not target.is_file()):
            raise Refused(f"`{target}` is there already, and is not a file")
        if target.exists() and not overwrite and path not in grown:
            raise Refused(f"`{target}` is there already; `--overwrite` replaces it")
    for path, text in files.items():
        store(root / path, text.encode(), root, overwrite=overwrite or path in grown)
