"""How much there is to understand in a file: expressions and templates, as often as operations use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from unispec.diagnostics import Code, Diagnostic, Location
from unispec.documents import Document
from unispec.specs._nodes import Snippet

MAX_EXPRESSIONS = 1_500
"""How many expressions and templates the operations of a file may use together."""

MAX_CHARACTERS = 40_000
"""How long they may be together."""


def extent_problems(meaning: object, document: Document) -> Iterator[Diagnostic]:
    """Refuse what would keep a check busy; `meaning` is what was read of the document."""
    count = length = 0
    for snippet in _snippets(meaning):
        count += 1
        length += len(snippet.source)
    for number, most, unit in (
        (count, MAX_EXPRESSIONS, "expressions"),
        (length, MAX_CHARACTERS, "characters of expressions"),
    ):
        if number > most:
            message = f"the file has more than {most:,} {unit}"
            remedy = "every operation and variant counts those that it inherits, too"
            yield Diagnostic(Code.FILE_TOO_LARGE, message, document.location(), remedy)


def _snippets(value: object) -> Iterator[Snippet]:
    if isinstance(value, Snippet):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _snippets(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _snippets(each)
    elif is_dataclass(value) and not isinstance(value, Location):
        for part in fields(value):
            yield from _snippets(getattr(value, part.name))
