"""What becomes of findings: the one place where settings change or drop them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from posixpath import normpath

from unispec.diagnostics import Diagnostic, Severity, in_order
from unispec.rules._settings import Settings


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings and the root that their paths start from, as it is called in the names of files."""

    settings: Settings = field(default_factory=Settings)
    root: str = ""

    def applied(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Give each finding its severity, leave out those that are off, and sort them."""
        return in_order(self._kept(diagnostics))

    def _kept(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        for each in diagnostics:
            severity = self._severity(each)
            if severity is not None:
                yield each if severity is each.severity else replace(each, severity=severity)

    def _severity(self, diagnostic: Diagnostic) -> Severity | None:
        code = diagnostic.code
        severity = self.settings.severity.get(code, diagnostic.severity)
        scopes = [each for each in self.settings.paths if code in each.severity]
        path = self._path(diagnostic) if scopes else None
        for each in scopes:
            if path is not None and each.pattern.matches(path):
                severity = each.severity[code]
        return severity

    def _path(self, diagnostic: Diagnostic) -> str | None:
        """The path below the root; None for what stands in no file of it."""
        if diagnostic.location is None:
            return None
        path = normpath(PurePath(diagnostic.location.file).as_posix())
        root = normpath(PurePath(self.root).as_posix())
        if root == ".":
            return path
        return path.removeprefix(f"{root}/") if path.startswith(f"{root}/") else None
