"""`unispec check --watch`: check again after each save.

Files are asked for their stamps up to fifty times a second, and never for more than a twentieth of one
core. That works on every file system, and sees every way to save alike: in place, by a rename, or anew.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import click

from unispec.cli._formats import show_findings, status_of
from unispec.diagnostics import Diagnostic
from unispec.documents import Stamp, stamp
from unispec.inspection import OWN, PARTS, SHARED, SNAPSHOTS, Inspection

_Stamps: TypeAlias = dict[str, Stamp | None]
_PAUSE = 0.02
_QUIET = 0.015
_LONGEST_UNREST = 1.0
_SHARE = 20


def watch(inspection: Inspection) -> int:
    """Check until the user interrupts; give the status of the last check that came to its end."""
    status: int | None = None
    try:
        while True:
            seen = _stamps(inspection)
            start = time.perf_counter()
            found = inspection.findings()
            took = time.perf_counter() - start
            status = status_of(found)
            gc.freeze()  # what is kept between checks need not be searched for garbage in each of them
            _show(found, took)
            _wait_for_change(inspection, seen)
    except KeyboardInterrupt:
        if status is None:
            raise
        return status


def _show(found: tuple[Diagnostic, ...], took: float) -> None:
    click.clear()
    show_findings(found, "text")
    click.echo(f"checked in {took * 1000:.0f} ms, waiting for changes (Ctrl-C ends)")


def _wait_for_change(inspection: Inspection, seen: _Stamps) -> None:
    """Wait until files are no longer as they were seen, and a burst of saves is over."""
    start = time.perf_counter()
    while (now := _stamps(inspection)) == seen:
        cost = time.perf_counter() - start
        time.sleep(max(_PAUSE, _SHARE * cost))
        start = time.perf_counter()
    deadline = time.monotonic() + _LONGEST_UNREST
    while time.monotonic() < deadline:
        time.sleep(_QUIET)
        before, now = now, _stamps(inspection)
        if now == before:
            return


def _stamps(inspection: Inspection) -> _Stamps:
    """The stamps of everything that a check may read; a folder has none, but is there or not."""
    found: _Stamps = {}
    for root in inspection.roots():
        for part in (*PARTS, SNAPSHOTS):
            found.update(_below(root / part, is_top=True))
        for path in (inspection.config,) if inspection.config else (root / OWN, root / SHARED):
            found[str(path)] = stamp(path)
    return found


def _below(folder: Path | str, *, is_top: bool = False) -> Iterator[tuple[str, Stamp | None]]:
    """The files below a folder; links to folders are followed where a check follows them, at the top."""
    try:
        with os.scandir(folder) as entries:
            inside = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return  # it is not there, or no longer: that is seen, too
    for entry in inside:
        if entry.is_dir(follow_symlinks=is_top):
            yield entry.path, None
            yield from _below(entry.path)
        else:
            yield entry.path, stamp(entry)
