"""unknown-source-field: expressions read only fields that the provider's record has.

Silent where the record is not described, or an expression may have made the value it reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, suggestion
from unispec.inference import Kind, Owner
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
