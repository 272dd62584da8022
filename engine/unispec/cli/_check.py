"""`unispec check`: is a catalogue right?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from unispec.cli._show import note, show_frames, show_summary
from unispec.diagnostics import Diagnostic, in_order
from unispec.specs import Layer, catalogue_root, read_layer
from unispec.testing import case_paths, read_case

_PARTS = ("integrations", "unified_models")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--onto-bundled", is_flag=True, help="Lay the paths over the bundled integrations first.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], onto_bundled: bool) -> None:
    """Check catalogues: files, shapes, names and expressions.

    A PATH is a folder with integrations/ or unified_models/, or anything inside of one. Without a
    path the bundled catalogue is checked. Exit status: 0 clean, 1 findings, 2 wrong usage.
    """
    found = _bundled() if not paths else _given(paths, onto_bundled=onto_bundled)
    show_frames(found, sys.stdout)
    show_summary(found, sys.stdout)
    context.exit(1 if found else 0)


def _bundled() -> tuple[Diagnostic, ...]:
    from unispec.rules import check_layers

    root = catalogue_root()
    note("checking the bundled catalogue")
    return in_order([*check_layers([read_layer(root, Path())]), *_case_problems(root, Path())])


def _given(paths: tuple[Path, ...], *, onto_bundled: bool) -> tuple[Diagnostic, ...]:
    found: list[Diagnostic] = []
    for root in dict.fromkeys(_root_of(path) for path in paths):
        wanted = [path for path in paths if _root_of(path) == root]
        problems = [*_check_root(root, onto_bundled=onto_bundled), *_case_problems(root, root)]
        found += [each for each in problems if any(_concerns(each, path, root) for path in wanted)]
    return in_order(found)


def _check_root(root: Path, *, onto_bundled: bool) -> tuple[Diagnostic, ...]:
    from unispec.rules import check_layers

    bundled = catalogue_root()
    if root.resolve() == bundled.resolve():
        return check_layers([read_layer(root, root)])
    base = read_layer(bundled, Path())
    if not onto_bundled:
        base = Layer(models=base.models)
    return check_layers([base, read_layer(root, root)])


def _case_problems(root: Path, label: Path) -> Iterator[Diagnostic]:
    for folder in sorted((root / "integrations").glob("*/")):
        for path in case_paths(folder):
            yield from read_case(path, str(label / path.relative_to(root)))[1]


def _root_of(path: Path) -> Path:
    """Find the catalogue root that a path is in: the folder above `integrations` or `unified_models`."""
    full = path.absolute()
    for index, part in enumerate(full.parts):
        if part in _PARTS:
            up = len(full.parts) - index
            return path.parents[up - 1] if up <= len(path.parts) else Path(*full.parts[:index])
    return path


def _concerns(diagnostic: Diagnostic, path: Path, root: Path) -> bool:
    if path == root or diagnostic.location is None:
        return True
    file = Path(diagnostic.location.file).absolute()
    return file == path.absolute() or path.absolute() in file.parents
