"""Which catalogue a command works with."""

from __future__ import annotations

from pathlib import Path

import click

from unispec.cli._show import note
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
    if not roots and has_own_catalogue():
        note("this is the bundled catalogue; for the one in this folder: --catalogue .")
    return Catalogue.load(*roots) if roots else Catalogue.bundled()


def has_own_catalogue() -> bool:
    """Tell whether the command stands in a folder with a catalogue that is not the bundled one."""
    return Path("integrations").is_dir() and Path.cwd().resolve() != catalogue_root().resolve()


def integration_folders(roots: tuple[Path, ...], name: str) -> tuple[Path, ...]:
    """Give the folders of an integration that may hold cases, the bundled one first."""
    return tuple(root / "integrations" / name for root in (catalogue_root(), *roots))
