"""How far a long run is, in one line that comes and goes on the error stream."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import click

from unispec.cli._show import note, show_frames
from unispec.flow import Page

_CLEAR = "\r\x1b[K"
_LONG = 2.0


def watched(pages: Iterator[Page], *, printing: bool) -> Iterator[Page]:
    """Count pages and records as they pass, and show what was found about them.

    `printing` says that records go to the output stream meanwhile; no line is drawn on a terminal
    that shows these too.
    """
    drawn = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if printing and sys.stdout.isatty():
        drawn = False
    records = 0
    try:
        for number, page in enumerate(pages, 1):
            records += len(page.result)
            if drawn:
                click.echo(_CLEAR, nl=False, err=True)
            show_frames(page.diagnostics, sys.stderr)
            if drawn:
                click.echo(f"{records:,} records, {number:,} pages", nl=False, err=True)
            yield page
    finally:
        if drawn:
            click.echo(_CLEAR, nl=False, err=True)


def announced(seconds: float) -> None:
    """Wait, and say so when it takes long enough for somebody to wonder."""
    if seconds >= _LONG:
        note(f"waiting {seconds:.0f} s before the next try")
    time.sleep(seconds)
