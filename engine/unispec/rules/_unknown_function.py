"""unknown-function: `$name(...)` is built in, bound in the expression or a function of the integration."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, suggestion
from unispec.inference import BUILT_IN
from unispec.language.nodes import Call, Name, Path
from unispec.rules._forms import forms
from unispec.rules._names import unbound
from unispec.rules._sources import within
from unispec.rules._subject import Subject


def unknown_function(subject: Subject) -> Iterator[Diagnostic]:
    """Say which functions do not exist."""
    known = [f"${name}" for name in BUILT_IN.union(subject.integration.functions)]
    for each in subject.expressions:
        for name in unbound(each, subject.integration):
            if name.is_called:
                yield Diagnostic(
                    Code.UNKNOWN_FUNCTION,
                    f"there is no function `${name.mention.name}`",
                    within(each.snippet, name.mention),
                    suggestion(f"${name.mention.name}", known, noun="functions"),
                )
        for field in _called_fields(each.snippet.source):
            yield Diagnostic(
                Code.UNKNOWN_FUNCTION,
                f"`{field.name}` is a field and cannot be called, functions begin with `$`",
                within(each.snippet, field),
                suggestion(f"${field.name}", known, noun="functions"),
            )


def _called_fields(source: str) -> Iterator[Name]:
    """Find calls of names that are read of data, which holds no functions; a variable may hold some."""
    found = forms(source)
    of_variables = {
        id(step.expr)
        for form in found
        if isinstance(form, Path) and not isinstance(form.steps[0].expr, Name)
        for step in form.steps
    }
    for form in found:
        if isinstance(form, Call) and id(form) not in of_variables:
            function = form.function
            if isinstance(function, Path) and len(function.steps) == 1:
                function = function.steps[0].expr
            if isinstance(function, Name):
                yield function
