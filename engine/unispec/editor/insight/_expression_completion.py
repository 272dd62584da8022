"""Completions inside JSONata: fields, variables, functions, and the words that a value may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from unispec.data import encode
from unispec.editor.insight._cut import Cut, Form
from unispec.editor.insight._expected import compared, expected
from unispec.editor.insight._functions import FUNCTIONS, VARIABLES
from unispec.editor.insight._given import Kind
from unispec.editor.insight._notes import description_of, missing, type_of
from unispec.editor.insight._own import own_functions
from unispec.editor.insight._sight import Sight
from unispec.editor.insight._words import in_words, listed, opened
from unispec.inference import Object, Owner, Type
from unispec.language import words
from unispec.rules import Uses


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that fits at the cursor; `text` is JSONata."""

    label: str
    kind: Kind
    detail: str
    documentation: str
    text: str


def offers(found: Sight, uses: Uses) -> Iterator[Offer]:
    """Everything that fits where an expression is cut."""
    cut = found.cut
    if cut.form is Form.VARIABLE:
        yield from _variables(found)
        yield from _functions(found, uses)
    elif cut.form is Form.STRING and not cut.is_step:
        yield from _words(found)
    else:
        is_free = not cut.is_step and not cut.is_quoted
        values = compared(found) if is_free else None
        keys = list(_keys(found)) if is_free and values is None else []
        if keys:
            yield from keys
            return
        yield from _values(values or ())
        yield from _fields(found.context, cut)
        yield from _values(listed(expected(found).type) if is_free and values is None else ())


def _fields(context: Type, cut: Cut) -> Iterator[Offer]:
    owner = opened(context)
    for name in missing(owner):
        text = name if cut.is_quoted or _is_bare(name) else encode(name).decode()
        if not cut.is_step and text != name:
            text = f"`{name}`"
        yield Offer(name, kind_of(owner), type_of(owner, name), description_of(owner, name), text)


def kind_of(owner: Type) -> Kind:
    """Whether the fields of an object are unified ones."""
    whose = next((atom.fields.owner for atom in owner if isinstance(atom, Object)), Owner.MADE)
    return "unified" if whose in (Owner.MODEL, Owner.INPUT) else "field"


def _is_bare(name: str) -> bool:
    found = words(name)
    return len(found) == 1 and found[0].name == name and not name.startswith("`")


def _variables(found: Sight) -> Iterator[Offer]:
    for name in sorted(found.names):
        known = found.variables.get(name)
        detail = in_words(known) if known is not None else "anything"
        yield Offer(f"${name}", "variable", detail, VARIABLES.get(name, ""), f"${name}")


def _functions(found: Sight, uses: Uses) -> Iterator[Offer]:
    for each in own_functions(uses):
        if each.name not in found.names:
            yield Offer(f"${each.name}", "function", each.signature, each.comment, f"${each.name}")
    for name, known in FUNCTIONS.items():
        if name not in uses.integration.functions and name not in found.names:
            yield Offer(f"${name}", "function", known.signature, known.sentence, f"${name}")


def _words(found: Sight) -> Iterator[Offer]:
    """What may stand between quotes: what is compared with, or keys and values of what must come out."""
    values = compared(found)
    if values is not None:
        yield from (Offer(value, "value", "", "", _escaped(value)) for value in values)
        return
    wanted = expected(found)
    if wanted.is_key:
        yield from (replace(each, text=_escaped(each.label)) for each in _keys(found))
        return
    yield from (Offer(value, "value", "", "", _escaped(value)) for value in listed(wanted.type))


def _keys(found: Sight) -> Iterator[Offer]:
    """The keys of an object that must come out, where the cursor is at a key."""
    wanted = expected(found)
    for name in missing(wanted.type, wanted.present) if wanted.is_key else ():
        note = description_of(wanted.type, name)
        yield Offer(name, "unified", type_of(wanted.type, name), note, f"{encode(name).decode()}: ")


def _values(values: Iterable[str]) -> Iterator[Offer]:
    """Whole texts, with their quotes."""
    for value in values:
        text = encode(value).decode()
        yield Offer(text, "value", "", "", text)


def _escaped(value: str) -> str:
    return encode(value).decode()[1:-1]
