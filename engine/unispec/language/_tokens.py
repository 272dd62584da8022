"""The words of a JSONata source, with their places.

A lexer only: it knows strings, comments, regular expressions and quoted names well enough to never
take their text for code. A `/` begins a regular expression where no operand stands before it.
A source that does not lex gives the tokens before the fault; compiling it reports the fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SPACE = re.compile(r"(?:[ \t\n\r]+|/\*.*?\*/)+", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', re.DOTALL)
_OPERATOR = re.compile(r"\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|[.\[\]{}(),@#;:?+\-*/%|=<>^&!~]")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?")
_QUOTED = re.compile(r"`[^`]*`")
_NAME = re.compile(r"[^ \t\n\r.\[\]{}(),@#;:?+\-*/%|=<>^&!~]+")
_FLAGS = re.compile(r"[im]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_WORD_OPERATORS = frozenset({"and", "or", "in"})
_VALUES = frozenset({"true", "false", "null"})
_OPERAND_OPERATORS = frozenset({"*", "**", "%"})
_CLOSING = frozenset({")", "]", "}"})


LONGEST = 50_000
"""The longest source of an expression, in characters."""

_SHORT = 500


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a source: without its `$` or quotes, the offsets with them, the end excluded."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a source: a name, quoted, variable, string, number, regex, value or operator."""

    kind: str
    text: str
    start: int
    end: int


def mentions(source: str) -> tuple[Mention, ...]:
    """Find every `$name`, whether it is read, called, bound or a parameter; not `$` and `$$`."""
    return tuple(
        Mention(token.text[1:], token.start, token.end)
        for token in tokens(source)
        if token.kind == "variable" and token.text not in {"$", "$$"}
    )


def words(source: str) -> tuple[Mention, ...]:
    """Find every field name: plain, in backticks, or a quoted string that is a step of a path."""
    found = list(tokens(source))
    return tuple(
        Mention(_text(token), token.start, token.end)
        for index, token in enumerate(found)
        if _is_word(found, index)
    )


def tokens(source: str) -> Iterator[Token]:
    """Cut a source into tokens; ends early where the source is broken, and has none of one too long.

    Short sources are kept: every rule asks for their tokens anew.
    """
    if len(source) <= _SHORT:
        return iter(_kept(source))
    return _cut(source) if len(source) <= LONGEST else iter(())


@lru_cache(maxsize=1024)
def _kept(source: str) -> tuple[Token, ...]:
    return tuple(_cut(source))


def _cut(source: str) -> Iterator[Token]:
    at, after_operand = skip(source, 0), False
    while at < len(source):
        token = _token(source, at, after_operand)
        if token is None:
            return
        yield token
        after_operand = _is_operand(token, after_operand)
        at = skip(source, token.end)


def skip(source: str, at: int) -> int:
    space = _SPACE.match(source, at)
    return space.end() if space else at


def _token(source: str, at: int, after_operand: bool) -> Token | None:
    char = source[at]
    if char == "/" and not after_operand:
        return None if source.startswith("/*", at) else _regex(source, at)
    for kind, pattern in (("string", _STRING), ("operator", _OPERATOR), ("number", _NUMBER)):
        if match := pattern.match(source, at):
            return Token(kind, match.group(), at, match.end())
    if char in "\"'":
        return None
    if char == "`":
        quoted = _QUOTED.match(source, at)
        return Token("quoted", quoted.group(), at, quoted.end()) if quoted else None
    name = _NAME.match(source, at)
    if name is None:
        return None
    return Token(_kind(name.group(), after_operand), name.group(), at, name.end())


def _kind(text: str, after_operand: bool) -> str:
    if text.startswith("$"):
        return "variable"
    if text in _WORD_OPERATORS and after_operand:
        return "operator"
    return "value" if text in _VALUES else "name"


def _regex(source: str, start: int) -> Token | None:
    depth, at = 0, start + 1
    while at < len(source):
        char = source[at]
        if char == "\\":
            at += 2
            continue
        if char == "/" and depth == 0:
            flags = _FLAGS.match(source, at + 1)
            end = flags.end() if flags else at + 1
            return Token("regex", source[start:end], start, end)
        depth += (char in "([{") - (char in ")]}")
        at += 1
    return None


def _is_operand(token: Token, after_operand: bool) -> bool:
    if token.kind != "operator":
        return True
    return token.text in _CLOSING or (token.text in _OPERAND_OPERATORS and not after_operand)


def _is_word(found: list[Token], index: int) -> bool:
    token = found[index]
    before = found[index - 1].text if index else ""
    after = found[index + 1].text if index + 1 < len(found) else ""
    if token.kind == "string":
        return before == "." or after == "."
    return token.kind == "quoted" or (token.kind == "name" and not _is_lambda(token.text, after))


def _is_lambda(text: str, after: str) -> bool:
    return text in {"function", "λ"} and after == "("


def _text(token: Token) -> str:
    if token.kind == "name":
        return token.text
    if token.kind == "quoted":
        return token.text[1:-1]
    return _ESCAPE.sub(_unescaped, token.text[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    if match.group(1):
        return chr(int(match.group(1), 16))
    return _ESCAPES.get(match.group(2), match.group(2))
