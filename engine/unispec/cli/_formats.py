"""The forms in which findings are written: frames for people, documents for other programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from unispec.cli._output import write
from unispec.cli._show import note, show_frames, show_summary
from unispec.diagnostics import Diagnostic, Severity, Stage, stage_of
from unispec.rendering import Checkout, report, sarif, workflow_commands

_RENDERED: Mapping[str, Callable[[tuple[Diagnostic, ...]], str]] = {
    "json": report,
    "sarif": lambda found: sarif(found, _checkout()),
    "github": lambda found: workflow_commands(found, _checkout()),
}
FORMATS = ("text", *_RENDERED)


def show_findings(found: tuple[Diagnostic, ...], form: str) -> None:
    """Write findings on the output stream in one of `FORMATS`, and nothing else."""
    if form == "text":
        show_frames(found, sys.stdout)
        show_summary(found, sys.stdout)
        if any(map(_stops, found)):
            note("what names, expressions and types mean was not checked; mend these errors first")
    else:
        write(_RENDERED[form](found).encode())


def _stops(diagnostic: Diagnostic) -> bool:
    is_early = stage_of(diagnostic.code) in (Stage.SYNTAX, Stage.SHAPE)
    return is_early and diagnostic.severity is Severity.ERROR


def status_of(found: tuple[Diagnostic, ...]) -> int:
    """Tell how a check ends that found this: notes alone are no reason to fail."""
    return 1 if any(each.severity is not Severity.NOTE for each in found) else 0


def _checkout() -> Checkout:
    """Let paths count from the checkout of a GitHub job that runs here, or else from this folder."""
    folder = Path.cwd()
    root = Path(os.environ.get("GITHUB_WORKSPACE") or folder).resolve()
    return Checkout(root if folder.is_relative_to(root) else folder, folder)
