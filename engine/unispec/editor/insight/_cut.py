"""An expression cut open at the cursor: the word there becomes a mark, the rest is mended until it parses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from unispec.language import ExpressionError, Token, nodes, syntax, tokens

MARK = "qzcursorzq"

_SPACE = re.compile(r"(?:[ \t\n\r]+|/\*.*?\*/)*", re.DOTALL)
_NAME = re.compile(r"[^ \t\n\r.\[\]{}(),@#;:?+\-*/%|=<>^&!~\"'`]*")
_REST = re.compile(r"[\w-]*")
_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_OPENING.values())
_LONGEST = 10_000
_SHORT = 500
_BUDGET = 10_000
"""So many characters are parsed to find a way to mend a source; short pieces are always tried."""
_GLUE = ("", ": 0", ",", ";", ": 0,", " &")


class Form(Enum):
    """What stands at the cursor."""

    NAME = "name"
    VARIABLE = "variable"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Cut:
    """The word at the cursor, from `start` to `end`, without quotes; `node` is what parses with a mark there.

    `before` are the pieces of the source in front of it. A quoted name counts as a name: `is_quoted`.
    """

    form: Form
    word: str
    start: int
    end: int
    before: tuple[Token, ...]
    node: nodes.Expr
    source: str
    is_quoted: bool = False

    @property
    def is_step(self) -> bool:
        """Whether it follows a `.`."""
        return bool(self.before) and self.before[-1].text == "."


def cut(source: str, offset: int) -> Cut | None:
    """Cut a source; None in comments, numbers and regular expressions, and where no operand can stand."""
    if len(source) > _LONGEST:
        return None
    before = tuple(tokens(source[:offset]))
    if before and before[-1].end == offset and before[-1].kind in ("name", "variable", "value"):
        return _of_word(source, before[-1].start, offset, before[:-1])
    at = before[-1].end if before else 0
    space = _SPACE.match(source, at, offset)
    at = space.end() if space else at
    if at < offset:
        quote = source[at]
        return _of_quote(source, at, offset, before) if quote in "\"'`" else None
    if not before or before[-1].end <= offset:
        is_number = bool(before) and before[-1].kind == "number" and before[-1].end == offset
        return None if is_number else _of_word(source, offset, offset, before)
    return None


def _of_word(source: str, start: int, offset: int, before: tuple[Token, ...]) -> Cut | None:
    if before and _is_operand(before[-1]):
        return None
    name = _NAME.match(source, start)
    end = max(offset, name.end() if name else start)
    word = source[start:end]
    is_variable = word.startswith("$")
    made = _mended(source[:start], f"${MARK}" if is_variable else MARK, source[end:], before)
    if made is None:
        return None
    form = Form.VARIABLE if is_variable else Form.NAME
    return Cut(form, word, start, end, before, made[1], made[0])


def _of_quote(source: str, at: int, offset: int, before: tuple[Token, ...]) -> Cut | None:
    if before and _is_operand(before[-1]):
        return None
    quote = source[at]
    closing = source.find(quote, offset)
    rest = _REST.match(source, offset)
    begun = rest.end() if rest else offset
    mark = MARK if quote == "`" else f"{quote}{MARK}{quote}"
    form = Form.NAME if quote == "`" else Form.STRING
    ends = [(closing, closing + 1)] if closing >= 0 else []
    for end, after in [*ends, (begun, begun)]:
        node = _parsed(source[:at] + mark + source[after:])
        if node is not None:
            whole = source[:at] + mark + source[after:]
            return Cut(form, source[at + 1 : end], at + 1, end, before, node, whole, is_quoted=True)
    made = _mended(source[:at], mark, source[begun:], before)
    if made is None:
        return None
    return Cut(form, source[at + 1 : begun], at + 1, begun, before, made[1], made[0], is_quoted=True)


def _is_operand(token: Token) -> bool:
    """Whether only an operator can follow; `*` and `%` may be either."""
    return token.kind != "operator" or token.text in _CLOSING


def _mended(head: str, mark: str, rest: str, before: Sequence[Token]) -> tuple[str, nodes.Expr] | None:
    spent = 0
    for source in _ways(head, mark, rest, before):
        spent += len(source)
        node = _parsed(source) if spent < _BUDGET or len(source) < _SHORT else None
        if node is not None:
            return source, node
    return None


def _parsed(source: str) -> nodes.Expr | None:
    try:
        return syntax(source)
    except ExpressionError:
        return None


def _ways(head: str, mark: str, rest: str, before: Sequence[Token]) -> Iterator[str]:
    """The sources that may have been meant, the likeliest first; at last only the path at the cursor."""
    closers = _closers(before)
    for glue in _GLUE:
        yield f"{head}{mark}{glue}{rest}"
    for glue in ("", ": 0"):
        yield f"{head}{mark}{glue}{closers}"
    yield f"{head[_chain(before, len(head)) :]}{mark}"


def _closers(before: Sequence[Token]) -> str:
    found: list[str] = []
    for token in before:
        if token.kind != "operator":
            continue
        if token.text in _OPENING:
            found.append(_OPENING[token.text])
        elif found and token.text == found[-1]:
            found.pop()
    return "".join(reversed(found))


def _chain(before: Sequence[Token], end: int) -> int:
    """Where the path begins that ends in front of the cursor."""
    index, start = len(before), end
    while index >= 2 and before[index - 1].text == ".":
        index = _operand(before, index - 1)
        start = before[index].start
    return start


def _operand(before: Sequence[Token], end: int) -> int:
    """Where the operand begins that ends in front of a piece: a name with the brackets behind it."""
    index, depth = end - 1, 0
    while index > 0:
        text = before[index].text if before[index].kind == "operator" else ""
        depth += (text in _CLOSING) - (text in _OPENING)
        if depth <= 0 and not (text in _OPENING and _is_operand(before[index - 1])):
            break
        index -= 1
    return index
