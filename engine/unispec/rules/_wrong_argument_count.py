"""wrong-argument-count: functions are called with as many values as they take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unispec.diagnostics import Code, Diagnostic
from unispec.inference import Kind
from unispec.rules._subject import Subject


def wrong_argument_count(subject: Subject) -> Iterator[Diagnostic]:
    """Say which calls have too few values or too many."""
    for each in subject.mistakes(Kind.COUNT):
        finding = each.finding
        message = f"`${finding.name}` takes {_takes(finding.known)}, this gives {finding.owner}"
        remedy = f"it is `{finding.because}`" if finding.because else None
        yield Diagnostic(Code.WRONG_ARGUMENT_COUNT, message, each.location, remedy)


def _takes(known: Sequence[str]) -> str:
    least, most = known[0], known[-1]
    if not most:
        return f"{least} or more values"
    number = most if least == most else f"at most {most}" if least == "0" else f"{least} to {most}"
    return f"{number} value" if most == "1" else f"{number} values"
