"""Many spoiled files, judged by several processes; a process that dies is itself a finding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.mutants import mutant

_ROOT = Path(__file__).parents[2]
_CHUNK = 2500
_SHOWN = 2000


@dataclass(frozen=True)
class Failure:
    """A file that was not judged well; the same seed and number make it again."""

    seed: int
    index: int
    problem: str
    content: bytes

    def __str__(self) -> str:
        made = mutant(self.seed, self.index)
        text = self.content.decode("utf-8", "backslashreplace")
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
        lines = "\n".join(f"    {ascii(line)[1:-1]}" for line in shown.splitlines())
        where = f"{made.world.name}: {made.path}, by {', '.join(made.how)}"
        return f"seed {self.seed}, number {self.index}: {self.problem}\n  {where}\n{lines}"


@dataclass
class Report:
    """What came out; `worst` is the slowest file in seconds, with its number, `memory` is in bytes."""

    count: int = 0
    worst: tuple[float, int] = (0.0, -1)
    memory: int = 0
    failures: list[Failure] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)

    def add(self, other: Report) -> None:
        self.count += other.count
        self.worst = max(self.worst, other.worst)
        self.memory = max(self.memory, other.memory)
        self.failures += other.failures
        self.digests |= other.digests

    def __str__(self) -> str:
        seconds, index = self.worst
        cost = f"slowest {seconds:.2f} s (number {index}), {self.memory / 2**20:.0f} MB more at most"
        return f"{self.count} files, {len(self.failures)} failures, {cost}"


def run(seed: int, count: int, *, start: int = 0, jobs: int = 2, hash_seed: int = 0) -> Iterator[Report]:
    """Judge files by their numbers; a report comes for every piece of work."""
    chunk = min(_CHUNK, -(-count // jobs))
    pieces = [(first, min(first + chunk, start + count)) for first in range(start, start + count, chunk)]
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda piece: _piece(seed, piece[0], piece[1], hash_seed), pieces)


def total(reports: Iterable[Report]) -> Report:
    """All reports as one."""
    whole = Report()
    for each in reports:
        whole.add(each)
    return whole


def _piece(seed: int, start: int, stop: int, hash_seed: int) -> Report:
    """Let processes work until all is done, a new one behind each file that killed one."""
    report = Report()
    while start < stop:
        died, problem = _process(seed, start, stop, hash_seed, report)
        if died is None:
            break
        report.count += 1
        report.failures.append(Failure(seed, died, problem, mutant(seed, died).content))
        start = died + 1
    return report


def _process(seed: int, start: int, stop: int, hash_seed: int, report: Report) -> tuple[int | None, str]:
    """Read what one process says; the number of the file that it died of, and how."""
    words = [sys.executable, "-W", "error", "-m", "tests.fuzz.worker", *map(str, (seed, start, stop, 1))]
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed)}
    at = start
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=_ROOT, env=environment
    ) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        for line in worker.stdout:
            said = json.loads(line)
            at = said.get("at", at)
            _take(said, seed, report)
        errors = worker.stderr.read()
    if worker.returncode == 0:
        return None, ""
    return at, f"the process ended with {worker.returncode}: {errors[-1500:]}"


def _take(said: dict[str, object], seed: int, report: Report) -> None:
    report.memory = max(report.memory, int(str(said.get("memory", 0))))
    if "index" not in said:
        return
    index = int(str(said["index"]))
    report.count += 1
    report.worst = max(report.worst, (float(str(said["seconds"])), index))
    report.digests[index] = str(said["digest"])
    if "problem" in said:
        content = b64decode(str(said["content"]))
        report.failures.append(Failure(seed, index, str(said["problem"]), content))
