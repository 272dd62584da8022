"""Tests the cases of each root, telling of each as soon as it is known, and keeps what is new."""

from __future__ import annotations

from pathlib import Path

from unispec.cli._test_asked import AskedTest, Tested
from unispec.testing import Outcome, Suite, Verdict, Wanted, keep, remove


def tested(asked: AskedTest) -> Tested:
    """Test everything that is wanted; raises `SpecError` for a catalogue that cannot be read."""
    done = Tested(asked.update)
    for root, label in asked.roots:
        others = tuple(each for each in asked.below if each.resolve() != root.resolve())
        _root(Suite.load(root, label, others), asked, done)
    return done


def _root(suite: Suite, asked: AskedTest, done: Tested) -> None:
    exact = _exact(asked.wanted) if asked.update else frozenset()
    is_whole = asked.wanted.is_whole(suite.root)
    for name, paths in suite.cases(asked.wanted).items():
        if not asked.covers:
            for verdict in suite.play(name, paths, asked.runtimes, exact):
                _take(verdict, suite, asked, done)
            continue
        verdicts, exercised = suite.cover(name, paths, asked.runtimes, exact)
        for verdict in verdicts:
            _take(verdict, suite, asked, done)
        resources = None if is_whole else frozenset(each.resource for each in verdicts)
        done.coverage.append(suite.coverage(exercised, resources))
    for path in suite.strays() if is_whole else ():
        done.strays.append((suite.label / path.relative_to(suite.root)).as_posix())
        if asked.update:
            remove(path, suite.root)


def _take(verdict: Verdict, suite: Suite, asked: AskedTest, done: Tested) -> None:
    done.verdicts.append(verdict)
    if asked.update and verdict.outcome in (Outcome.CHANGED, Outcome.NEW):
        keep(verdict, suite.root)
    if asked.form == "text":
        from unispec.cli._test_text import show_verdict

        show_verdict(verdict, asked)


def _exact(wanted: Wanted) -> frozenset[Path]:
    """Name the case files that were asked for one by one."""
    return frozenset(path for path in wanted.paths if path.is_file())
