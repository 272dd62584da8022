"""`unispec schema`: the JSON Schemas that editors use."""

from __future__ import annotations

from pathlib import Path

import click

from unispec.cli._show import note
from unispec.data import pretty
from unispec.documents import MAX_BYTES, store
from unispec.specs import KINDS, meta_schema, modeline, schema_files, with_modeline, yaml_files


@click.command()
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option(
    "--write",
    "root",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Write all of them into DIR/.unispec, for the catalogue in DIR.",
)
@click.option(
    "--modelines", is_flag=True, help="Also lead specs and cases to their schemas, in a first line."
)
@click.option("--overwrite", is_flag=True, help="Replace schemas that another version wrote.")
def schema(kind: str | None, root: Path | None, modelines: bool, overwrite: bool) -> None:
    """Print the JSON Schema of one KIND of file, or write all for your editor."""
    if (kind is None) == (root is None):
        raise click.UsageError("name either a KIND to print, or a folder with --write")
    if root is None:
        if modelines or overwrite:
            raise click.UsageError("--modelines and --overwrite need --write")
        click.echo(pretty(meta_schema(kind or "")))
        return
    written = [_store(path, text, root, overwrite) for path, text in schema_files(root).items()]
    written += [_lead(path, root) for path in yaml_files(root) if modelines]
    if not any(written):
        note("all of it is there already")


def _lead(path: Path, root: Path) -> bool:
    """Add a modeline to a file that has none; one that no spec can be stays as it is."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise _failed(path, error) from None
    return bool(content) and _store(path, with_modeline(content, modeline(path, root)), root, overwrite=True)


def _store(path: Path, content: bytes, root: Path, overwrite: bool) -> bool:
    try:
        is_new = store(path, content, root, overwrite=overwrite)
    except FileExistsError:
        raise click.ClickException(f"`{path}` is another one; --overwrite replaces it") from None
    except OSError as error:
        raise _failed(path, error) from None
    if is_new:
        note(f"wrote {path}")
    return is_new


def _failed(path: Path, error: OSError) -> click.ClickException:
    reason = (error.strerror or "unknown reason").lower()
    return click.ClickException(f"`{path}` cannot be used: {reason}")
