"""Tests the cases of each root, telling of each as soon as it is known, and keeps what is new."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from unispec.cli._show import note
from unispec.cli._test_asked import AskedTest, Tested
from unispec.diagnostics import SpecError, UnispecError
from unispec.rendering import visible
from unispec.testing import Outcome, Suite, Verdict, Wanted, keep, remove


def tested(asked: AskedTest) -> Tested:
    """Test everything that is wanted; what ends a test before its end raises, or is told in a document."""
    done = Tested(asked.update)
    try:
        _roots(asked, done)
    except UnispecError as error:
        if asked.form == "text":
            raise
        done.problems += error.diagnostics if isinstance(error, SpecError) else (error.diagnostic,)
    return done


def _roots(asked: AskedTest, done: Tested) -> None:
    for root, label in asked.roots:
        others = tuple(each for each in asked.below if each.resolve() != root.resolve())
        suite = Suite.load(root, label, others)
        _root(suite, asked, done)
        _bundled(suite, asked, done)


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
    for path in suite.unused_bodies() if is_whole else ():
        place = (suite.label / path.relative_to(suite.root)).as_posix()
        note(f"no case uses `{visible(place)}`")
    for path in suite.strays() if is_whole else ():
        done.strays.append((suite.label / path.relative_to(suite.root)).as_posix())
        if asked.update:
            remove(path, suite.root)


def _bundled(suite: Suite, asked: AskedTest, done: Tested) -> None:
    """Play the bundled cases of what a root changes, or say that there are some."""
    lent = suite.of_bundled()
    own = suite.cases(Wanted())
    if not asked.bundled:
        names = [f"`{name}`" for name in lent.cases(Wanted()) if name not in own]
        if names and asked.wanted.is_whole(suite.root):
            here = visible(str(suite.label))
            note(
                f"`{here}` changes {', '.join(names)} and has no case of it; --bundled plays the bundled ones"
            )
        return
    for name, paths in lent.cases(Wanted(part=asked.wanted.part)).items():
        for verdict in lent.play(name, paths, asked.runtimes):
            done.bundled.append(verdict)
            if asked.form == "text" and verdict.outcome is not Outcome.NEW:
                from unispec.cli._test_text import show_verdict

                show_verdict(replace(verdict, gist=""), asked)


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
