"""What people see: frames and errors on the error stream, data alone on the other."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

import click

from unispec.diagnostics import Diagnostic, ProviderError, SpecError, UnispecError
from unispec.rendering import frame, summary


def coloured(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that wants colour (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def show_frames(diagnostics: Iterable[Diagnostic], stream: TextIO) -> None:
    """Print findings, each with the lines that it is about."""
    width = shutil.get_terminal_size((100, 24)).columns if stream.isatty() else 100
    for diagnostic in diagnostics:
        click.echo(frame(diagnostic, colour=coloured(stream), width=width) + "\n", file=stream)


def heading(text: str) -> None:
    """Print a heading on the output stream."""
    click.echo(click.style(text, bold=True) if coloured(sys.stdout) else text)


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
