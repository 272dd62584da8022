"""Reading files: regular ones, of a known size."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from unispec.diagnostics import Code
from unispec.documents._findings import MAX_BYTES, Parsed, refusal
from unispec.documents._json import parse_json
from unispec.documents._toml import parse_toml
from unispec.documents._yaml import parse_yaml

Stamp: TypeAlias = tuple[int, ...]

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_yaml(path: Path, name: str) -> Parsed:
    """Read a YAML file from disk; `name` is how messages call it."""
    content = content_of(path, name)
    return content if isinstance(content, Parsed) else parse_yaml(name, content)


def read_json(path: Path, name: str) -> Parsed:
    """Read a JSON file from disk; `name` is how messages call it."""
    content = content_of(path, name)
    return content if isinstance(content, Parsed) else parse_json(name, content)


def read_toml(path: Path, name: str) -> Parsed:
    """Read a TOML file from disk; `name` is how messages call it."""
    content = content_of(path, name)
    return content if isinstance(content, Parsed) else parse_toml(name, content)


class Files:
    """Reads files from disk, each time anew."""

    def yaml(self, path: Path, name: str) -> Parsed:
        """Read a YAML file."""
        return read_yaml(path, name)

    def json(self, path: Path, name: str) -> Parsed:
        """Read a JSON file."""
        return read_json(path, name)

    def toml(self, path: Path, name: str) -> Parsed:
        """Read a TOML file."""
        return read_toml(path, name)


class KeptFiles(Files):
    """Reads a file again only when it is another one, or was changed, as the system says."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Path, str], tuple[Stamp, Parsed]] = {}

    def yaml(self, path: Path, name: str) -> Parsed:
        """Read a YAML file, or give what was read of it."""
        return self._read(path, name, read_yaml)

    def json(self, path: Path, name: str) -> Parsed:
        """Read a JSON file, or give what was read of it."""
        return self._read(path, name, read_json)

    def toml(self, path: Path, name: str) -> Parsed:
        """Read a TOML file, or give what was read of it."""
        return self._read(path, name, read_toml)

    def _read(self, path: Path, name: str, read: Callable[[Path, str], Parsed]) -> Parsed:
        before = stamp(path)
        kept = self._kept.get((path, name))
        if kept is not None and before is not None and kept[0] == before:
            return kept[1]
        parsed = read(path, name)
        if before is not None:
            self._kept[path, name] = before, parsed
        return parsed


def stamp(path: Path | os.DirEntry[str]) -> Stamp | None:
    """Tell what the system says of a file, which is another after every change; None when it is not there."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def leads_out(path: Path, root: Path) -> bool:
    """Tell whether a path ends outside of a folder, links followed; one that no file can have does not."""
    try:
        return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
    except ValueError:
        return False


def content_of(path: Path, name: str, most: int = MAX_BYTES) -> bytes | Parsed:
    """Read no byte past the limit; a pipe is opened without waiting for a writer, and refused."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return refusal(name, Code.UNREADABLE_FILE, "this is not a regular file")
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return refusal(name, Code.UNREADABLE_FILE, "this is not a regular file")
            content: bytes | None = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not usable"
        return refusal(name, Code.UNREADABLE_FILE, f"the file cannot be read: {reason.lower()}")
    if content is None:
        return refusal(name, Code.UNREADABLE_FILE, "the file cannot be read: it gives no content")
    return content
