"""The `unispec` command, and how it ends: quietly when nobody listens, clearly when it fails."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from unispec.cli._loading import held_interrupts
from unispec.cli._show import note, show_error
from unispec.cli._streams import OutputLost, drop_output, guard_streams
from unispec.diagnostics import UnispecError

INTERRUPTED = 130
UNHEARD = 141

COMMANDS = {
    "accounts": "_accounts:accounts",
    "check": "_check:check",
    "demo": "_demo:demo",
    "docs": "_docs:docs",
    "explain": "_explain:explain_record",
    "link": "_link:link",
    "list": "_list:list_operations",
    "lsp": "_lsp:lsp",
    "new": "_new:new",
    "record": "_record:record",
    "run": "_run:run",
    "schema": "_schema:schema",
    "test": "_test:test",
}
"""Where each command stands; a module is imported when its command is asked for."""


class _Commands(click.Group):
    """Knows all commands by name, and imports one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        with held_interrupts():
            found: click.Command = getattr(import_module(f"unispec.cli.{module}"), name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="unispec")
def unispec() -> None:
    """Unified APIs from YAML: try `unispec demo`."""


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
