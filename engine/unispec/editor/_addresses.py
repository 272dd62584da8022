"""URIs of an editor and paths of the machine."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname


def path_of(uri: str) -> Path | None:
    """Give the path of a file's URI; None for what is no file of this machine."""
    try:
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            return None
        path = url2pathname(parts.path)
        os.fsencode(path)
    except (ValueError, OSError):
        return None
    if "\0" in path or not Path(path).is_absolute():
        return None
    return Path(os.path.normpath(path))


def uri_of(path: Path) -> str:
    """Give the URI of a path."""
    return path.absolute().as_uri()
