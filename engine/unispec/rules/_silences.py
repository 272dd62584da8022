"""Findings that a comment in the file allows, with the reason.

    title: name    # unispec: allow unknown-source-field: only old accounts have it

The comment stands at the end of a line, or on a line of its own above. It covers the findings of the
entries on that line, the whole text of a scalar included, and those that are shown there. One that
covers nothing is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from unispec.diagnostics import (
    Code,
    Diagnostic,
    Location,
    Route,
    Severity,
    Stage,
    is_negotiable,
    stage_of,
    suggestion,
)
from unispec.documents import Comment, Document

_MARK = re.compile(r"#\s*+unispec\s*+(?::|\ballow\b)")
_LEAD = re.compile(r"#\s*+unispec\s*+:\s*+allow(?![^\s:])")
_NAME = re.compile(r"[^\s,](?:[^,]*[^\s,])?")
_Key: TypeAlias = tuple[Document, Code, Route | int]
_REMEDY = "write `# unispec: allow CODE: the reason`"


@dataclass(frozen=True, slots=True, eq=False)
class _Silence:
    """A code that one comment allows."""

    document: Document
    code: Code
    place: Location


@dataclass
class Silences:
    """The silences of documents, and what is wrong with them.

    They are kept by what they cover: a route or a line, from 0, of a document of one file.
    """

    problems: list[Diagnostic] = field(default_factory=list)
    _all: list[_Silence] = field(default_factory=list)
    _covering: dict[_Key, list[_Silence]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Silences:
        """Read the comments of documents; overlaid files are asked one by one."""
        found = cls()
        for document in documents:
            if _MARK.search(document.places.text.content):
                found._read(document)
        return found

    def applied(
        self, diagnostics: Iterable[Diagnostic], judged: Collection[Document]
    ) -> Iterator[Diagnostic]:
        """Leave out what is allowed; warn of what covers nothing in the judged documents."""
        met: set[_Key] = set()
        for each in diagnostics:
            covering = [key for key in _keys(each) if key in self._covering] if self._all else []
            met.update(covering)
            if not covering:
                yield each
        needed = {silence for key in met for silence in self._covering[key]}
        yield from self.problems
        own = set(judged)
        for silence in self._all:
            if silence not in needed and silence.document in own:
                message = f"there is no `{silence.code}` here to allow"
                yield Diagnostic(Code.UNNEEDED_SILENCE, message, silence.place, "remove it", Severity.WARNING)

    def _read(self, document: Document) -> None:
        """Read comments from the last one up: those on lines of their own are about what stands below."""
        below: int | None = None
        text = document.places.text
        comments = {text.row(comment.start): comment for comment in document.comments()}
        for row in range(len(text.starts) - 1, -1, -1):
            comment = comments.get(row)
            if comment is not None and _MARK.match(comment.text):
                self._take(document, comment, below if comment.is_alone else row)
            if text.line(row).strip() and (comment is None or not comment.is_alone):
                below = row

    def _take(self, document: Document, comment: Comment, row: int | None) -> None:
        lead = _LEAD.match(comment.text)
        codes, _, reason = comment.text[lead.end() if lead else 0 :].partition(":")
        if lead is None or not codes.strip():
            self._wrong("this comment says neither what it allows nor why", document, comment, _REMEDY)
        elif not reason.strip():
            remedy = f"{_REMEDY}, which tells readers why this is right"
            self._wrong("a silence needs a reason", document, comment, remedy)
        elif row is None or row not in document.places.rows:
            remedy = "write it at the end of the line of an entry, or above one"
            self._wrong("there is nothing here that it could cover", document, comment, remedy)
        else:
            first = comment.start + lead.end()
            for name in _NAME.finditer(codes):
                place = document.places.text.place(first + name.start(), first + name.end())
                self._allow(document, name[0], place, row)

    def _allow(self, document: Document, name: str, place: Location, row: int) -> None:
        refused = _refused(name)
        if refused:
            self.problems.append(Diagnostic(Code.INVALID_SILENCE, refused[0], place, refused[1]))
            return
        silence = _Silence(document, Code(name), place)
        self._all.append(silence)
        covering: tuple[Route | int, ...] = (*document.places.rows[row], row)
        for covered in covering:
            self._covering.setdefault((document, silence.code, covered), []).append(silence)

    def _wrong(self, message: str, document: Document, comment: Comment, remedy: str) -> None:
        place = document.places.text.place(comment.start, comment.start + len(comment.text))
        self.problems.append(Diagnostic(Code.INVALID_SILENCE, message, place, remedy))


def _keys(diagnostic: Diagnostic) -> tuple[_Key, ...]:
    """What a finding may be covered by: its entry, or the line on which it is shown."""
    location = diagnostic.location
    if location is None or not isinstance(location.source, Document):
        return ()
    owner = location.source.owner(location.route)
    entry, row = owner.places.known(location.route), location.span.line - 1
    return (owner, diagnostic.code, entry), (owner, diagnostic.code, row)


def _refused(name: str) -> tuple[str, str | None] | None:
    """Say why a word cannot be allowed, and what would be right; None when it can."""
    known = [each for each in Code if is_negotiable(each) and each is not Code.UNNEEDED_SILENCE]
    if name in known:
        return None
    if name not in set(Code):
        return f"`{name}` is not a code", suggestion(name, known, noun="codes")
    if stage_of(Code(name)) is Stage.RUN:
        return f"`{name}` is not found by a check", None
    return f"`{name}` cannot be allowed", "the engine does not run it; repair the file"
