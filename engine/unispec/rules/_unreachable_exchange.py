"""unreachable-exchange: the requests of a case have the whole path that is sent, that of `base_url` too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.documents import Document
from unispec.rules._subject import Subject

_HOLE = re.compile(r"\{\{.*?\}\}")


def unreachable_exchange(subject: Subject) -> Iterator[Diagnostic]:
    """Say which exchanges no request can reach, since they lack the path of `base_url`."""
    base = _base(subject)
    if not base or subject.recorded is None:
        return
    pattern = re.compile("|".join(f"(?:{each})" for each in sorted(set(_paths(subject)))) or "(?!)")
    for case in subject.recorded.cases:
        for index, path in _exchanges(case.document):
            if case.document is None or f"{path}/".startswith(f"{base}/") or not pattern.fullmatch(path):
                continue
            yield Diagnostic(
                Code.UNREACHABLE_EXCHANGE,
                f"no request has the path `{path}`, every path begins with `{base}`",
                case.document.location(("exchanges", index, "request", "path")),
                f"write `{base}{path}`",
                Severity.WARNING,
            )


def _base(subject: Subject) -> str:
    """The path that `base_url` puts in front; empty when it has none, or one that a template fills in."""
    _, _, rest = subject.integration.base_url.source.partition("://")
    path = "".join(rest.partition("/")[1:]).rstrip("/")
    return "" if "{" in path else path


def _paths(subject: Subject) -> Iterator[str]:
    """The paths that requests are written with, as patterns."""
    connection = subject.integration.connection
    sources = [variant.request.path.source for _, variant in subject.variants if variant.request]
    for source in (*sources, *([connection.path.source] if connection else [])):
        yield "[^/]+".join(map(re.escape, _HOLE.split(source)))


def _exchanges(document: Document | None) -> Iterator[tuple[int, str]]:
    data: Any = document.data if document else None
    for index, exchange in enumerate(data.get("exchanges") or () if isinstance(data, dict) else ()):
        path = exchange["request"]["path"]
        if isinstance(path, str):
            yield index, path
