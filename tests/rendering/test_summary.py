from __future__ import annotations

from typing import Any

import pytest

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.documents import from_data
from unispec.rendering import summary

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "no problems"),
        ([(ERROR, "a")], "1 error in 1 file"),
        ([(ERROR, "a"), (WARNING, "a"), (ERROR, "b")], "2 errors, 1 warning in 2 files"),
        ([(NOTE, "a"), (WARNING, "a"), (WARNING, None)], "2 warnings, 1 note in 1 file"),
        ([(ERROR, None)], "1 error"),
    ],
)
def test_problems_are_counted_by_severity_and_file(found: Any, expected: Any) -> None:
    diagnostics = [
        Diagnostic(Code.WRONG_TYPE, "x", from_data(name, {}).location() if name else None, severity=severity)
        for severity, name in found
    ]
    assert summary(iter(diagnostics)) == expected
