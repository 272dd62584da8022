"""unlisted-value: a value that goes where only some are allowed is one of those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unispec.diagnostics import Code, Diagnostic, Severity, suggestion
from unispec.inference import Kind
from unispec.rules._subject import Subject
from unispec.rules._typing import Mistake


def unlisted_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which values leave the list of their field, and which texts may be anything."""
    places: dict[object, list[Mistake]] = {}
    for each in subject.mistakes(Kind.UNLISTED):
        finding = each.finding
        places.setdefault((finding.origin, finding.owner, finding.because), []).append(each)
    for mistakes in places.values():
        yield _problem([each for each in mistakes if each.finding.name], mistakes[0])


def _problem(listed: Sequence[Mistake], first: Mistake) -> Diagnostic:
    finding = first.finding
    names = sorted({each.finding.name for each in listed})
    words = ", ".join(f"`{name}`" for name in names)
    remedy = suggestion(finding.name if len(names) == 1 else "", finding.known, noun="values")
    severity = Severity.ERROR
    if not names:
        message = f"`{finding.because}` may be any text, `{finding.owner}` takes only some"
        remedy = f"translate it, or list its values in `provider.schema.json`; {remedy}"
        severity = Severity.WARNING
    elif finding.because:
        are = "is not a value" if len(names) == 1 else "are not values"
        message = f"{words} of `{finding.because}` {are} of `{finding.owner}`"
        remedy = f"translate with `$lookup({{…}}, {first.written})`; {remedy}"
    else:
        message = f"{words} is not a value of `{finding.owner}`"
    return Diagnostic(Code.UNLISTED_VALUE, message, first.location, remedy, severity)
