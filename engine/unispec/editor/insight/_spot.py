"""What stands at the cursor, taken apart: a key, a word of an expression or of a template, or a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from unispec.diagnostics import Part, Route
from unispec.editor.insight._cut import Form, cut
from unispec.editor.insight._draft import Draft
from unispec.editor.insight._sight import Sight, sight
from unispec.editor.insight._surroundings import Surroundings
from unispec.editor.insight._template import names_at, owner_of, word_at
from unispec.editor.insight._unified import owner_at
from unispec.editor.insight._values import names_of_value
from unispec.editor.insight._words import opened
from unispec.inference import Type


@dataclass(frozen=True, slots=True)
class Key:
    """A key; `owner` is the unified object that it is a field of, if it is one."""

    name: str
    owner: Type | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is read; `way` are the names that lead to it, from a variable on where there is one."""

    name: str
    owner: Type
    way: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable or a function; `sight` is missing in templates."""

    name: str
    type: Type | None
    sight: Sight | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A value that names something, such as a pagination; `what` is empty when it names nothing."""

    name: str
    what: str


Spot: TypeAlias = Key | Field | Variable | Name


@dataclass(frozen=True, slots=True)
class At:
    """What stands at the cursor, from `start` to `end` of the key or the scalar."""

    spot: Spot
    start: int
    end: int


def spot(around: Surroundings) -> At | None:
    """Take apart what stands at the cursor; None when nothing stands there."""
    draft = around.draft
    if draft.part is Part.KEY:
        return At(Key(draft.text, owner_at(around, draft.route[:-1])), 0, len(draft.text))
    if next(around.uses.at(draft.route), None) is not None:
        return _of_expression(around, draft.route)
    names = names_at(around.uses, draft.route)
    if names:
        word = word_at(draft.text, draft.offset)
        if word is None or not word.word or word.is_filter:
            return None
        owner = owner_of(names, word)
        if word.path:
            found: Spot = Field(word.word, owner, word.path) if owner is not None else Name(word.word, "")
        else:
            found = Variable(word.word, names.get(word.word))
        return At(found, word.start, word.end)
    return (
        At(Name(draft.text, names_of_value(around, draft.route)), 0, len(draft.text)) if draft.text else None
    )


def _of_expression(around: Surroundings, route: Route) -> At | None:
    draft: Draft = around.draft
    found = cut(draft.text, draft.offset)
    seen = sight(around.uses, route, found) if found is not None else None
    if found is None or seen is None or not found.word:
        return None
    if found.form is Form.VARIABLE:
        name = found.word[1:]
        return At(Variable(name, seen.variables.get(name), seen), found.start, found.end) if name else None
    if found.form is Form.STRING and not found.is_step:
        return None
    return At(Field(found.word, opened(seen.context), _way(seen)), found.start, found.end)


def _way(seen: Sight) -> tuple[str, ...]:
    """The plain names in front of the cursor, such as `$related` and `invitees`; none in other paths."""
    way: list[str] = []
    before = list(seen.cut.before)
    while len(before) >= 2 and before[-1].text == "." and before[-2].kind in ("name", "variable"):
        way.insert(0, before[-2].text.removeprefix("$"))
        is_variable = before[-2].kind == "variable"
        before = before[:-2]
        if is_variable:
            return tuple(way)
    return ()
