"""Mistakes of YAML itself: indentation, quotes, brackets, and what the format leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._spec import Spec
from unispec.diagnostics import Route
from unispec.documents import Style

_LITERAL = re.compile(r'"(\w+)"')


def _blocks(project: Project) -> Iterator[tuple[Spec, Route]]:
    for spec in project.specs:
        for route in spec.keys:
            if spec.is_block(route):
                yield spec, route


def _scalars(project: Project, *styles: Style) -> Iterator[tuple[Spec, Route]]:
    for spec, route in _blocks(project):
        if spec.entries[route].style in styles and isinstance(spec.value(route), str):
            yield spec, route


def duplicate_key(project: Project, dice: Random) -> Iterator[Change]:
    """An entry stands twice; the second one is the place."""
    for spec, route in _blocks(project):
        start, end = spec.lines(route)
        if isinstance(route[-1], str) and end - start < 300:
            at = (end + spec.column(route),)
            new = spec.text[start:end]
            yield spec.change(end, end, new, f"`{route[-1]}` stands twice", at=at)


def bad_indentation(project: Project, dice: Random) -> Iterator[Change]:
    """A line is one blank off; the line, its colon, or the next key, where it shows."""
    for spec, route in _blocks(project):
        column, key = spec.column(route), spec.key(route)
        siblings = [each for each in spec.keys if each[:-1] == route[:-1] and each != route]
        if column < 2 or not siblings:
            continue
        first = key[0] - column
        moved = dice.choice([-1, 1])
        start, end = (first, first + 1) if moved < 0 else (first, first)
        line_end = spec.text.find("\n", first)
        following = spec.text[line_end + 1 :]
        blank = len(following) - len(following.lstrip(" \n"))
        places = (key[0] + moved, key[1] + moved, line_end + 1 + moved + blank)
        new = "" if moved < 0 else " "
        yield spec.change(start, end, new, f"`{route[-1]}` is {moved:+d} indented", at=places)


def tab(project: Project, dice: Random) -> Iterator[Change]:
    """A line is indented with a tab."""
    for spec, route in _blocks(project):
        key, column = spec.key(route)[0], spec.column(route)
        if column:
            first = key - column
            yield spec.change(first, key, "\t", f"a tab before `{route[-1]}`", at=(first, first + 1))


def stray_quote(project: Project, dice: Random) -> Iterator[Change]:
    """A plain value begins with a quote that never closes."""
    for spec, route in _scalars(project, Style.PLAIN):
        start = spec.entries[route].start
        quote = dice.choice("\"'")
        yield spec.change(start, start, quote, f"a quote before the value of `{route[-1]}`")


def open_bracket(project: Project, dice: Random) -> Iterator[Change]:
    """A list or mapping in brackets that never closes: at the bracket, or behind what it holds."""
    for spec in project.specs:
        for route, entry in spec.entries.items():
            if entry.style is None and spec.text[entry.start] in "[{" and spec.text[entry.end - 1] in "]}":
                rest = spec.text[entry.end :]
                following = entry.end - 1 + len(rest) - len(rest.lstrip())
                colon = spec.text.find(":", entry.end) - 1
                at = [entry.start, entry.end - 1]
                at += [following, colon] if following < len(spec.text) - 1 and colon > 0 else []
                yield spec.change(entry.end - 1, entry.end, "", f"`{route[-1]}` is not closed", at=at)


def plain_condition(project: Project, dice: Random) -> Iterator[Change]:
    """A condition outside a block scalar: the value, or the colon that YAML takes for a key's."""
    for spec, route in _scalars(project, Style.LITERAL):
        source, entry = spec.value(route).rstrip("\n"), spec.entries[route]
        if "\n" in source or not re.search(r" \? .* : ", source) or source[0] in '"[{':
            continue
        end = spec.lines(route)[1] - 1
        at = (entry.start, entry.start + source.index(" : ") + 1)
        yield spec.change(entry.start, end, source, f"`{route[-1]}` loses its `|`", at=at)


def quoted_word(project: Project, dice: Random) -> Iterator[Change]:
    """A text whose quotes YAML takes away; the value, or the word in it."""
    for spec, route in _scalars(project, Style.LITERAL):
        found = _LITERAL.fullmatch(spec.value(route).rstrip("\n"))
        if found:
            entry, end = spec.entries[route], spec.lines(route)[1] - 1
            quote = dice.choice("\"'")
            at = (entry.start, entry.start + 1)
            new = f"{quote}{found[1]}{quote}"
            yield spec.change(entry.start, end, new, f"`{route[-1]}` loses its `|`", at=at)


def bare_word(project: Project, dice: Random) -> Iterator[Change]:
    """A text without any quotes."""
    for spec, route in _scalars(project, Style.LITERAL):
        found = _LITERAL.fullmatch(spec.value(route).rstrip("\n"))
        if found:
            entry, end = spec.entries[route], spec.lines(route)[1] - 1
            yield spec.change(entry.start, end, found[1], f"`{route[-1]}` loses its quotes")


def quoted_expression(project: Project, dice: Random) -> Iterator[Change]:
    """An expression that begins with a text stands outside a block scalar."""
    for spec, route in _scalars(project, Style.LITERAL):
        source, entry = spec.value(route).rstrip("\n"), spec.entries[route]
        if source.startswith('"') and "\n" not in source and not _LITERAL.fullmatch(source):
            end = spec.lines(route)[1] - 1
            close = entry.start + source.index('"', 1) + 1
            rest = close + len(source[close - entry.start :]) - len(source[close - entry.start :].lstrip())
            at = (entry.start, close, rest)
            yield spec.change(entry.start, end, source, f"`{route[-1]}` loses its `|`", at=at)


def anchor(project: Project, dice: Random) -> Iterator[Change]:
    """An anchor at a value."""
    for spec, route in _scalars(project, Style.PLAIN):
        start = spec.entries[route].start
        name = dice.choice(["one", "base", "it"])
        yield spec.change(start, start, f"&{name} ", f"an anchor at `{route[-1]}`")


def alias(project: Project, dice: Random) -> Iterator[Change]:
    """An alias for a value."""
    for spec, route in _scalars(project, Style.PLAIN):
        yield spec.scalar(route, "*base")


def tag(project: Project, dice: Random) -> Iterator[Change]:
    """A tag at a value."""
    for spec, route in _scalars(project, Style.PLAIN):
        start = spec.entries[route].start
        new = dice.choice(["!!str ", "!env ", "!include "])
        yield spec.change(start, start, new, f"a tag at `{route[-1]}`")


def merge_key(project: Project, dice: Random) -> Iterator[Change]:
    """A merge key in a mapping."""
    for spec, route in _scalars(project, Style.PLAIN):
        first, column = spec.lines(route)[0], spec.column(route)
        new = " " * column + "<<: *base\n"
        at = (first + column, first + column + len("<<: "))
        yield spec.change(first, first, new, f"a merge key before `{route[-1]}`", at=at)


def missing_colon(project: Project, dice: Random) -> Iterator[Change]:
    """A key without its colon: the key, what follows it, or the next line's colon, where it shows."""
    for spec, route in _scalars(project, Style.PLAIN):
        end = spec.key(route)[1]
        line_end = spec.text.find("\n", end)
        colon = spec.text.find(":", line_end) - 1
        rest = spec.text[line_end:]
        following = line_end - 1 + len(rest) - len(rest.lstrip())
        at = [spec.key(route)[0], end, line_end - 1]
        at += [following, colon] if colon > 0 and following < len(spec.text) - 1 else []
        yield spec.change(end, end + 1, "", f"`{route[-1]}` has no colon", at=at)


KINDS: dict[str, Maker] = {
    "duplicate-key": duplicate_key,
    "bad-indentation": bad_indentation,
    "tab": tab,
    "stray-quote": stray_quote,
    "open-bracket": open_bracket,
    "plain-condition": plain_condition,
    "quoted-word": quoted_word,
    "bare-word": bare_word,
    "quoted-expression": quoted_expression,
    "anchor": anchor,
    "alias": alias,
    "tag": tag,
    "merge-key": merge_key,
    "missing-colon": missing_colon,
}
