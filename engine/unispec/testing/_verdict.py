"""What came of a case that was tested: whether it does what its snapshot says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from unispec.diagnostics import Diagnostic
from unispec.testing._changes import Change


class Outcome(StrEnum):
    """How a case ended."""

    PASSED = "passed"
    CHANGED = "changed"
    NEW = "new"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one case ended, and why.

    `text` is what its snapshot should say, None for a case that came to nothing. `gist` says in a few
    words what a new case gives. `diagnostics` are what failed, and warnings.
    """

    integration: str
    resource: str
    case: str
    file: str
    snapshot: Path = field(repr=False)
    outcome: Outcome
    changes: tuple[Change, ...] = field(default=(), repr=False)
    diagnostics: tuple[Diagnostic, ...] = ()
    gist: str = ""
    text: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What people call the case: `<provider>/<model>/<resource>/<case>`."""
        return f"{self.integration}/{self.resource}/{self.case}"


def counted(verdicts: Iterable[Verdict]) -> dict[Outcome, int]:
    """Count verdicts by outcome; every outcome is there."""
    counts = dict.fromkeys(Outcome, 0)
    for each in verdicts:
        counts[each.outcome] += 1
    return counts
