"""What is wrong with a file, gathered while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from unispec.diagnostics import Code, Diagnostic, Location, Related, in_order
from unispec.documents._document import Document
from unispec.documents._text import Text

MAX_BYTES = 1_000_000
"""The largest file that is read."""

MAX_VALUES = 20_000
"""How many values a file may hold: mappings, sequences and scalars."""

TOO_MANY = f"the file has more than {MAX_VALUES:,} values"

_MOST = 100


@dataclass(frozen=True)
class Parsed:
    """A document, or what kept it from being one."""

    document: Document | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Findings:
    """The problems of one text; reading stops when there are a hundred."""

    text: Text
    found: list[Diagnostic] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether there are so many problems that more would not help."""
        return len(self.found) >= _MOST

    def add(
        self,
        code: Code,
        message: str,
        place: tuple[int, int],
        *,
        remedy: str | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Report a problem of some characters of the text."""
        if self.full:
            return
        if len(self.found) == _MOST - 1:
            stopped = f"reading stopped here, after {_MOST} problems"
            remedy = f"{remedy}; {stopped}" if remedy else stopped
        where = self.text.place(*place)
        self.found.append(Diagnostic(code, message, where, remedy, related=related))

    def refused(self) -> Parsed:
        """The answer for a file that is not a document."""
        return Parsed(None, in_order(self.found))


def refusal(name: str, code: Code, message: str) -> Parsed:
    """The answer for a file of which no character was read."""
    return Parsed(None, (Diagnostic(code, message, Location(Text(name, ""))),))


def decoded(name: str, content: bytes, most: int = MAX_BYTES) -> Text | Parsed:
    """The text of a file, or why it has none: its size or its encoding."""
    if len(content) > most:
        return refusal(name, Code.FILE_TOO_LARGE, f"the file has more than {most:,} bytes")
    try:
        return Text(name, content.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        position = error.start
    text = Text(name, content.decode("utf-8", "replace").removeprefix("\ufeff"))
    before = len(content[:position].decode("utf-8").removeprefix("\ufeff"))
    findings = Findings(text)
    findings.add(
        Code.NOT_UTF8,
        f"byte {position} of the file is not UTF-8",
        (before, before + 1),
        remedy="save the file as UTF-8",
    )
    return findings.refused()
