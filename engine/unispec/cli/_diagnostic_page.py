"""`unispec check --explain CODE`: the page of a diagnostic."""

from __future__ import annotations

import sys

import click
from click.core import ParameterSource

from unispec.cli._show import coloured, width_of
from unispec.diagnostics import Code, suggestion
from unispec.rendering import page


def explain(context: click.Context, name: str) -> None:
    """Print the page of a code; a usage error for a name that is none, or for words without effect."""
    _refuse_others(context)
    if name not in set(Code):
        known = suggestion(name, Code, noun="codes")
        raise click.BadParameter(f"`{name}` is not a code; {known}", context, param_hint="'--explain'")
    text = page(Code(name)).markdown
    if coloured(sys.stdout):
        _draw(text)
    else:
        click.echo(text, nl=False)


def _refuse_others(context: click.Context) -> None:
    said = [
        parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name
        for parameter in context.command.params
        if parameter.name not in {None, "code"}
        and context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
    ]
    if said:
        raise click.UsageError(f"--explain shows a page and checks nothing; leave out {', '.join(said)}")


def _draw(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(file=sys.stdout, force_terminal=True, width=min(width_of(sys.stdout), 100))
    console.print(Markdown(text, code_theme="ansi_dark", hyperlinks=False))
