"""A process that judges some of the spoiled files: `python -m tests.fuzz.worker SEED START STOP STEP`.

It may use 256 MB more than at its start, and 20 seconds a file, which kills it if need be. Before each
file it writes the number of the file, and afterwards how it went, both as lines of JSON.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import resource
import sys
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

from tests.fuzz.judge import Judge
from tests.fuzz.mutants import Mutant, mutant
from tests.fuzz.shrink import shrunk
from tests.fuzz.worlds import worlds

MEMORY = 256 * 2**20
_PATIENCE = 20
_TWICE = 8
"""One file in so many is checked twice."""


def main(seed: int, start: int, stop: int, step: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder))
        _warm(judge)
        _limit()
        before = _most_used()
        for index in range(start, stop, step):
            _say(at=index)
            _say(**_judged(judge, mutant(seed, index)))
        _say(memory=_most_used() - before)


def _judged(judge: Judge, spoiled: Mutant) -> dict[str, Any]:
    faulthandler.dump_traceback_later(_PATIENCE, exit=True)
    verdict = judge.judge(spoiled, twice=spoiled.index % _TWICE == 0)
    faulthandler.cancel_dump_traceback_later()
    said: dict[str, Any] = {"index": spoiled.index, "seconds": round(verdict.seconds, 3)}
    said["digest"] = hashlib.sha256("\n".join(verdict.found).encode()).hexdigest()[:12]
    if verdict.problem:
        small = shrunk(judge, spoiled, verdict.problem).content
        said |= {"problem": verdict.problem, "content": b64encode(small).decode()}
    return said


def _warm(judge: Judge) -> None:
    """Import what is imported late: each stage finds something once."""
    for world in worlds()[::40]:
        for path in world.targets:
            judge.check(Mutant(-1, world, path, b"unknown: 1\n", ()))
            judge.check(Mutant(-1, world, path, world.files[path], ()))


def _limit() -> None:
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))


def _most_used() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
