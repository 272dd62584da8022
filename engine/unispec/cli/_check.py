"""`unispec check`: is a catalogue right?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from unispec.cli._show import note, show_frames, show_summary
from unispec.diagnostics import Code, Diagnostic, Severity, in_order, suggestion
from unispec.documents import from_data
from unispec.rules import check_layers
from unispec.specs import CASES, Layer, catalogue_root, read_layer
from unispec.testing import Case, case_paths, read_case

_PARTS = ("integrations", "unified_models")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--onto-bundled", is_flag=True, help="Lay the paths over the bundled integrations first.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], onto_bundled: bool) -> None:
    """Check catalogues: files, shapes, names, expressions and cases.

    A PATH is a folder with integrations/ or unified_models/, or anything inside of one. Without a
    path the bundled catalogue is checked. Cases are read, not played: `unispec run … --replay`
    plays one. Exit status: 0 clean, 1 findings, 2 wrong usage.
    """
    if onto_bundled and not paths:
        raise click.UsageError("--onto-bundled needs a PATH to lay over the bundled integrations")
    found = _given(paths, onto_bundled=onto_bundled) if paths else _bundled()
    show_frames(found, sys.stdout)
    show_summary(found, sys.stdout)
    context.exit(1 if found else 0)


def _bundled() -> tuple[Diagnostic, ...]:
    root = catalogue_root()
    note("checking the bundled catalogue")
    return _check_root(root, Path(), Layer())


def _given(paths: tuple[Path, ...], *, onto_bundled: bool) -> tuple[Diagnostic, ...]:
    bundled = catalogue_root()
    base = read_layer(bundled, Path())
    found: dict[Diagnostic, None] = {}
    for root in dict.fromkeys(map(_root_of, paths)):
        wanted = [path for path in paths if _root_of(path) == root]
        below = base if onto_bundled else Layer(models=base.models)
        below = Layer() if root.resolve() == bundled.resolve() else below
        problems = _check_root(root, root, below)
        if not onto_bundled:
            problems = _advised(problems, base)
        found |= dict.fromkeys(
            each for each in problems if any(_concerns(each, path, root) for path in wanted)
        )
    return in_order(found)


def _check_root(root: Path, label: Path, below: Layer) -> tuple[Diagnostic, ...]:
    layer = read_layer(root, label)
    problems = list(check_layers([below, layer]))
    is_sound = all(each.severity is not Severity.ERROR for each in problems)
    for folder in sorted((root / "integrations").glob("*/")):
        known = _operations([below, layer], folder.name) if is_sound else None
        problems += _case_problems(folder, root, label, known)
    return in_order(problems)


def _advised(problems: tuple[Diagnostic, ...], bundled: Layer) -> tuple[Diagnostic, ...]:
    """Say how to lay a folder over a bundled integration that it has the name of."""
    remedy = "to lay it over the bundled one: `unispec check --onto-bundled PATH`"
    bare = {f"`{name}` has no `integration.yaml`" for name in bundled.integrations}
    return tuple(replace(each, help=remedy) if each.message in bare else each for each in problems)


def _operations(layers: Sequence[Layer], integration: str) -> dict[str, set[str]]:
    """Tell which operations each resource has."""
    found: dict[str, set[str]] = {}
    for layer in layers:
        files = layer.integrations.get(integration)
        for name, document in files.resources.items() if files else ():
            written = document.data.get("operations") if isinstance(document.data, dict) else None
            found.setdefault(name, set()).update(written if isinstance(written, dict) else ())
    return found


def _case_problems(
    folder: Path, root: Path, label: Path, known: Mapping[str, set[str]] | None
) -> Iterator[Diagnostic]:
    """Find cases that cannot be read, that are about nothing, or that stand where nobody looks.

    What they are about is compared with `known`, the operations of a catalogue without errors.
    """
    cases = set(case_paths(folder))
    for path in sorted(cases):
        case, problems = read_case(path, str(label / path.relative_to(root)))
        yield from problems
        if case is not None and known is not None:
            yield from _subject_problems(case, folder.name, known)
    for path in sorted(folder.joinpath(CASES).glob("**/*.y*ml")):
        if path not in cases:
            name = str(label / path.relative_to(root))
            place = from_data(name, None).location()
            remedy = "cases are `cases/<model>/<resource>/<name>.yaml`"
            yield Diagnostic(Code.MISPLACED_FILE, f"`{name}` is not read", place, remedy, Severity.WARNING)


def _subject_problems(case: Case, integration: str, known: Mapping[str, set[str]]) -> Iterator[Diagnostic]:
    resource, operation = case.operation.resource, case.operation.operation
    place = case.document.location(("operation",))
    if resource not in known:
        message = f"`{resource}` is not a resource of `{integration}`"
        yield Diagnostic(Code.UNKNOWN_RESOURCE, message, place, suggestion(resource, known, noun="resources"))
    elif operation not in known[resource]:
        message = f"`{operation}` is not an operation of `{resource}`"
        remedy = suggestion(operation, known[resource], noun="operations")
        yield Diagnostic(Code.UNKNOWN_OPERATION, message, place, remedy)


def _root_of(path: Path) -> Path:
    """Find the catalogue root that a path is in: the folder above `integrations` or `unified_models`."""
    if any((path / part).is_dir() for part in _PARTS):
        return path
    full = path.absolute()
    for up, part in enumerate(reversed(full.parts), 1):
        if part in _PARTS:
            return path.parents[up - 1] if up <= len(path.parts) else Path(*full.parts[:-up])
    return path


def _concerns(diagnostic: Diagnostic, path: Path, root: Path) -> bool:
    if path == root or diagnostic.location is None:
        return True
    file = Path(diagnostic.location.file).absolute()
    return file == path.absolute() or path.absolute() in file.parents
