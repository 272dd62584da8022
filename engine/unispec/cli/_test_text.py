"""What people see of a test: each case that did not pass, with what is different, and a summary."""

from __future__ import annotations

import shlex
import sys

import click

from unispec.cli._show import coloured, note, show_frames, width_of
from unispec.cli._test_asked import AskedTest, Tested
from unispec.diagnostics import Severity, without_secrets
from unispec.rendering import visible
from unispec.testing import ABSENT, Change, Coverage, Gap, Outcome, Verdict, counted

_MOST = 20
"""How many changes of one case are shown."""
_STYLES = {"passed": "green", "changed": "yellow", "new": "cyan", "failed": "red"}
_UPDATED = {Outcome.CHANGED: "updated", Outcome.NEW: "written"}


def show_verdict(verdict: Verdict, asked: AskedTest) -> None:
    """Show how one case ended; of one that passed nothing but its name, and that only when asked."""
    if verdict.outcome is Outcome.PASSED and not (asked.verbose or verdict.diagnostics):
        return
    word = _UPDATED.get(verdict.outcome, verdict.outcome.value) if asked.update else verdict.outcome.value
    _line(f"{word:<8}{visible(verdict.name)}", _STYLES[verdict.outcome], len(word))
    if verdict.outcome is Outcome.NEW:
        _line(f"  {visible(verdict.gist)}")
    _changes(verdict.changes)
    if verdict.diagnostics:
        show_frames(verdict.diagnostics, sys.stdout)
    if verdict.outcome is Outcome.FAILED and verdict.gist and not asked.update:
        _line(f"  when it is meant to end so: `unispec test {visible(shlex.quote(verdict.file))} --update`")


def show_end(done: Tested, asked: AskedTest, seconds: float) -> None:
    """Show what else was found, and count it."""
    for path in done.strays:
        word = "removed" if asked.update else "stray"
        _line(f"{word:<8}{visible(path)}", "yellow", len(word))
    for each in done.coverage:
        _coverage(each)
    if done.bundled:
        counts = counted(done.bundled)
        parts = [f"{number} {outcome.value}" for outcome, number in counts.items() if number]
        _line(f"{_number(len(done.bundled), 'bundled case')}: {', '.join(parts)}")
    if not done.verdicts and not done.bundled:
        part = visible(asked.wanted.part)
        note("no case is there" + (f" with `{part}` in its name" if part else ""))
    _line(_summary(done, seconds))
    counts = counted(done.verdicts)
    if not asked.update and (counts[Outcome.CHANGED] or counts[Outcome.NEW] or done.strays):
        named = asked.wanted.paths or tuple(root for root, _ in asked.roots)
        words = " ".join(shlex.quote(str(path)) for path in named)
        _line(f"accept with: unispec test {visible(words)} --update")


def _summary(done: Tested, seconds: float) -> str:
    counts = counted(done.verdicts)
    words = {each: _UPDATED.get(each, each.value) if done.update else each.value for each in Outcome}
    parts = [f"{number} {words[outcome]}" for outcome, number in counts.items() if number] or ["0 passed"]
    if done.strays:
        word = "removed" if done.update else "stray"
        parts.append(f"{len(done.strays)} {word}")
    found = [each for verdict in done.verdicts for each in verdict.diagnostics]
    warnings = sum(each.severity is Severity.WARNING for each in found)
    if warnings:
        parts.append(_number(warnings, "warning"))
    return f"{_number(len(done.verdicts), 'case')}: {', '.join(parts)} in {seconds:.1f} s"


def _changes(changes: tuple[Change, ...]) -> None:
    for each in changes[:_MOST]:
        style = "green" if each.was is ABSENT else "red" if each.now is ABSENT else None
        _line("  " + visible(str(each)), style)
    if len(changes) > _MOST:
        _line(f"  … and {len(changes) - _MOST} more")


def _coverage(covered: Coverage) -> None:
    width = width_of(sys.stdout)
    for gap in covered.gaps:
        _gap(gap, width)
    name = visible(covered.integration)
    leaves = _share(covered.exercised_leaves, covered.leaves, "leaves")
    branches = _share(covered.exercised_branches, covered.branches, "branches")
    _line(f"{name} exercises {leaves} and {branches}")


def _gap(gap: Gap, width: int) -> None:
    location = gap.location
    line = location.source.line_at(location.route, location.span.line)
    text = visible(without_secrets(line).strip())
    _line(f"{visible(str(location))}  {gap.kind}  {gap.what}")
    _line("    " + (text if len(text) <= width - 4 else text[: max(1, width - 5)] + "…"))


def _share(part: int, whole: int, noun: str) -> str:
    return f"{part} of {whole} {noun}" + (f" ({part * 100 // whole} %)" if whole else "")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _line(text: str, style: str | None = None, length: int | None = None) -> None:
    colour = coloured(sys.stdout)
    if colour and style is not None:
        text = click.style(text[:length], fg=style) + (text[length:] if length is not None else "")
    click.echo(text, color=colour)
