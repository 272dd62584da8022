"""wrong-argument-type: functions and operators are given what they take; others stop the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Finding, Kind
from unispec.rules._subject import Subject

_CHANGES: Mapping[tuple[str, str], str] = {
    ("a text", "a number"): "`$number({0})`",
    ("a number", "a text"): "`$string({0})`",
    ("true or false", "a text"): "`$string({0})`",
    ("an array of texts", "an array of numbers"): "`{0}.$number()`",
    ("a text or an array of texts", "an array of numbers"): "`{0}.$number()`",
    ("an array of numbers", "an array of texts"): "`{0}.$string()`",
    ("a number or an array of numbers", "an array of texts"): "`{0}.$string()`",
    ("an array with a number in it", "an array of texts"): "`{0}.$string()`",
    ("an array with a text in it", "an array of numbers"): "`{0}.$number()`",
}
_WRITING = frozenset({"&", "$string"})
_QUOTED_NUMBER = re.compile(r"""(["'])(-?\d+(\.\d+)?)\1""")


def wrong_argument_type(subject: Subject) -> Iterator[Diagnostic]:
    """Say which values a function or an operator does not take."""
    for each in subject.mistakes(Kind.ARGUMENT):
        finding = each.finding
        takes = " or ".join(finding.known)
        if finding.because:
            message = f"`{finding.name}` takes {takes}, but `{finding.because}` may be null"
            if finding.name in _WRITING:
                message = (
                    f"`{finding.name}` writes null as the text `null`, and `{finding.because}` may be null"
                )
            remedy: str | None = _question(finding, each.written)
            severity = Severity.WARNING
        else:
            verb = "is" if finding.is_sure else "may be"
            message = f"`{finding.name}` takes {takes}, this {verb} {finding.owner}"
            remedy, severity = _remedy(finding, each.written), Severity.ERROR
        yield Diagnostic(Code.WRONG_ARGUMENT_TYPE, message, each.location, remedy, severity)


def _question(finding: Finding, written: str) -> str:
    """Say what to ask first: the value itself, or the field that a call is given; items are left out."""
    if any(known.startswith("an array of") for known in finding.known):
        return f"leave null out: `{written}[$ != null]`"
    if not written.endswith(")"):
        return f"ask before: `{written} ? … : …`"
    return f"ask before: `{finding.because.rpartition('.')[2]} ? {written} : …`"


def _remedy(finding: Finding, written: str) -> str | None:
    if finding.name == "+" and "a text" in finding.owner:
        return "texts are joined with `&`"
    quoted = _QUOTED_NUMBER.fullmatch(written)
    if quoted:
        return f"without quotes: `{quoted[2]}`"
    change = _CHANGES.get((finding.owner, " or ".join(finding.known)))
    return f"write {change.format(written)}" if change else None
