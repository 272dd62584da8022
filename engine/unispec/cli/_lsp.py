"""`unispec lsp`: the language server of editors."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import click

from unispec.cli._loading import held_interrupts
from unispec.cli._show import note


@click.command()
@click.pass_context
def lsp(context: click.Context) -> None:
    """Serve an editor: findings while you type, completion, hover, definitions.

    Editors start this; it speaks the Language Server Protocol on its standard streams. It needs
    the extra `lsp`: pip install 'unispec[lsp]'.
    """
    if find_spec("pygls") is None:
        raise click.UsageError("the language server needs a library: pip install 'unispec[lsp]'")
    if sys.stdin is None:
        raise click.UsageError("there is no standard input to read an editor's messages from")

    with held_interrupts():
        from unispec.editor import serve

    if sys.stdin.isatty():
        note("waiting for an editor's messages on the standard input (Ctrl-C ends)")
    context.exit(serve())
