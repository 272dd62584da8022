"""Fuzzing by hand: `python -m tests.fuzz --count 200000 --jobs 2` is the nightly profile.

A failure is printed with its seed, its number and a smaller file that fails alike; `--save` keeps those
files, `--start N --count 1` judges one again. Exit status 1 when there are failures.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path

from tests.fuzz.campaign import Failure, Report, run
from tests.fuzz.mutants import mutant


def main() -> int:
    parser = ArgumentParser(
        "python -m tests.fuzz", description="Check spoiled spec files, and judge what comes out."
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other files")
    parser.add_argument("--start", type=int, default=0, help="the number of the first file")
    parser.add_argument("--count", type=int, default=5000, help="how many files")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    parser.add_argument("--save", type=Path, help="a folder for files that fail")
    asked = parser.parse_args()
    whole = Report()
    began = time.monotonic()
    for each in run(asked.seed, asked.count, start=asked.start, jobs=asked.jobs):
        whole.add(each)
        for failure in each.failures:
            sys.stdout.write(f"{failure}\n\n")
            if asked.save:
                _save(failure, asked.save)
        sys.stdout.write(f"{whole}, {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()
    return 1 if whole.failures else 0


def _save(failure: Failure, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(mutant(failure.seed, failure.index).path).name
    folder.joinpath(f"{failure.seed}-{failure.index}-{name}").write_bytes(failure.content)


sys.exit(main())
