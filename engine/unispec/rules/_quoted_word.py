"""quoted-word: quotes of YAML do not make a text of JSONata.

`type: "free"` reads the field `free`; the text is written `'"free"'`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.inference import Kind, Owner
from unispec.rules._subject import Subject


def quoted_word(subject: Subject) -> Iterator[Diagnostic]:
    """Say which quoted words are read as fields that are not there."""
    for each in subject.mistakes(Kind.FIELD):
        if each.is_quoted_word and each.finding.whose in (Owner.SOURCE, Owner.INPUT):
            word = each.finding.name
            yield Diagnostic(
                Code.QUOTED_WORD,
                f"`{word}` is read as a field of `{each.finding.owner}`, the quotes are YAML's",
                each.snippet.location,
                f"for a text, write '\"{word}\"'",
            )
