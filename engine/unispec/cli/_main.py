"""The `unispec` command, and how it ends: quietly when nobody listens, clearly when it fails."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from unispec.cli._check import check
from unispec.cli._demo import demo
from unispec.cli._list import list_operations
from unispec.cli._run import run
from unispec.cli._schema import schema
from unispec.cli._show import show_error
from unispec.diagnostics import UnispecError

INTERRUPTED = 130
UNHEARD = 141


class _NobodyListens(Exception):
    """The reader of the output has gone, as in `unispec … | head -1`."""


class _Commands(click.Group):
    """Tells a broken pipe from an error, which click alone does not."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _NobodyListens from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="unispec")
def unispec() -> None:
    """Unified APIs from YAML: try `unispec demo`."""


for command in (check, demo, list_operations, run, schema):
    unispec.add_command(command)


def main() -> None:
    """Run the command: exit 0 when all is well, 1 on findings or errors, 2 on wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        status = _status()
        sys.stdout.flush()
    except (_NobodyListens, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = UNHEARD
    sys.exit(status)


def _status() -> int:
    try:
        status = unispec.main(prog_name="unispec", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UnispecError as error:
        show_error(error)
        return 1
    return status if isinstance(status, int) else 0
