"""mismatched-format: what goes into a date or a time is declared to be one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Finding, Kind
from unispec.rules._subject import Subject
from unispec.rules._typing import Mistake

_EXAMPLES: Mapping[str, str] = {
    "date-time": "2024-02-29T12:30:00Z",
    "date": "2024-02-29",
    "time": "12:30:00Z",
}
_CHANGES: Mapping[tuple[str, str], str] = {
    ("date", "date-time"): '`{0} & "T00:00:00Z"`',
    ("date-time", "date"): "`$substring({0}, 0, 10)`",
}


def mismatched_format(subject: Subject) -> Iterator[Diagnostic]:
    """Say which texts go where a date or a time is wanted but are not declared to be one."""
    for each in subject.mistakes(Kind.FORMAT):
        finding = each.finding
        field, wanted = finding.owner.rpartition(".")[2], finding.known[0]
        message = f"`{field}` takes a `{wanted}`, {_given(finding)}"
        remedy = _remedy(each, wanted)
        yield Diagnostic(Code.MISMATCHED_FORMAT, message, each.location, remedy, Severity.WARNING)


def _given(finding: Finding) -> str:
    if not finding.because:
        return f"`{finding.name}` is none"
    declared = f"a `{finding.name}`" if finding.name else "not declared to be one"
    return f"`{finding.because}` is {declared}"


def _remedy(each: Mistake, wanted: str) -> str:
    finding = each.finding
    change = _CHANGES.get((finding.name, wanted))
    if not finding.because:
        return f"one looks like `{_EXAMPLES[wanted]}`"
    if change is not None:
        return f"write {change.format(each.written)}"
    return f'if it is one, say `"format": "{wanted}"` in `provider.schema.json`'
