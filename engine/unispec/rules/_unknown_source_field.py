"""unknown-source-field: a map reads only fields that the provider's record has.

Silent where the record is not described, or an expression may have made the value it reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, suggestion
from unispec.rules._sources import Expression, Role, field_word, is_of_new_value, unknowns, within
from unispec.rules._subject import Subject

_ROLES = frozenset({Role.MAP, Role.RELATED})


def unknown_source_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which fields of the provider's record are read but not there."""
    for each in subject.expressions:
        if each.role in _ROLES and each.reads is not None and not each.is_quoted_word:
            yield from _unknown(each)


def _unknown(each: Expression) -> Iterator[Diagnostic]:
    assert each.reads is not None
    source = each.snippet.source
    for unknown in unknowns(each.reads.input, tuple(use.context for use in each.uses)):
        mention = field_word(source, unknown.path)
        if mention is None or is_of_new_value(source, mention):
            continue
        remedy = suggestion(unknown.name, unknown.known, noun="fields")
        if source.strip() == unknown.name and "did you mean" not in remedy:
            remedy = f"for a text, write '\"{unknown.name}\"'; {remedy}"
        yield Diagnostic(
            Code.UNKNOWN_SOURCE_FIELD,
            f"`{unknown.name}` is not a field of `{unknown.owners[0].title}`",
            within(each.snippet, mention),
            remedy,
        )
