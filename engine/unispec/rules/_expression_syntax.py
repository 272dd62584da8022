"""expression-syntax: every expression must compile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from unispec.diagnostics import Code, Diagnostic
from unispec.rules._sources import failed_at
from unispec.rules._subject import Subject

_FOREIGN: Mapping[str, str] = {
    "==": "JSONata compares with `=`",
    "&&": "write `and`",
    "||": "write `or`",
}
"""Operators of other languages, and what JSONata has for them."""

_NEGATED = re.compile(r"!\s*[\w$(`]")
_SENTENCE = re.compile(r"\w+(?:,? +\w+)+[.!?]?")


def expression_syntax(subject: Subject) -> Iterator[Diagnostic]:
    """Say which expressions do not compile."""
    for each in subject.expressions:
        error = each.problem
        if error is None or not (error.code or error.is_limit):
            continue
        source = each.snippet.source
        remedy = _remedy(source, error.start) if error.start is not None else None
        place = failed_at(each.snippet, error.start, error.end)
        yield Diagnostic(Code.EXPRESSION_SYNTAX, error.problem, place, remedy)


def _remedy(source: str, at: int) -> str | None:
    if "{{" in source and "}}" in source:
        return "`{{ … }}` is for paths and headers; an expression stands alone: `input.id` is `id` here"
    for operator, remedy in _FOREIGN.items():
        if source[at : at + 1] == operator[0] and operator in source[max(at - 1, 0) : at + 2]:
            return remedy
    if _NEGATED.match(source, at):
        return "write `$not(…)`"
    if _SENTENCE.fullmatch(source) and source[at : at + 1].isalnum():
        return f"for a text, write '\"{source}\"'"
    return None
