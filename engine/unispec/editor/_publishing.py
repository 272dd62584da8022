"""Findings as an editor shows them: for each file all that is known of it, and nothing that is past."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from lsprotocol import types

from unispec.diagnostics import Code, Diagnostic, Location, Severity
from unispec.editor._buffers import Buffer
from unispec.editor._positions import Encoding, units

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_UNNECESSARY = frozenset(
    {
        Code.UNNEEDED_SILENCE,
        Code.UNUSED_FUNCTION,
        Code.UNUSED_NULL,
        Code.UNUSED_PAGINATION,
        Code.UNUSED_RELATED,
    }
)
Found: TypeAlias = dict[str, tuple[Diagnostic, ...]]
"""Findings by the URI of the file that they are in."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How places and findings are told to one editor."""

    encoding: Encoding
    uri: Callable[[Path], str]

    def range(self, location: Location) -> types.Range:
        """The range of a place."""
        span = location.span
        return types.Range(
            self._position(location, span.line, span.column),
            self._position(location, span.end_line, span.end_column),
        )

    def place(self, location: Location, root: Path) -> types.Location:
        """A place with its file; names of files start at `root`."""
        return types.Location(self.uri(root / location.file), self.range(location))

    def diagnostic(self, found: Diagnostic, root: Path) -> types.Diagnostic:
        """A finding; without a place it is at the start."""
        nowhere = types.Range(types.Position(0, 0), types.Position(0, 0))
        related = [
            types.DiagnosticRelatedInformation(self.place(each.location, root), each.message)
            for each in found.related
        ]
        return types.Diagnostic(
            self.range(found.location) if found.location is not None else nowhere,
            f"{found.message}\n{found.help}" if found.help else found.message,
            severity=_SEVERITIES[found.severity],
            code=found.code.value,
            source="unispec",
            tags=[types.DiagnosticTag.Unnecessary] if found.code in _UNNECESSARY else None,
            related_information=related or None,
        )

    def _position(self, location: Location, line: int, column: int) -> types.Position:
        before = location.source.line_at(location.route, line)[: column - 1]
        return types.Position(line - 1, units(before, self.encoding))


@dataclass
class Board:
    """What every root found in each file, and what the editor was told last."""

    _found: dict[Path, Found] = field(default_factory=dict)
    _told: dict[str, tuple[int | None, list[types.Diagnostic]]] = field(default_factory=dict)

    def at(self, uri: str) -> tuple[Diagnostic, ...]:
        """Everything that is known of a file."""
        return tuple(each for found in self._found.values() for each in found.get(uri, ()))

    def is_current(self, buffer: Buffer) -> bool:
        """Whether what is known of a file is about the text that is open now."""
        return self._told.get(buffer.uri, (None, []))[0] == buffer.version

    def update(
        self, root: Path, diagnostics: Iterable[Diagnostic], buffers: Iterable[Buffer], shown: Shown
    ) -> list[types.PublishDiagnosticsParams]:
        """Take what was found in a root, whose open files are given; say what the editor must be told."""
        found: dict[str, list[Diagnostic]] = {}
        for each in diagnostics:
            path = root / each.location.file if each.location is not None else root
            found.setdefault(shown.uri(path), []).append(each)
        before = self._found.pop(root, {})
        if found:
            self._found[root] = {uri: tuple(each) for uri, each in found.items()}
        versions = {each.uri: each.version for each in buffers}
        files = sorted({*before, *found, *versions})
        news = (self._news(uri, versions.get(uri), shown, root) for uri in files)
        return [each for each in news if each is not None]

    def _news(
        self, uri: str, version: int | None, shown: Shown, root: Path
    ) -> types.PublishDiagnosticsParams | None:
        """Tell of a file, unless all of it was told; two roots may have found the same."""
        diagnostics: list[types.Diagnostic] = []
        for each in self.at(uri):
            diagnostic = shown.diagnostic(each, root)
            if diagnostic not in diagnostics:
                diagnostics.append(diagnostic)
        if self._told.get(uri, (None, [])) == (version, diagnostics):
            return None
        self._told[uri] = version, diagnostics
        if not diagnostics and version is None:
            del self._told[uri]
        return types.PublishDiagnosticsParams(uri, diagnostics, version)
