"""Expressions and templates as the rules see them: compiled, with what they read and what they see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from unispec.diagnostics import Location
from unispec.documents import Document, Style
from unispec.language import ExpressionError, Mention, Place, Reading, Reads, Template, TemplateError, words
from unispec.rules._shape import OPEN, Shape
from unispec.specs import Snippet

_WORD = re.compile(r"[A-Za-z_]\w*")
_VARIABLE = re.compile(r"\$\w+$")
_QUOTED = frozenset({Style.SINGLE, Style.DOUBLE})


class Role(Enum):
    """What an expression is for; it decides what the expression sees."""

    REQUEST = "request"
    RECORDS = "records"
    ANSWER = "answer"
    RELATED = "related"
    MAP = "map"
    CONNECTION = "connection"
    FUNCTION = "function"


_CALL = frozenset({"input", "connection", "vars"})
_REPLY = frozenset({"status", "headers"})

VARIABLES: Mapping[Role, frozenset[str]] = {
    Role.REQUEST: _CALL,
    Role.RECORDS: _CALL | _REPLY,
    Role.ANSWER: _CALL | _REPLY,
    Role.RELATED: _CALL,
    Role.MAP: _CALL | {"related"},
    Role.CONNECTION: _REPLY | {"vars"},
    Role.FUNCTION: _CALL | _REPLY | {"related"},
}
"""The variables in reach of each role; a function sees what its caller does."""


@dataclass(frozen=True, slots=True)
class Use:
    """One way in which an expression is reached, and what its data looks like then."""

    context: Shape = OPEN
    input: Shape = OPEN
    related: Shape = OPEN


@dataclass(frozen=True, slots=True)
class Expression:
    """A JSONata source, in all its uses; `own` is without the integration's functions, `reads` with."""

    snippet: Snippet
    role: Role
    uses: tuple[Use, ...]
    problem: ExpressionError | None
    own: Reads | None
    reads: Reads | None

    @property
    def is_quoted_word(self) -> bool:
        """Whether it is one bare word that stands in YAML's quotes."""
        place = self.snippet.location
        if not isinstance(place.source, Document) or not _WORD.fullmatch(self.snippet.source):
            return False
        return place.source.style(place.route) in _QUOTED


@dataclass(frozen=True, slots=True)
class Text:
    """A Jinja source; `names` are the values that it may use, `inputs` the shapes of `input`."""

    snippet: Snippet
    place: Place
    names: frozenset[str]
    inputs: tuple[Shape, ...]
    template: Template | TemplateError

    @property
    def reads(self) -> Mapping[str, Reading]:
        """What it reads of each name; empty when it does not compile."""
        return self.template.reads if isinstance(self.template, Template) else {}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A path of which the last name is not known."""

    path: tuple[str, ...]
    owners: tuple[Shape, ...]

    @property
    def name(self) -> str:
        """The name that is not known."""
        return self.path[-1]

    @property
    def known(self) -> frozenset[str]:
        """The names that would have been right."""
        return frozenset(name for owner in self.owners for name in owner.names())


def unknowns(reading: Reading, shapes: tuple[Shape, ...]) -> tuple[Unknown, ...]:
    """Find the fields that none of the shapes has; a name that another value has is left alone."""
    missing: list[Unknown] = []
    known: set[str] = set()
    _walk(reading, shapes, (), missing, known)
    return tuple(each for each in missing if each.name not in known)


def _walk(
    reading: Reading,
    shapes: tuple[Shape, ...],
    path: tuple[str, ...],
    missing: list[Unknown],
    known: set[str],
) -> None:
    for name, below in reading.fields.items():
        inner = tuple(each for each in (shape.at(name) for shape in shapes) if each is not None)
        if not inner:
            missing.append(Unknown((*path, name), shapes))
            continue
        known.add(name)
        _walk(below, inner, (*path, name), missing, known)


def within(snippet: Snippet, mention: Mention) -> Location:
    """The place of a word inside a snippet."""
    at = snippet.location
    return Location(at.source, at.route, at.part, (mention.start, mention.end))


def field_word(source: str, path: tuple[str, ...]) -> Mention | None:
    """Find where an expression writes the last name of a path, best below the name before it."""
    found = words(source)
    before = path[-2:-1]
    likely = [
        each for last, each in zip((None, *found), found, strict=False) if not before or _is(last, before[0])
    ]
    for each in (*likely, *found):
        if each.name == path[-1]:
            return each
    return None


def template_word(source: str, path: tuple[str, ...]) -> Mention | None:
    """Find where a template writes a path."""
    pattern = r"\s*\.\s*".join(map(re.escape, path))
    match = re.search(rf"(?<![\w.]){pattern}(?!\w)", source)
    if match is None:
        return None
    return Mention(path[-1], match.end() - len(path[-1]), match.end())


def is_of_new_value(source: str, mention: Mention) -> bool:
    """Tell whether a name is read of something that the expression may have made itself."""
    before = source[: mention.start].rstrip()
    if not before.endswith("."):
        return False
    before = before[:-1].rstrip()
    if before.endswith((")", "}")):
        return True
    made = f'"{mention.name}"' in source or f"'{mention.name}'" in source
    return made and (before.endswith("]") or _VARIABLE.search(before) is not None)


def _is(mention: Mention | None, name: str) -> bool:
    return mention is not None and mention.name == name


def failed_at(snippet: Snippet, start: int | None, end: int | None) -> Location:
    """The place where a snippet does not compile."""
    if start is None:
        return snippet.location
    last = len(snippet.source)
    begin = min(start, max(last - 1, 0))
    return within(snippet, Mention("", begin, max(begin + 1, min(end or begin + 1, last))))
