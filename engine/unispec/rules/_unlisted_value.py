"""unlisted-value: a value that goes where only some are allowed is one of those."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity, suggestion
from unispec.inference import Kind
from unispec.rules._subject import Subject


def unlisted_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which values leave the list of their field, and which texts may be anything."""
    for each in subject.mistakes(Kind.UNLISTED):
        finding = each.finding
        known = suggestion(finding.name, finding.known, noun="values")
        if finding.name:
            origin = f", which `{finding.because}` may be" if finding.because else ""
            message = f"`{finding.name}`{origin} is not a value of `{finding.owner}`"
            yield Diagnostic(Code.UNLISTED_VALUE, message, each.location, known)
        else:
            message = f"`{finding.because}` may be any text, `{finding.owner}` takes only some"
            remedy = f"translate it, or list its values in `provider.schema.json`; {known}"
            yield Diagnostic(Code.UNLISTED_VALUE, message, each.location, remedy, Severity.WARNING)
