"""The diagnostic: one problem, said in one clause, with its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from unispec.diagnostics._codes import Code
from unispec.diagnostics._location import Location


class Severity(Enum):
    """How much a problem matters: an error stops, a warning costs, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a problem, with what it has to do with it."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Which record of which page a problem is about: page from 1, index from 0, path in the result."""

    operation: str
    page: int
    index: int
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        at = f" at `{path.removeprefix('.')}`" if path else ""
        return f"record {self.index} of page {self.page} of `{self.operation}`{at}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: a code that never changes its meaning, one clause, a place and a remedy."""

    code: Code
    message: str
    location: Location | None = None
    help: str | None = None
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()
    record: RecordPlace | None = None

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        record = f" ({self.record})" if self.record else ""
        remedy = f"; {self.help}" if self.help else ""
        return f"{where}{self.severity.value}[{self.code}]: {self.message}{record}{remedy}"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, then by place; those without a place come first."""

    def place(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
        if diagnostic.location is None:
            return ("", 0, 0, diagnostic.code, diagnostic.message)
        span = diagnostic.location.span
        at = (diagnostic.location.file, span.line, span.column)
        return (*at, diagnostic.code, diagnostic.message)

    return tuple(sorted(diagnostics, key=place))
