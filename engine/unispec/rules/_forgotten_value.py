"""forgotten-value: a table that translates a closed list has a word for each value of it."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Kind
from unispec.rules._subject import Subject
from unispec.rules._typing import Mistake


def forgotten_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which values of the provider a table lacks, so that they come out as nothing."""
    tables: dict[object, list[Mistake]] = {}
    for each in subject.mistakes(Kind.FORGOTTEN):
        tables.setdefault((each.finding.origin, each.finding.because), []).append(each)
    for mistakes in tables.values():
        first = mistakes[0]
        names = sorted({each.finding.name for each in mistakes})
        words = ", ".join(f"`{name}`" for name in names)
        them = "it" if len(names) == 1 else "them"
        yield Diagnostic(
            Code.FORGOTTEN_VALUE,
            f"the table has no word for {words} of `{first.finding.because}`",
            first.location,
            f"add {them}; `null` says that nothing is meant to come out",
            Severity.WARNING,
        )
