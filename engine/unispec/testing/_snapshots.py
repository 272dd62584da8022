"""What a snapshot says of a case that was played, and where it stands.

A snapshot is `snapshots/<provider>/<model>/<resource>/<case>.json` below a catalogue root: the requests
that were sent, the waits, the records and the error. Equal plays give equal bytes.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

from unispec.data import pretty
from unispec.diagnostics import Diagnostic, ProviderError, UnispecError
from unispec.flow import Page, Request
from unispec.testing._replay import Replayed

SNAPSHOTS = "snapshots"
"""The folder of a catalogue root that holds what its cases give."""
_PARTS = ("integrations", "unified_models")


def snapshot_path(root: Path, integration: str, resource: str, case: str) -> Path:
    """Say where the snapshot of a case stands."""
    return root / SNAPSHOTS / integration / resource / f"{case}.json"


def snapshot_text(replayed: Replayed) -> str:
    """Write down a case that was played, as its file has it."""
    return pretty(told(replayed)) + "\n"


def told(replayed: Replayed) -> dict[str, Any]:
    """Say what a snapshot says of a case: requests, waits, answers and the error that ended it."""
    return {
        "requests": [_request(each) for each in replayed.requests],
        "waits": replayed.waits,
        "pages": [
            {
                "result": answer.result,
                "more": isinstance(answer, Page) and answer.next_cursor is not None,
                "is_partial": answer.is_partial,
                "diagnostics": [_diagnostic(each) for each in answer.diagnostics],
            }
            for answer in replayed.answers
        ],
        "error": _error(replayed.error) if replayed.error else None,
    }


def _request(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.url)
    content = request.content
    return {
        "method": request.method,
        "path": parts.path,
        "query": [list(pair) for pair in request.query],
        "headers": dict(request.headers),
        "content": content.decode(errors="backslashreplace") if content is not None else None,
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    location = diagnostic.location
    return {
        "code": str(diagnostic.code),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": _in_root(location.file) if location else None,
        "record": str(diagnostic.record) if diagnostic.record else None,
    }


def _in_root(file: str) -> str:
    """Name a file from its catalogue root on, so that it matters not from where a root was named."""
    steps = PurePath(file).parts
    at = next((index for index in reversed(range(len(steps))) if steps[index] in _PARTS), 0)
    return PurePath(*steps[at:]).as_posix().encode("utf-8", "backslashreplace").decode()


def _error(error: UnispecError) -> dict[str, Any]:
    found = {
        "type": type(error).__name__,
        **_diagnostic(error.diagnostic),
        "operation": error.operation,
        "page": error.page,
        "can_go_on": error.cursor is not None,
    }
    if isinstance(error, ProviderError):
        found |= {
            "status": error.status,
            "category": error.category,
            "title": error.title,
            "provider_message": error.provider_message,
            "details": error.details,
            "missing_scopes": list(error.missing_scopes),
            "retry_after": error.retry_after,
        }
    return found
