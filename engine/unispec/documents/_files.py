"""Reading files: regular ones, of a known size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from unispec.diagnostics import Code
from unispec.documents._findings import MAX_BYTES, Parsed, refusal
from unispec.documents._json import parse_json
from unispec.documents._yaml import parse_yaml

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_yaml(path: Path, name: str) -> Parsed:
    """Read a YAML file from disk; `name` is how messages call it."""
    content = _content(path, name)
    return content if isinstance(content, Parsed) else parse_yaml(name, content)


def read_json(path: Path, name: str) -> Parsed:
    """Read a JSON file from disk; `name` is how messages call it."""
    content = _content(path, name)
    return content if isinstance(content, Parsed) else parse_json(name, content)


def _content(path: Path, name: str) -> bytes | Parsed:
    """Read no byte past the limit; a pipe is opened without waiting for a writer, and refused."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return refusal(name, Code.UNREADABLE_FILE, "this is not a regular file")
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return refusal(name, Code.UNREADABLE_FILE, "this is not a regular file")
            content: bytes | None = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not usable"
        return refusal(name, Code.UNREADABLE_FILE, f"the file cannot be read: {reason.lower()}")
    if content is None:
        return refusal(name, Code.UNREADABLE_FILE, "the file cannot be read: it gives no content")
    return content
