"""`unispec check`: is a catalogue right?"""

from __future__ import annotations

from pathlib import Path

import click

from unispec.cli._catalogue import has_own_catalogue
from unispec.cli._diagnostic_page import explain
from unispec.cli._formats import FORMATS, show_findings, status_of
from unispec.cli._show import note
from unispec.cli._watch import watch
from unispec.documents import Files, KeptFiles
from unispec.inspection import Inspection

_HERE = "; for the one in this folder: `unispec check .`"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--onto-bundled", is_flag=True, help="Lay the paths over the bundled integrations first.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", help="How it tells; text is usual."
)
@click.option("--explain", "code", metavar="CODE", help="Print the page of a diagnostic, and check nothing.")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the settings from this file, not from the root's unispec.toml or pyproject.toml.",
)
@click.option("--watch", "watches", is_flag=True, help="Check again after each save, until Ctrl-C.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    onto_bundled: bool,
    form: str,
    code: str | None,
    config: Path | None,
    watches: bool,
) -> None:
    """Check catalogues: files, shapes, names, expressions and cases.

    A PATH is a folder with integrations/ or unified_models/, or anything inside of one. Without a
    path the bundled catalogue is checked. Cases are read, not played: `unispec test` plays
    them. Exit status: 0 clean or notes only, 1 errors or warnings, 2 wrong usage.
    """
    if code is not None:
        explain(context, code)
        return
    if onto_bundled and not paths:
        raise click.UsageError("--onto-bundled needs a PATH to lay over the bundled integrations")
    if watches and form != "text":
        raise click.UsageError("--watch shows text; leave out --format")
    inspection = Inspection(paths, onto_bundled, config, KeptFiles() if watches else Files())
    if not paths:
        note("checking the bundled catalogue" + (_HERE if has_own_catalogue() else ""))
    if watches:
        context.exit(watch(inspection))
    found = inspection.findings()
    show_findings(found, form)
    context.exit(status_of(found))
