"""A spec file with the places of its entries, and ways to change it that know where things end up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from tests.benchmarks.mistakes._mutant import Change, edited
from unispec.diagnostics import Route
from unispec.documents import Document, Style
from unispec.documents._entries import Entry
from unispec.language import Mention, words
from unispec.language._tokens import Token, tokens


@dataclass(frozen=True)
class Spec:
    """One YAML file of an integration; `resource` is None for `integration.yaml`."""

    name: str
    text: str
    document: Document
    resource: str | None

    @cached_property
    def entries(self) -> Mapping[Route, Entry]:
        """Every route with its place."""
        return self.document.places.entries

    @cached_property
    def keys(self) -> tuple[Route, ...]:
        """The routes of all that has a key, in the order of writing."""
        found = [route for route, entry in self.entries.items() if entry.key and route]
        return tuple(sorted(found, key=lambda route: self.key(route)[0]))

    def value(self, route: Route) -> Any:
        """What the file holds at a route."""
        return self.document.value(route)

    def key(self, route: Route) -> tuple[int, int]:
        """The offsets of a key."""
        key = self.entries[route].key
        assert key is not None, "an item of a sequence has no key"
        return key

    def column(self, route: Route) -> int:
        """How far a key is indented."""
        start = self.key(route)[0]
        return start - (self.text.rfind("\n", 0, start) + 1)

    def is_block(self, route: Route) -> bool:
        """Whether an entry has its lines for itself, none of them shared with a bracket or a dash."""
        start = self.key(route)[0]
        return not self.text[start - self.column(route) : start].strip(" ")

    def lines(self, route: Route) -> tuple[int, int]:
        """The offsets of all the lines of a block entry, the last newline included."""
        column, start = self.column(route), self.key(route)[0]
        first = end = start - column
        for line in self.text[first:].splitlines(keepends=True):
            if end > first and line.strip() and len(line) - len(line.lstrip(" ")) <= column:
                break
            end += len(line)
        while self.text[first:end].endswith("\n\n"):
            end -= 1
        return first, end

    def change(
        self, start: int, end: int, new: str, story: str, *, at: Sequence[int] | None = None
    ) -> Change:
        """Replace a range; `at` are offsets in the new text, the start of the range when not given."""
        offsets = (start,) if at is None else tuple(at)
        return Change(self.name, edited(self.text, [(start, end, new)]), offsets, story)

    def rename(self, route: Route, new: str) -> Change:
        """Give a key another name; the place is the key."""
        start, end = self.key(route)
        return self.change(start, end, new, f"key `{route[-1]}` becomes `{new}`")

    def scalar(self, route: Route, new: str, story: str | None = None) -> Change:
        """Write another scalar as a value, as it stands in the file; the place is the value."""
        entry = self.entries[route]
        told = story or f"`{route[-1]}`: `{self.text[entry.start : entry.end]}` becomes `{new}`"
        return self.change(entry.start, entry.end, new, told)


@dataclass(frozen=True)
class Leaf:
    """A JSONata expression in a file: what it is for, and what it sees.

    `records` names the shapes of the records that it is evaluated on, or that it finds; `operations` the
    operations, each with its way to be served.
    """

    spec: Spec
    route: Route
    role: str
    path: tuple[str, ...] = ()
    records: frozenset[str] = frozenset()
    operations: tuple[tuple[str, int | None], ...] = ()

    @cached_property
    def source(self) -> str:
        """The expression."""
        value = self.spec.value(self.route)
        return value.rstrip("\n") if isinstance(value, str) else json.dumps(value)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The pieces of the expression."""
        return tuple(tokens(self.source))

    @cached_property
    def words(self) -> tuple[Mention, ...]:
        """The fields that it names."""
        return words(self.source)

    @property
    def name(self) -> str:
        """What people call it."""
        return ".".join(map(str, self.route[-3:]))

    def replace(
        self, start: int, end: int, new: str, story: str, *, at: Sequence[int] | None = None
    ) -> Change:
        """Replace a range of the expression; `at` are offsets in the new expression."""
        source = edited(self.source, [(start, end, new)])
        return self.rewrite(source, (start,) if at is None else at, f"{self.name}: {story}")

    def rewrite(self, source: str, at: Sequence[int], story: str) -> Change:
        """Write another expression in the style of the old one, or as a block where YAML needs one."""
        entry, spec = self.spec.entries[self.route], self.spec
        if entry.style is Style.LITERAL:
            start = spec.text.index("\n", entry.start) + 1
            first = spec.text[start:]
            indent = len(first) - len(first.lstrip(" "))
            end = start + len(_block(self.source, indent))
            assert spec.text[start:end] == _block(self.source, indent), "a block is indented evenly"
            new, head = _block(source, indent), 0
        else:
            start, end = entry.start, entry.end
            indent = spec.column(self.route) + 2
            plain = _is_plain(source)
            new, head = (source, 0) if plain else ("|\n" + _block(source, indent), 2)
            indent = 0 if plain else indent
        offsets = [start + head + _offset(source, each, indent) for each in at]
        return spec.change(start, end, new, story, at=offsets)


def _block(source: str, indent: int) -> str:
    return "\n".join(" " * indent + line if line else "" for line in source.split("\n"))


def _offset(source: str, at: int, indent: int) -> int:
    """Where an offset of an expression stands in its block."""
    return (
        len(_block(source[:at], indent))
        if source[:at].rpartition("\n")[2]
        else (len(_block(source[:at], indent)) + indent)
    )


def _is_plain(source: str) -> bool:
    """Whether YAML reads an expression as it stands, without quotes."""
    if "\n" in source:
        return False
    try:
        value = yaml.safe_load(f"key: {source}")["key"]
    except (yaml.YAMLError, TypeError, KeyError):
        return False
    return value == source if isinstance(value, str) else json.dumps(value, default=str) == source


def steps(leaf: Leaf) -> Iterator[tuple[Mention, bool, bool]]:
    """The names of an expression: whether something stands before its dot, and something behind."""
    for word in leaf.words:
        before, after = leaf.source[: word.start].rstrip(), leaf.source[word.end :].lstrip()
        yield word, before.endswith("."), after.startswith(".") or (after.startswith("[") and "]." in after)
