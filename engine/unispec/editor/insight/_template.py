"""Inside templates: the path or the filter at the cursor, and what the names before it hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unispec.diagnostics import Route
from unispec.editor.insight._expression_completion import Offer, kind_of
from unispec.editor.insight._functions import VARIABLES
from unispec.editor.insight._notes import description_of, missing, type_of
from unispec.editor.insight._words import in_words, opened
from unispec.inference import NOTHING, Made, Object, Owner, String, Type, field_of
from unispec.language import FILTERS
from unispec.rules import Uses

_PATH = re.compile(r"[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*(?:\s*\.\s*)?\Z|\Z")
_WORD = re.compile(r"\w*")
_CREDENTIALS = Type((Object(Made({"token": Type((String(),))}, "credentials", Owner.GIVEN)),))


@dataclass(frozen=True, slots=True)
class TemplateWord:
    """The word at the cursor, from `start` to `end`, and the names in front of it that lead there."""

    path: tuple[str, ...]
    word: str
    start: int
    end: int
    is_filter: bool


def word_at(source: str, offset: int) -> TemplateWord | None:
    """Find the word of an output at an offset; None outside of `{{ }}`, and in quotes."""
    begun = source.rfind("{{", 0, offset)
    if begun < 0 or "}}" in source[begun:offset]:
        return None
    inside = source[begun + 2 : offset]
    if inside.count('"') % 2 or inside.count("'") % 2:
        return None
    rest = _WORD.match(source, offset)
    end = rest.end() if rest else offset
    found = _PATH.search(inside)
    *path, last = re.split(r"\s*\.\s*", found[0]) if found and found[0] else [""]
    start = offset - len(last)
    before = inside[: len(inside) - len(found[0] if found else "")].rstrip()
    return TemplateWord(tuple(path), source[start:end], start, end, before.endswith("|") and not path)


def names_at(uses: Uses, route: Route) -> Mapping[str, Type]:
    """The names that the template at a route may use, with their types; none where there is no template."""
    found: dict[str, Type] = {}
    scopes = uses.scopes
    for each in uses.texts_at(route):
        known = {
            "input": each.input,
            "connection": scopes.connection,
            "vars": scopes.vars,
            "credentials": _CREDENTIALS,
        }
        for name in each.names:
            found[name] = found.get(name, NOTHING) | known[name]
    return found


def owner_of(names: Mapping[str, Type], word: TemplateWord) -> Type | None:
    """The value whose field a word is; None for a name itself, and where nothing is known."""
    if not word.path:
        return None
    found = names.get(word.path[0])
    for step in word.path[1:]:
        found = field_of(opened(found), step) if found is not None else None
    return found


def offers(names: Mapping[str, Type], word: TemplateWord) -> Iterator[Offer]:
    """Everything that fits where a word of a template stands."""
    if word.is_filter:
        yield from (Offer(name, "function", "filter", said, name) for name, said in FILTERS.items())
    elif not word.path:
        for name in sorted(names):
            yield Offer(name, "variable", in_words(names[name]), VARIABLES.get(name, ""), name)
    else:
        owner = owner_of(names, word)
        if owner is None:
            return
        for name in missing(owner):
            if name.isidentifier():
                yield Offer(name, kind_of(owner), type_of(owner, name), description_of(owner, name), name)
