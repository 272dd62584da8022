"""What people see: frames and errors on the error stream, data alone on the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TextIO

import click

from unispec.diagnostics import Diagnostic, ProviderError, Severity, SpecError, UnispecError
from unispec.rendering import frame, summary


def coloured(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that wants colour (https://no-color.org, force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def width_of(stream: TextIO) -> int:
    """Tell how many columns a terminal has, as `COLUMNS` or the system says; 100 for anything else."""
    named = os.environ.get("COLUMNS", "")
    if not stream.isatty():
        return 100
    if named.isdecimal() and int(named):
        return int(named)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 100
    except OSError:
        return 100


def show_frames(diagnostics: Iterable[Diagnostic], stream: TextIO) -> None:
    """Print findings, each with the lines that it is about."""
    colour, width, wraps = coloured(stream), width_of(stream), stream.isatty()
    for diagnostic in diagnostics:
        drawn = frame(diagnostic, colour=colour, width=width, wraps=wraps)
        click.echo(drawn + "\n", file=stream, color=colour)


def show_found(diagnostics: Iterable[Diagnostic]) -> int:
    """Print what was found about records on the error stream; give the exit status, 1 for an error."""
    found = tuple(diagnostics)
    show_frames(found, sys.stderr)
    return status_after(found)


def status_after(diagnostics: Iterable[Diagnostic]) -> int:
    """Give the exit status of a run that found this: 1 for an error, which a record is missing for."""
    return int(any(each.severity is Severity.ERROR for each in diagnostics))


def heading(text: str) -> None:
    """Print a heading on the output stream."""
    colour = coloured(sys.stdout)
    click.echo(click.style(text, bold=True) if colour else text, color=colour)


def show_summary(diagnostics: tuple[Diagnostic, ...], stream: TextIO) -> None:
    """Print how much was found."""
    click.echo(summary(diagnostics), file=stream)


def show_error(error: UnispecError) -> None:
    """Print an error: what, where, and how to go on."""
    found = error.diagnostics if isinstance(error, SpecError) else (error.diagnostic,)
    show_frames(found, sys.stderr)
    if isinstance(error, ProviderError):
        note(f"category: {error.category}, status: {error.status}")
    if error.operation:
        note(f"operation: {error.operation}" + (f", page {error.page}" if error.page else ""))
    if error.cursor:
        note(f"resume with: --cursor {error.cursor}")


def note(text: str) -> None:
    """Print a remark for people."""
    click.echo(text, err=True)
