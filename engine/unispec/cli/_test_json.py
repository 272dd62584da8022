"""What came of a test, as one JSON document; keys may be added under the same version."""

from __future__ import annotations

from pathlib import PurePath

from unispec.cli._output import write
from unispec.cli._test_asked import Tested
from unispec.data import Json, pretty
from unispec.rendering import finding, place, portable
from unispec.testing import ABSENT, Change, Coverage, Verdict, counted

VERSION = 1


def write_tested(done: Tested) -> None:
    """Write verdicts, stray snapshots and, when it was asked for, coverage."""
    counts = {outcome.value: number for outcome, number in counted(done.verdicts).items()}
    document: dict[str, Json] = {
        "version": VERSION,
        "updated": done.update,
        "summary": {"cases": len(done.verdicts), **counts, "stray": len(done.strays)},
        "cases": [_verdict(each) for each in done.verdicts],
        "bundled": [_verdict(each) for each in done.bundled],
        "stray": [portable(each) for each in done.strays],
        "diagnostics": [finding(each) for each in done.problems],
    }
    if done.coverage:
        document["coverage"] = [_coverage(each) for each in done.coverage]
    write(pretty(document).encode())


def _verdict(verdict: Verdict) -> dict[str, Json]:
    return {
        "case": portable(verdict.name),
        "file": portable(PurePath(verdict.file).as_posix()),
        "outcome": verdict.outcome.value,
        "changes": [_change(each) for each in verdict.changes],
        "diagnostics": [
            {**finding(each), "record": str(each.record) if each.record else None}
            for each in verdict.diagnostics
        ],
    }


def _change(change: Change) -> dict[str, Json]:
    values = {"was": change.was, "is": change.now}
    return {"path": change.path, **{key: value for key, value in values.items() if value is not ABSENT}}


def _coverage(covered: Coverage) -> dict[str, Json]:
    return {
        "integration": covered.integration,
        "leaves": {"all": covered.leaves, "exercised": covered.exercised_leaves},
        "branches": {"all": covered.branches, "exercised": covered.exercised_branches},
        "gaps": [
            {"kind": each.kind.value, "what": each.what, **place(each.location)} for each in covered.gaps
        ],
    }
