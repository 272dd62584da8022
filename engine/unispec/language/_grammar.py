"""jsonata-python's parser, made to tell where each symbol begins and ends.

The parser keeps the end of a token only, and its second half rewrites the tree until places are
lost. So this stops at the tree as it is written, and notes the places while that grows:
`start` and `end` of the symbol, `stop` behind any `[]` that follows it, `mark` at its operator.
"""

from __future__ import annotations

from typing import Any

from jsonata.jexception import JException
from jsonata.parser import Parser
from jsonata.tokenizer import Tokenizer

from unispec.language._regex import engine
from unispec.language._tokens import skip


def grow(source: str) -> Any:
    """Parse a source into the parser's symbols; raises whatever the parser raises."""
    return _Grammar(source).grow()


class _Lexer(Tokenizer):  # type: ignore[misc] # the package is untyped
    """A lexer that remembers where its last token began."""

    position: int
    start: int = 0

    def next(self, prefix: bool) -> Any:
        self.position = self.start = skip(self.path, self.position)
        return super().next(prefix)


class _Grammar(Parser):  # type: ignore[misc] # the package is untyped
    node: Any
    lexer: Any

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.lexer = _Lexer(source, engine)
        self._behind = 0

    def grow(self) -> Any:
        self.advance()
        tree = self.expression(0)
        if self.node.id != "(end)":
            raise JException("S0201", self.node.position, self.node.value)
        return tree

    def advance(self, id: str | None = None, infix: bool = False) -> Any:  # noqa: A002 (the base's name)
        behind = self.node.position if self.node is not None else 0
        token = super().advance(id, infix)
        token.start = self.lexer.start
        self._behind = behind
        return token

    def expression(self, rbp: int) -> Any:
        token = self.node
        self.advance(None, True)
        left = self._placed(token.nud(), token.start, token.start)
        while rbp < self.node.lbp:
            token = self.node
            self.advance(None, False)
            made = token.led(left)
            if made is left:
                left.stop = self._behind
            else:
                left = self._placed(made, left.start, token.start)
        return left

    def _placed(self, symbol: Any, start: int, mark: int) -> Any:
        symbol.start = start
        symbol.mark = mark
        symbol.end = symbol.stop = self._behind
        return symbol
