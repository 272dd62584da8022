"""The `unispec` command, and how it ends: quietly when nobody listens, clearly when it fails."""

from __future__ import annotations

import os
import sys

import click

from unispec.cli._check import check
from unispec.cli._demo import demo
from unispec.cli._list import list_operations
from unispec.cli._run import run
from unispec.cli._schema import schema
from unispec.cli._show import show_error
from unispec.diagnostics import UnispecError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="unispec")
def unispec() -> None:
    """Unified APIs from YAML."""


for command in (check, demo, list_operations, run, schema):
    unispec.add_command(command)


def main() -> None:
    """Run the command: exit 0 when all is well, 1 on findings or errors, 2 on wrong usage."""
    sys.exit(_status())


def _status() -> int:
    try:
        status = unispec.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except UnispecError as error:
        show_error(error)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status if isinstance(status, int) else 0
