"""Types as text: `text | null | -`; `-` is no value, `?` anything, `~[…]` an array that may collapse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from unispec.inference import (
    Absent,
    Array,
    Boolean,
    Finding,
    Given,
    Inference,
    Null,
    Number,
    Object,
    Owner,
    Schemas,
    Source,
    String,
    Type,
    Unknown,
)
from unispec.language import mentions, syntax


def shown(found: Type, depth: int = 3) -> str:
    """Write a type; the alternatives are sorted, an object of a schema is its title."""
    return " | ".join(sorted({_atom(atom, depth) for atom in found})) or "never"


def _atom(atom: Any, depth: int) -> str:
    if isinstance(atom, Boolean | Number | String):
        return _scalar(atom)
    if isinstance(atom, Array):
        inside = shown(atom.items.type, depth - 1) if depth else "…"
        return f"{'~' if atom.is_sequence else ''}[{inside}]"
    if isinstance(atom, Object):
        return atom.fields.title or _object(atom, depth)
    return {Unknown: "?", Absent: "-", Null: "null"}.get(type(atom), "function")


def _scalar(atom: Boolean | Number | String) -> str:
    if atom.value is not None:
        return json.dumps(atom.value)
    if isinstance(atom, String):
        return f"text:{atom.format}" if atom.format else "text"
    return "number" if isinstance(atom, Number) else "truth"


def _object(atom: Object, depth: int) -> str:
    names = sorted(atom.fields.names())
    fields = [f"{name}: {shown(atom.fields.at(name) or Type(), depth - 1)}" for name in names if depth]
    return "{" + ", ".join([*fields, *(["…"] if atom.fields.is_open or not depth else [])]) + "}"


def _source(unit: str, text: str) -> Source:
    return Source(unit, syntax(text), frozenset(each.name for each in mentions(text)))


def inferred(
    expression: str, schema: Any, functions: Mapping[str, str] | None = None, document: Any = None
) -> tuple[Type, list[Finding]]:
    """Tell what an expression comes to for values of a schema, and what is wrong in it."""
    sources = {name: _source(name, text) for name, text in (functions or {}).items()}
    inference = Inference(sources)
    context = Schemas(Owner.SOURCE).type(schema, document if document is not None else schema, "R")
    found = inference.type(_source("expression", expression), Given(context, {"known": context}))
    return found, list(inference.verdicts.findings())


def typed(expression: str, schema: Any, functions: Mapping[str, str] | None = None) -> str:
    """Write the type that an expression comes to."""
    return shown(inferred(expression, schema, functions)[0])
