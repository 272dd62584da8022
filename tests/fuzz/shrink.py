"""A smaller file that fails in the same way: pieces are taken away as long as it does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.fuzz.judge import Judge
from tests.fuzz.mutants import Mutant

_SECONDS = 15.0


def shrunk(judge: Judge, mutant: Mutant, problem: str) -> Mutant:
    """Take lines away, then characters, for some seconds."""
    kind = _kind(problem)
    end = time.monotonic() + _SECONDS

    def fails(content: bytes) -> bool:
        found = judge.judge(replace(mutant, content=content)).problem
        return found is not None and _kind(found) == kind

    content = b"".join(_fewer(mutant.content.splitlines(keepends=True), fails, end))
    letters = [bytes([byte]) for byte in content]
    return replace(mutant, content=b"".join(_fewer(letters, fails, end)))


def _kind(problem: str) -> str:
    return problem.partition(":")[0]


def _fewer(parts: Sequence[bytes], fails: Callable[[bytes], bool], end: float) -> Sequence[bytes]:
    """Take away ever smaller runs of parts."""
    size = len(parts) // 2
    while size:
        at = 0
        while at < len(parts) and time.monotonic() < end:
            fewer = [*parts[:at], *parts[at + size :]]
            if fails(b"".join(fewer)):
                parts = fewer
            else:
                at += size
        size //= 2
    return parts
