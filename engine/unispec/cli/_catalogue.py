"""Which catalogue a command works with."""

from __future__ import annotations

from pathlib import Path

import click

from unispec.specs import Catalogue, catalogue_root

catalogue_option = click.option(
    "--catalogue",
    "roots",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with integrations/ or unified_models/, laid over the bundled catalogue. Repeatable.",
)


def load(roots: tuple[Path, ...]) -> Catalogue:
    """Read the bundled catalogue, with further roots laid over it."""
    return Catalogue.load(*roots) if roots else Catalogue.bundled()


def integration_folder(roots: tuple[Path, ...], name: str) -> Path:
    """Find the folder of an integration that holds its cases: the last root that has one."""
    for root in (*reversed(roots), catalogue_root()):
        folder = root / "integrations" / name
        if (folder / "cases").is_dir():
            return folder
    return catalogue_root() / "integrations" / name
