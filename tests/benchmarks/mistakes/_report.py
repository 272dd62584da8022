"""The figures: a table of the kinds, and lists of what was missed or found elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.mistakes._validator import Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mistakes there were, and what became of them; equal ones are in none of the others."""

    kind: str
    mutants: int
    caught: int
    exact: int
    equal: int
    crashes: int

    @classmethod
    def of(cls, kind: str, outcomes: Sequence[Outcome]) -> Tally:
        """Count."""
        return cls(
            kind,
            sum(not each.is_equal for each in outcomes),
            sum(each.is_caught for each in outcomes),
            sum(each.is_exact for each in outcomes),
            sum(each.is_equal for each in outcomes),
            sum(each.crash is not None for each in outcomes),
        )

    @property
    def caught_share(self) -> float:
        """The share of mistakes that are caught."""
        return self.caught / self.mutants if self.mutants else 1.0

    @property
    def exact_share(self) -> float:
        """The share of mistakes that are found at their place."""
        return self.exact / self.mutants if self.mutants else 1.0

    def row(self) -> str:
        """A line of the table."""
        crashes = f"  {self.crashes} crashed" if self.crashes else ""
        return (
            f"{self.kind:<28}{self.mutants:>8}{self.caught:>8}{self.caught_share:>7.0%}"
            f"{self.exact:>8}{self.exact_share:>7.0%}{self.equal:>8}{crashes}"
        )


def tallies(outcomes: Sequence[Outcome]) -> list[Tally]:
    """Count by kind, in the order in which the kinds come."""
    kinds = dict.fromkeys(each.mutant.kind for each in outcomes)
    return [Tally.of(kind, [each for each in outcomes if each.mutant.kind == kind]) for kind in kinds]


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The lines of the table, the total last."""
    head = f"{'kind':<28}{'mutants':>8}{'caught':>8}{'':>7}{'exact':>8}{'':>7}{'equal':>8}"
    yield head
    yield from (tally.row() for tally in tallies(outcomes))
    yield "-" * len(head)
    yield Tally.of("total", outcomes).row()


def listed(outcomes: Sequence[Outcome], what: str) -> Iterator[str]:
    """What was missed, or caught at another place, each with what is expected and what was found."""
    for each in outcomes:
        is_missed = not each.is_caught and not each.is_equal
        is_misplaced = each.is_caught and not each.is_exact
        if is_missed if what == "missed" else is_misplaced:
            yield _told(each)


def _told(outcome: Outcome) -> str:
    mutant = outcome.mutant
    places = ", ".join(f"{line}:{column}" for line, column in mutant.places)
    lines = [f"{mutant.kind}: {mutant.story}", f"    expected {mutant.path} at {places}"]
    near = sorted(outcome.findings, key=lambda each: each.file != mutant.path)
    lines += [f"    found    {finding}" for finding in near[:3]]
    lines += [f"    crashed  {outcome.crash}"] if outcome.crash else []
    return "\n".join(line.replace("\n", "⏎") for line in lines)


def figures(outcomes: Sequence[Outcome], untouched: int, seconds: float) -> dict[str, Any]:
    """Everything as plain data."""
    names = ("mutants", "caught", "exact", "equal", "crashes")
    return {
        "kinds": {tally.kind: {name: getattr(tally, name) for name in names} for tally in tallies(outcomes)},
        "total": {name: getattr(Tally.of("total", outcomes), name) for name in names},
        "untouched_findings": untouched,
        "seconds": round(seconds, 1),
    }
