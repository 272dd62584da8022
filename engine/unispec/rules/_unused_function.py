"""unused-function: a function that nothing calls misleads its readers."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.language import mentions
from unispec.rules._sources import Role, key_of
from unispec.rules._subject import Subject


def unused_function(subject: Subject) -> Iterator[Diagnostic]:
    """Say which functions no expression needs, not even through another function."""
    functions = subject.integration.functions
    waiting = [each.snippet.source for each in subject.expressions if each.role is not Role.FUNCTION]
    used: set[str] = set()
    while waiting:
        for mention in mentions(waiting.pop()):
            if mention.name in functions and mention.name not in used:
                used.add(mention.name)
                waiting.append(functions[mention.name].source)
    for name, snippet in functions.items():
        if name not in used:
            message = f"nothing calls the function `{name}`"
            yield Diagnostic(
                Code.UNUSED_FUNCTION, message, key_of(snippet.location), severity=Severity.WARNING
            )
