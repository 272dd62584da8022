"""mismatched-format: what goes into a date or a time is declared to be one."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Kind
from unispec.rules._subject import Subject


def mismatched_format(subject: Subject) -> Iterator[Diagnostic]:
    """Say which texts go where a date or a time is wanted but are not declared to be one."""
    for each in subject.mistakes(Kind.FORMAT):
        finding = each.finding
        field, wanted = finding.owner.rpartition(".")[2], finding.known[0]
        message = f"`{field}` takes a `{wanted}`, which {finding.name} is not"
        remedy = f'if it is one, say `"format": "{wanted}"` in `provider.schema.json`'
        yield Diagnostic(Code.MISMATCHED_FORMAT, message, each.location, remedy, Severity.WARNING)
