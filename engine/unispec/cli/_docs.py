"""`unispec docs`: pages that say what integrations cover, computed from the specs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from unispec.cli._catalogue import catalogue_option, load
from unispec.cli._output import write
from unispec.cli._show import note
from unispec.data import pretty
from unispec.documents import store
from unispec.specs import Catalogue
from unispec.survey import MARK, Survey, comparison, page, pages, survey_of, told

_HEAD = 4_096
"""What tells a made page stands within so many bytes."""


@click.command()
@click.argument("integration", required=False)
@click.option("-o", "--output", type=click.Choice(["md", "json"]), default="md", show_default=True)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    help="Write DIR.md about all integrations, and a page for each in DIR/.",
    metavar="DIR",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name the pages that are not current.")
@click.option("--overwrite", is_flag=True, help="Replace even files that this command did not make.")
@catalogue_option
@click.pass_context
def docs(
    ctx: click.Context,
    integration: str | None,
    output: str,
    folder: Path | None,
    check: bool,
    overwrite: bool,
    roots: tuple[Path, ...],
) -> None:
    """Show what an INTEGRATION covers, or all of them side by side."""
    _agree(integration, output, folder, check=check, overwrite=overwrite)
    catalogue = load(roots)
    names = [integration] if integration else list(catalogue.integrations)
    surveys = [survey_of(catalogue, name) for name in names]
    if folder is None:
        _print(catalogue, surveys, output, is_one=integration is not None)
        return
    root = folder.parent
    made = {root / path: text for path, text in pages(surveys, catalogue.models, folder.name).items()}
    try:
        ctx.exit(_checked(made, folder) if check else _written(made, folder, overwrite=overwrite))
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None


def _agree(
    integration: str | None, output: str, folder: Path | None, *, check: bool, overwrite: bool
) -> None:
    """Refuse options that do not go together."""
    if folder is None:
        if check or overwrite:
            raise click.UsageError(
                f"{'--check' if check else '--overwrite'} needs --out, the folder of the pages"
            )
        return
    if output != "md":
        raise click.UsageError("--out writes Markdown; -o json goes to the output stream")
    if integration:
        raise click.UsageError("--out writes the pages of all integrations; name none")
    if folder.name in ("", ".."):
        raise click.UsageError(f"`{folder}` is no name for pages, such as `docs/catalogue`")


def _print(catalogue: Catalogue, surveys: list[Survey], output: str, *, is_one: bool) -> None:
    if output == "json":
        found = [told(each) for each in surveys]
        write(pretty(found[0] if is_one else found).encode())
    elif is_one:
        write(page(surveys[0]).rstrip().encode())
    else:
        write(comparison(surveys, catalogue.models).rstrip().encode())


def _checked(made: Mapping[Path, str], folder: Path) -> int:
    stale = [path for path, text in made.items() if not path.is_file() or path.read_bytes() != text.encode()]
    for path in stale:
        note(f"{path} is not current, run `unispec docs --out {folder}`")
    left = list(_left(made, folder))
    for path in left:
        note(f"{path} is about no integration that there is, remove it")
    return 1 if stale or left else 0


def _written(made: Mapping[Path, str], folder: Path, *, overwrite: bool) -> int:
    """Write the pages; nothing at all when one would take the place of another's file."""
    foreign = [path for path in made if not overwrite and path.exists() and not _is_made(path)]
    for path in foreign:
        note(f"{path} was not made by `unispec docs`; --overwrite replaces it")
    if foreign:
        return 1
    changed = [
        path for path, text in made.items() if store(path, text.encode(), folder.parent, overwrite=True)
    ]
    for path in changed:
        note(f"wrote {path}")
    if not changed:
        note("all pages are current")
    for path in _left(made, folder):
        note(f"{path} is about no integration that there is, remove it")
    return 0


def _left(made: Mapping[Path, str], folder: Path) -> Iterator[Path]:
    """The pages of integrations that are gone."""
    return (path for path in sorted(folder.glob("*.md")) if path not in made and _is_made(path))


def _is_made(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return MARK.encode() in file.read(_HEAD)
