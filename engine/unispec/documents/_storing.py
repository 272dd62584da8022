"""Writing files below a folder: whole or not at all, and never outside of it."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from unispec.documents._files import leads_out


def store(path: Path, content: bytes, root: Path, *, overwrite: bool = False) -> bool:
    """Write a file below a root, with the folders it needs; tell whether anything changed.

    Raises `FileExistsError` when another content is there and may not be overwritten, and
    `PermissionError` for a place that is, or leads through a link, outside of the root.
    """
    if leads_out(path, root):
        raise PermissionError(errno.EPERM, "leads out of the folder", str(path))
    target = Path(os.path.realpath(path))
    if target.exists():
        if target.is_file() and target.read_bytes() == content:
            return False
        if not overwrite or not target.is_file():
            raise FileExistsError(errno.EEXIST, "is there already", str(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "a file stands where a folder must be", str(path)) from error
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        fresh.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return True


def _umask() -> int:
    """The mask of this process, which the system tells only to who sets it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
