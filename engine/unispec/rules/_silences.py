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

from unispec.diagnostics import Code, Diagnostic, Location, Route, Severity, Stage, stage_of, suggestion
from unispec.documents import Comment, Document

_MARK = re.compile(r"#\s*unispec\s*(?::|\ballow\b)")
_FORM = re.compile(r"#\s*unispec\s*:\s*allow\s+(?P<codes>[^:]*?)\s*(?::\s*(?P<reason>.*))?$")
_NAME = re.compile(r"[^\s,](?:[^,]*[^\s,])?")
_REMEDY = "write `# unispec: allow CODE: the reason`"


@dataclass(frozen=True, slots=True)
class _Silence:
    """A code that one comment allows in the entries of a line, from 0, of a document of one file."""

    document: Document
    code: Code
    place: Location
    row: int
    routes: frozenset[Route]

    def covers(self, location: Location) -> bool:
        known = self.document.places.known(location.route)
        return known in self.routes or location.span.line == self.row + 1


@dataclass
class Silences:
    """The silences of documents, and what is wrong with them."""

    problems: list[Diagnostic] = field(default_factory=list)
    _by_code: dict[tuple[int, Code], list[_Silence]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Silences:
        """Read the comments of documents; overlaid files are asked one by one."""
        found = cls()
        for document in documents:
            if _MARK.search(document.places.text.content):
                for comment in document.comments():
                    found._take(document, comment)
        return found

    def applied(
        self, diagnostics: Iterable[Diagnostic], judged: Collection[Document]
    ) -> Iterator[Diagnostic]:
        """Leave out what is allowed; warn of what covers nothing in the judged documents."""
        needed: set[int] = set()
        for each in diagnostics:
            covering = self._covering(each)
            needed.update(map(id, covering))
            if not covering:
                yield each
        yield from self.problems
        for silences in self._by_code.values():
            for silence in silences:
                if id(silence) not in needed and silence.document in judged:
                    message = f"there is no `{silence.code}` here to allow"
                    yield Diagnostic(
                        Code.UNNEEDED_SILENCE, message, silence.place, "remove it", Severity.WARNING
                    )

    def _covering(self, diagnostic: Diagnostic) -> list[_Silence]:
        location = diagnostic.location
        if location is None or not isinstance(location.source, Document):
            return []
        owner = location.source.owner(location.route)
        silences = self._by_code.get((id(owner), diagnostic.code), ())
        return [each for each in silences if each.covers(location)]

    def _take(self, document: Document, comment: Comment) -> None:
        if not _MARK.match(comment.text):
            return
        form = _FORM.match(comment.text)
        if form is None or not form["codes"]:
            self._wrong("this comment says neither what it allows nor why", document, comment, _REMEDY)
        elif not form["reason"]:
            remedy = f"{_REMEDY}, which tells readers why this is right"
            self._wrong("a silence needs a reason", document, comment, remedy)
        else:
            self._allow(document, comment, form.start("codes"), form["codes"])

    def _allow(self, document: Document, comment: Comment, start: int, codes: str) -> None:
        row = _row_of(document, comment)
        routes = document.places.routes_on(row) if row is not None else frozenset()
        if row is None or not routes:
            remedy = "write it at the end of the line of an entry, or above one"
            self._wrong("there is nothing here that it could cover", document, comment, remedy)
            return
        for name in _NAME.finditer(codes):
            first = comment.start + start + name.start()
            place = document.places.text.place(first, first + len(name[0]))
            refused = _refused(name[0])
            if refused:
                self.problems.append(Diagnostic(Code.INVALID_SILENCE, refused[0], place, refused[1]))
            else:
                code = Code(name[0])
                silence = _Silence(document, code, place, row, routes)
                self._by_code.setdefault((id(document), code), []).append(silence)

    def _wrong(self, message: str, document: Document, comment: Comment, remedy: str) -> None:
        place = document.places.text.place(comment.start, comment.start + len(comment.text))
        self.problems.append(Diagnostic(Code.INVALID_SILENCE, message, place, remedy))


def _refused(name: str) -> tuple[str, str | None] | None:
    """Say why a word cannot be allowed, and what would be right; None when it can."""
    known = [each for each in Code if stage_of(each) is Stage.MEANING and each is not Code.UNNEEDED_SILENCE]
    if name in known:
        return None
    if name not in set(Code):
        return f"`{name}` is not a code", suggestion(name, known, noun="codes")
    if stage_of(Code(name)) is Stage.RUN:
        return f"`{name}` is not found by a check", None
    return f"`{name}` cannot be allowed", "only findings in what a file means can; repair the file"


def _row_of(document: Document, comment: Comment) -> int | None:
    """The line that a comment is about, from 0: its own, or when it stands alone, the next with content."""
    text = document.places.text
    row = text.row(comment.start)
    if not comment.is_alone:
        return row
    below = range(row + 1, len(text.starts))
    return next(
        (each for each in below if text.line(each).strip() and not _is_comment(text.line(each))), None
    )


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
