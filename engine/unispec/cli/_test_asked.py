"""What `unispec test` was asked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from unispec.diagnostics import Diagnostic
from unispec.testing import Coverage, Outcome, Verdict, Wanted


@dataclass(frozen=True, slots=True)
class AskedTest:
    """Roots with their labels, the roots below them, and what to do with their cases."""

    roots: tuple[tuple[Path, Path], ...]
    below: tuple[Path, ...]
    wanted: Wanted
    runtimes: tuple[str, ...]
    update: bool
    covers: bool
    bundled: bool
    form: str
    verbose: bool


@dataclass(slots=True)
class Tested:
    """Verdicts, the snapshots that stand astray, and what was exercised; an update kept or removed them.

    `bundled` are the verdicts of bundled cases, which an overlay may change. `problems` are those that no
    case has, such as a root that cannot be read; nothing was done after them.
    """

    update: bool
    verdicts: list[Verdict] = field(default_factory=list)
    bundled: list[Verdict] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether there was something to test, and all is as its snapshot says now."""
        good = {Outcome.PASSED, Outcome.CHANGED, Outcome.NEW} if self.update else {Outcome.PASSED}
        strays = self.strays and not self.update
        if self.problems or strays or not (self.verdicts or self.bundled):
            return False
        if any(each.outcome is Outcome.FAILED for each in self.bundled):
            return False
        return all(each.outcome in good for each in self.verdicts)
