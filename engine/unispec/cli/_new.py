"""`unispec new`: the first files of an integration or a resource, which pass the check at once."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unispec.cli._show import note, show_frames
from unispec.diagnostics import in_order

if TYPE_CHECKING:
    from unispec.scaffolding import Skeleton

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_RESOURCE = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")
_PATH = re.compile(r"(/[A-Za-z0-9_.~@$&'()*+,;=:-]+)+/?")

_root_option = click.option(
    "--catalogue",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The folder that gets the files, below its integrations/.",
)
_overwrite_option = click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
_MODEL = "A unified model to serve, and the path of its list when the guess is wrong. Repeatable."


@click.group()
def new() -> None:
    """Begin an integration, or a resource of one."""


@new.command("integration")
@click.argument("name")
@click.option(
    "--from-openapi",
    "source",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An OpenAPI 3.0 or 3.1 file, JSON or YAML, to begin from.",
)
@click.option("--model", "models", multiple=True, metavar="MODEL/RESOURCE[=/PATH]", help=_MODEL)
@_root_option
@_overwrite_option
def integration(name: str, source: Path | None, models: tuple[str, ...], root: Path, overwrite: bool) -> None:
    """Write the files of an integration NAME; with an OpenAPI file, its first resources too."""
    from unispec.cli._new_play import play
    from unispec.scaffolding import new_integration

    if not _NAME.fullmatch(name):
        raise click.UsageError(f"`{name}` is no name: small letters, digits, `_` and `-`, a letter first")
    wanted = [_wanted(each) for each in models]
    made = new_integration(name, root, play, source=source, wanted=wanted)
    _write(root, made, overwrite=overwrite)
    if made.resources:
        _tell_next(root, f"{name} {_resource_of(made.resources[0])}", made)
    else:
        note(f"next: unispec new resource {name} MODEL/RESOURCE{_at(root)}")


@new.command("resource")
@click.argument("integration")
@click.argument("resource", metavar="MODEL/RESOURCE")
@click.option(
    "--path", "path", metavar="/PATH", help="The path of its list; the name of the resource when left out."
)
@click.option("--record", metavar="SHAPE", help="The shape of a record, in provider.schema.json.")
@click.option(
    "--from-openapi",
    "source",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An OpenAPI file to take the resource from; new shapes join those of provider.schema.json.",
)
@_root_option
@_overwrite_option
def resource(
    integration: str,
    resource: str,
    path: str | None,
    record: str | None,
    source: Path | None,
    root: Path,
    overwrite: bool,
) -> None:
    """Write the file of a resource of an INTEGRATION, with a map to fill and a first case."""
    from unispec.cli._new_play import play
    from unispec.scaffolding import new_resource

    if not _RESOURCE.fullmatch(resource):
        raise click.UsageError(f"`{resource}` is no resource: write MODEL/RESOURCE, such as calendar/events")
    if source is not None and record is not None:
        raise click.UsageError("--record and --from-openapi exclude each other: the file says the shape")
    if path is not None and source is not None and not path.startswith("/"):
        raise click.UsageError("--path takes a path of the OpenAPI file, such as /events")
    if path is not None and source is None and not _PATH.fullmatch(path):
        raise click.UsageError("--path takes a path without parameters, such as /events")
    made = new_resource(integration, resource, root, play, path=path, record=record, source=source)
    _write(root, made, overwrite=overwrite)
    _tell_next(root, f"{integration} {resource}", made)


def _wanted(text: str) -> tuple[str, str | None]:
    resource, _, path = text.partition("=")
    if not _RESOURCE.fullmatch(resource) or (path and not path.startswith("/")):
        raise click.UsageError("--model takes MODEL/RESOURCE or MODEL/RESOURCE=/path")
    return resource, path or None


def _write(root: Path, made: Skeleton, *, overwrite: bool) -> None:
    from unispec.scaffolding import Refused, write_files

    try:
        write_files(root, made.files, overwrite=overwrite, grown=made.grown)
    except Refused as refused:
        raise click.UsageError(str(refused)) from None
    except OSError as error:
        raise click.ClickException(
            f"the files cannot be written: {(error.strerror or 'unknown reason').lower()}"
        ) from None
    show_frames(in_order(made.notes), sys.stderr)
    for path in made.files:
        click.echo(str(root / path))


def _tell_next(root: Path, words: str, made: Skeleton) -> None:
    note(f"next: unispec check {'--onto-bundled ' if made.onto_bundled else ''}{root}")
    if any(path.endswith(f"/cases/{_resource_of(made.resources[0])}/first.yaml") for path in made.files):
        note(f"      unispec run{_at(root)} {words} list --replay first")
    note(f"      unispec test{_at(root)} --update")


def _at(root: Path) -> str:
    return f" --catalogue {root}"


def _resource_of(path: str) -> str:
    return "/".join(path.removesuffix(".yaml").split("/")[-2:])
