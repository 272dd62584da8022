"""The comments of a text: what follows a `#` that stands in no key and in no scalar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from unispec.diagnostics import Route
from unispec.documents._entries import BLOCK, Entry
from unispec.documents._text import Text

_COMMENT = re.compile(r"#[^\r\n]*")


class Comment(NamedTuple):
    """One comment: its text from the `#` on, its offset, and whether nothing stands before it on its line."""

    text: str
    start: int
    is_alone: bool


def comments(text: Text, entries: Mapping[Route, Entry]) -> Iterator[Comment]:
    """Find every comment, in the order of writing."""
    done = 0
    for start, end in sorted(_written(text, entries)):
        yield from _between(text, done, start)
        done = max(done, start, end)
    yield from _between(text, done, len(text.content))


def _written(text: Text, entries: Mapping[Route, Entry]) -> Iterator[tuple[int, int]]:
    """The ranges of keys and scalars; the header of a block scalar may end in a comment."""
    for entry in entries.values():
        if entry.key:
            yield entry.key
        if entry.style in BLOCK:
            row = text.row(entry.start) + 1
            yield text.starts[row] if row < len(text.starts) else entry.end, entry.end
        elif entry.style is not None:
            yield entry.start, entry.end


def _between(text: Text, start: int, end: int) -> Iterator[Comment]:
    for found in _COMMENT.finditer(text.content, start, end):
        before = text.content[text.starts[text.row(found.start())] : found.start()]
        yield Comment(found[0].rstrip(), found.start(), not before.strip())
