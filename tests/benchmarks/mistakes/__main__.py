"""How many seeded mistakes in the shipped specs the validator catches, and how many at their place.

    python -m tests.benchmarks.mistakes [--kind K] [--seed N] [--limit N] [--show missed|misplaced] [--json]

A mistake is caught when the changed catalogue has a finding that the untouched one does not have;
it is exact when one starts at the line and column of the mistake. Mutants that are equal, since
their file means the same as before, are counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.benchmarks.mistakes._kinds import KINDS, mutants
from tests.benchmarks.mistakes._mutant import Mutant
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._report import figures, listed, table
from tests.benchmarks.mistakes._validator import INTEGRATION, Outcome, Validator, copied, outcomes


def draw(kinds: Sequence[str], seed: int, limit: int) -> tuple[list[Mutant], int]:
    """Make the mistakes of some kinds, and count the findings of the untouched catalogue."""
    with copied() as root:
        project = Project(root, INTEGRATION)
        made = [mutant for kind in kinds for mutant in mutants(project, kind, seed, limit)]
        return made, len(Validator(project).untouched)


def judge(made: Sequence[Mutant], jobs: int) -> list[Outcome]:
    """Run the validator on every mutant; the outcomes come in the same order."""
    if jobs < 2:
        return outcomes(made)
    shares = [made[start::jobs] for start in range(jobs)]
    with ProcessPoolExecutor(jobs) as pool:
        judged = list(pool.map(outcomes, shares))
    return [judged[index % jobs][index // jobs] for index in range(len(made))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="mistakes", description=__doc__)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only this kind; repeatable")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=13, help="at most so many mutants of a kind")
    parser.add_argument("--show", choices=("missed", "misplaced"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    made, untouched = draw(asked.kind or list(KINDS), asked.seed, asked.limit)
    begin = time.perf_counter()
    judged = judge(made, asked.jobs)
    seconds = time.perf_counter() - begin
    if asked.json:
        json.dump(figures(judged, untouched, seconds), sys.stdout, indent=2)
        print()
        return
    for line in listed(judged, asked.show) if asked.show else ():
        print(line)
    print(*table(judged), sep="\n")
    per = f"{seconds / max(len(judged), 1) * 1000:.0f} ms a mutant with {asked.jobs} processes"
    print(f"{len({each.mutant.kind for each in judged})} kinds, seed {asked.seed}; {seconds:.0f} s, {per}")
    print(f"findings in the untouched catalogue: {untouched}")


if __name__ == "__main__":
    main()
