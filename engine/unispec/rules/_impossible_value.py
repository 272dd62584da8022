"""impossible-value: a value that is compared with, or looked up, can come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity, suggestion
from unispec.inference import Kind
from unispec.rules._subject import Subject

_BARE = re.compile(r"-?\d+(\.\d+)?|true|false")


def impossible_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which texts and numbers are waited for but never come."""
    for each in subject.mistakes(Kind.IMPOSSIBLE):
        finding = each.finding
        remedy: str | None
        if finding.owner:
            message = f"`{finding.name}` is never a value of `{finding.owner}`"
            remedy = suggestion(finding.name, finding.known, noun="values")
        else:
            message = f"`{each.written}` never equals {finding.because}"
            remedy = _other_quotes(each.written)
        yield Diagnostic(Code.IMPOSSIBLE_VALUE, message, each.location, remedy, Severity.WARNING)


def _other_quotes(written: str) -> str | None:
    """Write a number like a text, or a text like a number."""
    if _BARE.fullmatch(written):
        return f'a text is written `"{written}"`'
    bare = written[1:-1]
    return f"without quotes: `{bare}`" if _BARE.fullmatch(bare) else None
