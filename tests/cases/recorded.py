"""The recorded cases of every integration, and what is written down of one that was played."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.snapshots import ROOT, TextFiles
from unispec.diagnostics import Diagnostic, ProviderError, UnispecError
from unispec.flow import Page, Request
from unispec.specs import Catalogue, catalogue_root
from unispec.testing import Case, Replayed, read_cases

CATALOGUE = Catalogue.bundled()


def recorded() -> Iterator[tuple[str, Case]]:
    for name in CATALOGUE.integrations:
        for case in read_cases(catalogue_root() / "integrations" / name):
            yield name, case


def label(integration: str, case: Case) -> str:
    return f"{integration}/{case.operation.resource}/{case.name}"


def json_files(folder: str) -> type[TextFiles]:
    """Give an extension that writes JSON below `snapshots/<folder>/`."""
    return type("JsonFiles", (TextFiles,), {"folder": folder, "file_extension": "json"})


def snapshot_files() -> set[str]:
    """The snapshots of cases: everything that lies four levels deep."""
    return {str(path.relative_to(ROOT).with_suffix("")) for path in ROOT.glob("*/*/*/*") if path.is_file()}


def told(replayed: Replayed) -> dict[str, Any]:
    """What a snapshot says of a case: requests, waits, answers and the error that ended it."""
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
    assert not parts.query, "the query is given apart"
    return {
        "method": request.method,
        "path": parts.path,
        "query": [list(pair) for pair in request.query],
        "headers": dict(request.headers),
        "content": request.content.decode() if request.content is not None else None,
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    location = diagnostic.location
    return {
        "code": str(diagnostic.code),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": Path(location.file).as_posix() if location else None,
        "record": str(diagnostic.record) if diagnostic.record else None,
    }


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
