"""Calls, tables and lists in an expression, found by its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks.mistakes._spec import Leaf
from unispec.language import Mention
from unispec.language._tokens import Token

_OPENING = {"(": ")", "[": "]", "{": "}"}
_SIMPLE = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")


@dataclass(frozen=True, slots=True)
class Call:
    """`$name(…)`: the name, the offset of the bracket that closes it, and the ranges of its arguments."""

    name: Token
    end: int
    arguments: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """`"key": value` in an object: the token of the key, and the range of the value."""

    key: Token
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Made:
    """`{…}` that makes an object; `call` is the call of which it is a whole argument."""

    start: int
    end: int
    fields: tuple[Field, ...]
    call: Call | None


@dataclass(frozen=True, slots=True)
class Bracketed:
    """`[…]` that makes an array: the offsets of both brackets, and the token before it."""

    start: int
    end: int
    before: str
    has_commas: bool


def simple_path(leaf: Leaf) -> tuple[str, ...] | None:
    """The steps of a leaf that is a plain path, and nothing else."""
    words = {"true", "false", "null"}
    is_path = _SIMPLE.fullmatch(leaf.source) and leaf.source not in words
    return tuple(leaf.source.split(".")) if is_path else None


def ends(path: str, start: int = 0) -> tuple[int, ...]:
    """Where a path begins, and its last step: what is wrong with its value is told at either."""
    return tuple(dict.fromkeys((start, start + path.rfind(".") + 1)))


def closing(tokens: Sequence[Token], at: int) -> int:
    """The index of the token that closes a bracket."""
    depth = 0
    for index in range(at, len(tokens)):
        if tokens[index].kind == "operator":
            depth += (tokens[index].text in _OPENING) - (tokens[index].text in _OPENING.values())
        if depth == 0:
            return index
    raise ValueError("the bracket stays open")


def parts(tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The ranges of tokens between the commas of a bracket, the ends excluded."""
    start = index = first
    while index < last:
        if tokens[index].text in _OPENING and tokens[index].kind == "operator":
            index = closing(tokens, index)
        elif tokens[index].text == "," and tokens[index].kind == "operator":
            yield start, index
            start = index + 1
        index += 1
    if start < last:
        yield start, last


def calls(leaf: Leaf) -> Iterator[Call]:
    """Every call of a function by its name."""
    tokens = leaf.tokens
    for index, token in enumerate(tokens[:-1]):
        if token.kind == "variable" and tokens[index + 1].text == "(":
            end = closing(tokens, index + 1)
            ranges = parts(tokens, index + 2, end)
            yield Call(
                token, tokens[end].start, tuple((tokens[a].start, tokens[b - 1].end) for a, b in ranges)
            )


def objects(leaf: Leaf) -> Iterator[Made]:
    """Every object that is made of texts and values."""
    tokens, found = leaf.tokens, list(calls(leaf))
    for index, token in enumerate(tokens[:-2]):
        if token.text != "{" or tokens[index + 1].kind != "string" or tokens[index + 2].text != ":":
            continue
        end = closing(tokens, index)
        span = (token.start, tokens[end].end)
        fields = tuple(
            Field(tokens[a], tokens[a + 2].start, tokens[b - 1].end) for a, b in parts(tokens, index + 1, end)
        )
        yield Made(*span, fields, next((call for call in found if span in call.arguments), None))


def tables(leaf: Leaf) -> Iterator[Made]:
    """Every object that translates words."""
    for made in objects(leaf):
        if made.call is not None and made.call.name.text in ("$lookup", "$translate"):
            yield made


def subject(leaf: Leaf, table: Made) -> tuple[int, int]:
    """The range of what is looked up in a table."""
    assert table.call is not None, "a table is looked into"
    return next(each for each in table.call.arguments if each != (table.start, table.end))


def arrays(leaf: Leaf) -> Iterator[Bracketed]:
    """Every array that is made; an index or a condition behind a path is none."""
    tokens = leaf.tokens
    for index, token in enumerate(tokens):
        before = tokens[index - 1].text if index else ""
        is_behind = index > 0 and _ends_operand(tokens[index - 1])
        if token.text == "[" and token.kind == "operator" and not is_behind:
            end = closing(tokens, index)
            commas = len(list(parts(tokens, index + 1, end))) > 1
            yield Bracketed(token.start, tokens[end].start, before, commas)


def root(leaf: Leaf, word: Mention) -> str | None:
    """Of what a name is read: a variable, `…` for something computed, None for the record."""
    starts = [token.start for token in leaf.tokens]
    return _root(leaf.tokens, starts.index(word.start))


def _root(tokens: Sequence[Token], index: int) -> str | None:
    if index and tokens[index - 1].text == ".":
        return _root_behind(tokens, index - 2)
    opening = _around(tokens, index)
    if opening is None:
        return None
    is_predicate = tokens[opening].text == "[" and opening > 0 and _ends_operand(tokens[opening - 1])
    return _root_behind(tokens, opening - 1) if is_predicate else _root(tokens, opening)


def _root_behind(tokens: Sequence[Token], index: int) -> str | None:
    while tokens[index].text == "]":
        index = opening(tokens, index) - 1
    if tokens[index].kind == "variable":
        return tokens[index].text
    return "…" if tokens[index].kind == "operator" else _root(tokens, index)


def _ends_operand(token: Token) -> bool:
    return token.kind != "operator" or token.text in (")", "]", "}")


def _around(tokens: Sequence[Token], index: int) -> int | None:
    """The bracket that is open at a token."""
    depth = 0
    for at in range(index - 1, -1, -1):
        if tokens[at].kind == "operator":
            depth += (tokens[at].text in _OPENING) - (tokens[at].text in _OPENING.values())
        if depth > 0:
            return at
    return None


def opening(tokens: Sequence[Token], at: int) -> int:
    """The index of the token that opens what a bracket closes."""
    depth = 0
    for index in range(at, -1, -1):
        depth += (tokens[index].text in _OPENING.values()) - (tokens[index].text in _OPENING)
        if depth == 0:
            return index
    raise ValueError("the bracket was never opened")
