"""absent-required-field: what a model requires is mapped from something that is always there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Kind
from unispec.rules._subject import Subject
from unispec.rules._typing import Mistake

_PATH = re.compile(r"(?<![\w$.\"'])[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*)*\Z")


def absent_required_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which required fields may come out as nothing."""
    for each in subject.mistakes(Kind.MISSING):
        finding = each.finding
        if not finding.is_sure:
            message = f"`{finding.name}` is required, but nothing comes where the condition does not hold"
            remedy, severity = "say what to give then: `… ? … : …`", Severity.WARNING
        elif finding.because:
            message = f"`{finding.name}` is required, but `{finding.because}` may be missing or null"
            remedy, severity = f"say what to give then: `{_path(each)} ? … : …`", Severity.WARNING
        else:
            message = f"`{finding.name}` is required, but this gives nothing"
            remedy, severity = "map it from a field that is always there", Severity.ERROR
        yield Diagnostic(Code.ABSENT_REQUIRED_FIELD, message, each.location, remedy, severity)


def _path(mistake: Mistake) -> str:
    """The path that ends where the value may be missing."""
    found = _PATH.search(mistake.snippet.source[: mistake.finding.origin.end])
    return found[0] if found else "field"
