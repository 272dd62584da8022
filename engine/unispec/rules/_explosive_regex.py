"""explosive-regex: a regular expression reads each text in few ways."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.language.nodes import Regex
from unispec.rules._forms import forms
from unispec.rules._regex_attack import attack
from unispec.rules._sources import within
from unispec.rules._subject import Subject


def explosive_regex(subject: Subject) -> Iterator[Diagnostic]:
    """Say which regular expressions take time that doubles with each further letter of some texts."""
    for each in subject.expressions:
        for form in forms(each.snippet.source):
            found = attack(form.pattern, form.flags) if isinstance(form, Regex) else None
            if found is not None:
                yield Diagnostic(
                    Code.EXPLOSIVE_REGEX,
                    "the time that this regular expression takes doubles with each part of some texts",
                    within(each.snippet, form),
                    f"such as {found.piece!a} many times; let each part of a text match in one way alone",
                    Severity.WARNING,
                )
