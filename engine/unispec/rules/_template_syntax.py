"""template-syntax: every template must compile for the place that it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.language import TemplateError
from unispec.rules._sources import failed_at
from unispec.rules._subject import Subject

_DOLLAR = re.compile(r"\{\{[^}]*\$")


def template_syntax(subject: Subject) -> Iterator[Diagnostic]:
    """Say which templates do not compile."""
    for each in subject.texts:
        error, source = each.template, each.snippet.source
        if isinstance(error, TemplateError):
            place = failed_at(each.snippet, error.start, error.end)
            remedy = "names have no `$` in a template: `{{ input.id }}`" if _DOLLAR.search(source) else None
            yield Diagnostic(Code.TEMPLATE_SYNTAX, error.problem, place, remedy)
