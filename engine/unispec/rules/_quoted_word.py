"""quoted-word: quotes of YAML do not make a text of JSONata.

`type: "free"` reads the field `free`; the text is written `'"free"'`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.rules._sources import Role
from unispec.rules._subject import Subject

_ROLES = frozenset({Role.MAP, Role.RELATED, Role.REQUEST})


def quoted_word(subject: Subject) -> Iterator[Diagnostic]:
    """Say which quoted words are read as fields that are not there."""
    for each in subject.expressions:
        word = each.snippet.source
        if each.role not in _ROLES or not each.is_quoted_word or not each.reads:
            continue
        contexts = [use.context for use in each.uses]
        if word not in each.reads.input.fields or any(context.at(word) is not None for context in contexts):
            continue
        yield Diagnostic(
            Code.QUOTED_WORD,
            f"`{word}` is read as a field of `{contexts[0].title}`, the quotes are YAML's",
            each.snippet.location,
            f"for a text, write '\"{word}\"'",
        )
