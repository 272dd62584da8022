"""Expressions and templates as the rules see them: compiled, with what they read and what they see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeAlias

from unispec.diagnostics import Location, Part, Route
from unispec.documents import Document, Style
from unispec.inference import Type
from unispec.language import ExpressionError, Mention, Place, Reading, Reads, Template, TemplateError
from unispec.specs import Snippet

_WORD = re.compile(r"[A-Za-z_]\w*")
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
class Expression:
    """A JSONata source; `own` is what it reads without the integration's functions, None when it is wrong."""

    snippet: Snippet
    role: Role
    problem: ExpressionError | None
    own: Reads | None


Unit: TypeAlias = tuple[int, Route]
"""What tells one snippet from another: its document, by identity, and its route there."""


def unit_of(snippet: Snippet) -> Unit:
    """Tell a snippet from all others."""
    return id(snippet.location.source), snippet.location.route


def is_quoted_word(snippet: Snippet) -> bool:
    """Whether a source is one bare word that stands in YAML's quotes."""
    place = snippet.location
    if not isinstance(place.source, Document) or not _WORD.fullmatch(snippet.source):
        return False
    return place.source.style(place.route) in _QUOTED


@dataclass(frozen=True, slots=True)
class Text:
    """A Jinja source; `names` are the values that it may use, `inputs` the types of `input`."""

    snippet: Snippet
    place: Place
    names: frozenset[str]
    inputs: tuple[Type, ...]
    template: Template | TemplateError

    @property
    def reads(self) -> Mapping[str, Reading]:
        """What it reads of each name; empty when it does not compile."""
        return self.template.reads if isinstance(self.template, Template) else {}


class Piece(Protocol):
    """A piece of a source, such as a word or a form."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """What stands behind it."""


def within(snippet: Snippet, piece: Piece) -> Location:
    """The place of a piece of a snippet."""
    at = snippet.location
    return Location(at.source, at.route, at.part, (piece.start, piece.end))


def key_of(place: Location) -> Location:
    """The place of the key of what stands at a place."""
    return Location(place.source, place.route, Part.KEY)


def template_paths(source: str, path: tuple[str, ...]) -> Iterator[Mention]:
    """Find everywhere that a template writes a path, or something below it."""
    pattern = r"\s*\.\s*".join(map(re.escape, path))
    for match in re.finditer(rf"(?<![\w.]){pattern}(?!\w)", source):
        yield Mention(path[-1], match.start(), match.end())


def template_word(source: str, path: tuple[str, ...]) -> Mention | None:
    """Find the last word of a path where a template first writes it."""
    found = next(template_paths(source, path), None)
    return Mention(path[-1], found.end - len(path[-1]), found.end) if found else None


def failed_at(snippet: Snippet, start: int | None, end: int | None) -> Location:
    """The place where a snippet does not compile."""
    if start is None:
        return snippet.location
    last = len(snippet.source)
    begin = min(start, max(last - 1, 0))
    return within(snippet, Mention("", begin, max(begin + 1, min(end or begin + 1, last))))
