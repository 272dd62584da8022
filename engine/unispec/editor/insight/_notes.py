"""What schemas say of a field, in words."""

from __future__ import annotations

from collections.abc import Iterable

from unispec.editor.insight._words import in_words, opened
from unispec.inference import Object, Type, field_of, names_of, schemas_of

_LONGEST = 1_000


def missing(owner: Type, present: Iterable[str] = ()) -> list[str]:
    """The fields of an object besides those that are there already, required ones first."""
    known = opened(owner)
    sure = required(known)
    return sorted(names_of(known) - set(present), key=lambda name: (name not in sure, name))


def required(owner: Type) -> frozenset[str]:
    """The fields that an object cannot be without."""
    return frozenset(name for atom in owner if isinstance(atom, Object) for name in atom.fields.required())


def description_of(owner: Type, name: str) -> str:
    """What the schemas of an object say of one of its fields; empty when they say nothing."""
    for schema, _ in schemas_of(opened(owner), name):
        said = schema.get("description")
        if isinstance(said, str):
            return said
    return ""


def type_of(owner: Type, name: str) -> str:
    """What a field of an object may be, in words."""
    found = field_of(opened(owner), name)
    return in_words(found) if found is not None else "nothing"


def prose(text: str) -> str:
    """A text of somebody else as Markdown that has no lines, no HTML and nothing that cannot be seen."""
    return printable(text).replace("<", "&lt;")


def code(text: str) -> str:
    """A text of somebody else as code in Markdown, cut when it is long."""
    bare = printable(text)[:_LONGEST].replace("`", "'")
    return f"`{bare}`"


def printable(text: str) -> str:
    """A text with blanks for everything that cannot be seen."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
