"""Reliability by hand: `python -m tests.reliability [--long] [figure…]` prints what was counted.

A figure is named by its number, or by the beginning of its name. Exit status 1 when a promise is broken.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser

import pytest

from tests.reliability.figures import Measure, figures


def main() -> int:
    known = figures()
    parser = ArgumentParser("python -m tests.reliability", description="Count how often promises are kept.")
    parser.add_argument("figures", nargs="*", help=f"{', '.join(known)}; all of them by default")
    parser.add_argument("--long", action="store_true", help="as often as docs/figures.md says")
    asked = parser.parse_args()
    wanted = [name for name in known if not asked.figures or name.startswith(tuple(asked.figures))]
    broken = [name for name in wanted if not _is_kept(name, known[name], asked.long)]
    return 1 if broken or not wanted else 0


def _is_kept(name: str, measure: Measure, long: bool) -> bool:
    began = time.monotonic()
    try:
        for line in measure(long):
            sys.stdout.write(f"{name}: {line}\n")
            sys.stdout.flush()
    except (AssertionError, pytest.skip.Exception) as error:
        sys.stdout.write(f"{name}: NOT KEPT OR NOT MEASURED: {error}\n")
        return False
    sys.stdout.write(f"{name}: {time.monotonic() - began:.1f} s\n")
    return True


if __name__ == "__main__":
    sys.exit(main())
