"""An explanation as people read it: all fields in a table, or one with the lines that it comes from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

import click
from rich.cells import cell_len

from unispec.cli._folded import folded
from unispec.cli._output import fitted
from unispec.cli._show import coloured, heading, show_frames, width_of
from unispec.data import Json
from unispec.diagnostics import Location, Related
from unispec.explanation import Choice, Explanation, Leaf, Read, map_of, quoted
from unispec.flow import Plan
from unispec.rendering import passage, visible

_GAP = "  "
_ABSENT = "-"
_WIDEST_FIELD = 28
_WIDEST_VALUE = 28
_MOST_LINES = 3
_SHORT = 24
_NARROWEST = 12
_TITLES = ("field", "value", "from", "reads, or why it is absent")


def show_fields(explanation: Explanation) -> None:
    """Print all fields as a table, then what is left out and what is not mapped."""
    width = width_of(sys.stdout)
    files = list(dict.fromkeys(leaf.location.file for leaf in explanation.leaves))
    for number, file in enumerate(files, 1):
        heading((f"[{number}] " if len(files) > 1 else "") + visible(file))
    click.echo()
    rows = [row for leaf in explanation.leaves for row in _rows(leaf, files)]
    for line in _table(rows, width):
        click.echo(line)
    _show_rest("left out, for all of it is absent", explanation.left_out, width)
    _show_rest("in the model, but not mapped", explanation.not_mapped, width)
    _show_problems(explanation)


def show_field(explanation: Explanation, choice: Choice, plan: Plan) -> None:
    """Print one field: its value, the lines of the spec with what came of them, and what they read."""
    if not choice.leaves:
        heading(f"{visible(choice.name)} is not mapped")
        if choice.removed is not None:
            _show_removal(choice.removed)
            return
        where = map_of(plan.variant).location
        click.echo(f"no leaf of the map at {visible(str(where))} fills it")
        return
    for number, leaf in enumerate(choice.leaves):
        if number:
            click.echo()
        value = choice.value if choice.below else leaf.value
        _show_leaf(leaf, choice.name if choice.below else leaf.name, value)
        if choice.lack is not None:
            click.echo(visible(f"   = {choice.lack}"))
    _show_rest("left out, for all of it is absent", explanation.left_out, width_of(sys.stdout))
    _show_rest("not mapped", explanation.not_mapped, width_of(sys.stdout))
    _show_problems(explanation)


def _show_removal(location: Location) -> None:
    colour, width = coloured(sys.stdout), width_of(sys.stdout)
    remarks = [Related("this `null` takes it out of the map", location)]
    click.echo(passage(location, remarks, colour=colour, width=width), color=colour)


def _show_leaf(leaf: Leaf, name: str, value: Json) -> None:
    width = width_of(sys.stdout)
    colour = coloured(sys.stdout)
    if leaf.problem is not None:
        heading(f"{visible(name)} fails")
    elif value is None:
        heading(f"{visible(name)} is absent")
    else:
        first, *rest = folded(value, width - cell_len(name) - len(" = ")) or ["null"]
        heading(f"{visible(name)} = {visible(first)}")
        for line in rest:
            click.echo(visible(line))
    remarks = [Related(each.text, each.location) for each in leaf.because]
    click.echo(passage(leaf.location, remarks, until=_end(leaf), colour=colour, width=width), color=colour)
    for line in _read_lines(leaf, width):
        click.echo(line)


def _end(leaf: Leaf) -> Location:
    """Give the place of the last character of an expression."""
    place = leaf.location
    end = place.inside[1] if place.inside else len(leaf.expression)
    return Location(place.source, place.route, place.part, (max(0, end - 1), end))


def _read_lines(leaf: Leaf, width: int) -> Iterator[str]:
    lead = "   = "
    if not leaf.reads:
        yield f"{lead}reads nothing"
    for read in leaf.reads:
        text = "is missing" if read.is_missing else f"= {json.dumps(read.value, ensure_ascii=False)}"
        yield fitted(visible(f"{lead}read {read.name} {text}"), width).rstrip()


def _show_rest(title: str, paths: tuple[tuple[str, ...], ...], width: int) -> None:
    if paths:
        names = ", ".join(visible(".".join(path)) for path in paths)
        lines = wrap(f"{title}: {names}", width, subsequent_indent=_GAP, break_on_hyphens=False)
        click.echo("\n" + "\n".join(lines))


def _show_problems(explanation: Explanation) -> None:
    problems = [leaf.problem for leaf in explanation.leaves if leaf.problem is not None]
    if problems:
        sys.stdout.flush()
        show_frames(problems, sys.stderr)


@dataclass(frozen=True, slots=True)
class _Row:
    field: str
    value: str
    place: str
    reason: str


def _rows(leaf: Leaf, files: list[str]) -> Iterator[_Row]:
    place = _place(leaf.location, files)
    if leaf.problem is not None:
        yield _Row(visible(leaf.name), "failed", place, visible(leaf.problem.message))
        return
    if leaf.is_absent:
        reasons = leaf.because[0].text if leaf.because else "it comes to nothing"
        yield _Row(visible(leaf.name), _ABSENT, place, visible(reasons))
        return
    reads = ", ".join(visible(_read(each, leaf)) for each in leaf.reads) or "nothing: it is fixed"
    yield _Row(visible(leaf.name), visible(quoted(leaf.value)), place, reads)
    if not leaf.path and type(leaf.value) is dict:
        for name, value in leaf.value.items():
            yield _Row(visible(f"{_GAP}{name}"), visible(quoted(value)), place, "")


def _read(read: Read, leaf: Leaf) -> str:
    """Name what was read, with its value where that is short and another than what came out."""
    if read.is_missing:
        return f"{read.name} (missing)"
    if isinstance(read.value, dict | list) or read.value == leaf.value:
        return read.name
    value = quoted(read.value)
    return f"{read.name} = {value}" if len(value) <= _SHORT else read.name


def _place(location: Location, files: list[str]) -> str:
    span = location.span
    mark = f"[{files.index(location.file) + 1}] " if len(files) > 1 else ""
    return f"{mark}{span.line}:{span.column}"


def _table(rows: list[_Row], width: int) -> Iterator[str]:
    cells = [(row.field, row.value, row.place, row.reason) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(_TITLES, *cells, strict=True)]
    field, place = min(widths[0], _WIDEST_FIELD), widths[2]
    left = width - field - place - 3 * len(_GAP)
    value = min(widths[1], _WIDEST_VALUE, max(_NARROWEST, left * 2 // 5))
    sizes = [field, value, place, min(widths[3], max(_NARROWEST, left - value))]
    yield _line(_TITLES, sizes)
    yield _line(["─" * size for size in sizes], sizes)
    for *texts, reason in cells:
        first, *more = _wrapped(reason, sizes[-1])
        yield _line([*texts, first], sizes)
        for rest in more:
            yield _line(["", "", "", rest], sizes)


def _line(texts: Sequence[str], sizes: list[int]) -> str:
    return _GAP.join(fitted(text, size) for text, size in zip(texts, sizes, strict=True)).rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    lines = wrap(text, width, break_on_hyphens=False) or [""]
    rest = [" ".join(lines[_MOST_LINES - 1 :])] if len(lines) >= _MOST_LINES else []
    return [*lines[: _MOST_LINES - 1], *rest]
