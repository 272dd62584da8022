"""The `unispec` command, and how it ends: quietly when nobody listens, clearly when it fails."""

from __future__ import annotations

import sys

import click

from unispec.cli._check import check
from unispec.cli._demo import demo
from unispec.cli._list import list_operations
from unispec.cli._run import run
from unispec.cli._schema import schema
from unispec.cli._show import note, show_error
from unispec.cli._streams import OutputLost, drop_output, guard_streams
from unispec.diagnostics import UnispecError

INTERRUPTED = 130
UNHEARD = 141


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="unispec")
def unispec() -> None:
    """Unified APIs from YAML: try `unispec demo`."""


for command in (check, demo, list_operations, run, schema):
    unispec.add_command(command)


def main() -> None:
    """Run the command: exit 0 when all is well, 1 on findings or errors, 2 on wrong usage."""
    try:
        guard_streams()
        status = _status()
        sys.stdout.flush()
    except OutputLost as lost:
        drop_output()
        status = UNHEARD if lost.is_left else 1
        if not lost.is_left:
            note(f"Error: {lost}")
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
