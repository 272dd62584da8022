"""unknown-source-field: expressions read only fields that the provider's record has.

Silent where the record is not described, or an expression may have made the value it reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, suggestion
from unispec.inference import Finding, Kind, Owner
from unispec.rules._sources import Role
from unispec.rules._subject import Subject


def unknown_source_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which fields of the provider's record are read but not there."""
    for each in subject.mistakes(Kind.FIELD):
        finding = each.finding
        if finding.whose is not Owner.SOURCE or each.is_quoted_word:
            continue
        remedy = suggestion(finding.name, finding.known, noun="fields")
        if each.snippet.source.strip() == finding.name and "did you mean" not in remedy:
            remedy = f"for a text, write '\"{finding.name}\"'; {remedy}"
        message = f"`{finding.name}` is not a field of `{finding.owner}`"
        yield Diagnostic(Code.UNKNOWN_SOURCE_FIELD, message, each.location, remedy)
    for each in subject.mistakes(Kind.SCALAR):
        if each.role is not Role.REQUEST:
            yield Diagnostic(Code.UNKNOWN_SOURCE_FIELD, of_scalar(each.finding), each.location)


def of_scalar(finding: Finding) -> str:
    """Say that a value has no fields at all."""
    value = f"`{finding.owner}` is {finding.because}" if finding.owner else f"this is {finding.because}"
    return f"`{finding.name}` is read of what has no fields: {value}"
