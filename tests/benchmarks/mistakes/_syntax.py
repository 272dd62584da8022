"""Expressions that do not compile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TypeAlias

from tests.benchmarks.mistakes._forms import calls, closing
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._spec import Leaf
from unispec.language._tokens import Token, tokens

Slip: TypeAlias = Callable[[Leaf, int], Iterator[Change]]
"""Makes a mistake at the token of an index, where it can be made there."""

_OPENING = ("(", "[", "{")
_FOREIGN = {"and": "&&", "or": "||"}


def _everywhere(slip: Slip) -> Maker:
    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf in project.leaves:
            for index in range(len(leaf.tokens)):
                yield from slip(leaf, index)

    return make


def missing_closing_bracket(leaf: Leaf, index: int) -> Iterator[Change]:
    """The reader notices where something else stands than the bracket, at the latest at the end."""
    token = leaf.tokens[index]
    if token.text in _OPENING and token.kind == "operator":
        end = leaf.tokens[closing(leaf.tokens, index)]
        source = leaf.source[: end.start] + leaf.source[end.end :]
        yield leaf.replace(
            end.start,
            end.end,
            "",
            f"`{end.text}` is missing",
            at=(token.start, *_after(source, end.start), *_end(source)),
        )


def missing_opening_bracket(leaf: Leaf, index: int) -> Iterator[Change]:
    """The words around it meet, or what closes it, or what is around it, is one too many."""
    token = leaf.tokens[index]
    if token.text in _OPENING and token.kind == "operator":
        last = closing(leaf.tokens, index)
        source = leaf.source[: token.start] + leaf.source[token.end :]
        closers = [start - 1 for start in _enclosing(leaf.tokens[last:])]
        met = [each.start for each in tokens(source) if each.end > token.start]
        at = (*_after(source, token.start), *met[:2], *closers[:2])
        yield leaf.replace(token.start, token.end, "", f"`{token.text}` is missing", at=at)


def unclosed_text(leaf: Leaf, index: int) -> Iterator[Change]:
    """The text begins and does not end, or ends at the next quote, behind which nothing fits."""
    token = leaf.tokens[index]
    if token.kind == "string":
        source = leaf.source[: token.end - 1] + leaf.source[token.end :]
        following = source.find(token.text[0], token.end - 1) + 1
        at = (token.start, *(_after(source, following) if following else ()))
        yield leaf.replace(token.end - 1, token.end, "", f"{token.text} is not closed", at=at)


def double_equals(leaf: Leaf, index: int) -> Iterator[Change]:
    """An operator of other languages."""
    token = leaf.tokens[index]
    if token.text in ("=", "!=") and token.kind == "operator":
        yield leaf.replace(
            token.start,
            token.end,
            f"{token.text}=",
            f"`{token.text}` becomes `{token.text}=`",
            at=(token.start, token.end),
        )


def foreign_words(leaf: Leaf, index: int) -> Iterator[Change]:
    """`and` and `or` as other languages write them."""
    token = leaf.tokens[index]
    new = _FOREIGN.get(token.text)
    if new and token.kind == "operator":
        at = (token.start, token.start + 1)
        yield leaf.replace(token.start, token.end, new, f"`{token.text}` becomes `{new}`", at=at)


def foreign_not(project: Project, dice: Random) -> Iterator[Change]:
    """`!` for `$not`."""
    for leaf in project.leaves:
        for call in calls(leaf):
            if call.name.text == "$not":
                yield leaf.replace(call.name.start, call.name.end, "!", "`$not` becomes `!`")


def stray_comma(leaf: Leaf, index: int) -> Iterator[Change]:
    """A comma before a closing bracket."""
    token = leaf.tokens[index]
    if token.text in _OPENING and token.kind == "operator":
        end = leaf.tokens[closing(leaf.tokens, index)]
        last = leaf.source[: end.start].rstrip()
        at = (len(last), end.start + 1)
        yield leaf.replace(len(last), len(last), ",", f"a comma before `{end.text}`", at=at)


def missing_then(leaf: Leaf, index: int) -> Iterator[Change]:
    """A condition that has nothing between `?` and `:`."""
    token = leaf.tokens[index]
    if token.text == "?" and token.kind == "operator":
        depth, at = 0, index + 1
        while at < len(leaf.tokens) and depth >= 0:
            text = leaf.tokens[at].text if leaf.tokens[at].kind == "operator" else ""
            if depth == 0 and text in (":", ")", "]", "}", ","):
                break
            depth += (text in _OPENING) - (text in (")", "]", "}"))
            at += 1
        end = leaf.tokens[at].start if at < len(leaf.tokens) else len(leaf.source)
        kept = " " if at < len(leaf.tokens) else ""
        places = (token.start, token.end + 1) if kept else (token.start, token.end)
        yield leaf.replace(token.end, end, kept, "there is nothing behind `?`", at=places)


def double_dot(leaf: Leaf, index: int) -> Iterator[Change]:
    """Two dots between steps."""
    token = leaf.tokens[index]
    if token.text == "." and token.kind == "operator":
        at = (token.start, token.end, token.end + 1)
        yield leaf.replace(token.start, token.end, "..", "two dots", at=at)


def missing_operand(leaf: Leaf, index: int) -> Iterator[Change]:
    """An operator without its right side, at the end or before what follows."""
    token = leaf.tokens[index]
    if token.kind == "operator" and token.text in ("&", "=", "!=", ">", "and", "or", "*", "+"):
        following = leaf.tokens[index + 1]
        is_last = index + 2 == len(leaf.tokens) or leaf.tokens[index + 2].kind == "operator"
        simple = following.kind in ("string", "number", "name")
        if is_last and simple and not leaf.source[following.end :].startswith((".", "[", "(")):
            source = leaf.source[: following.start] + leaf.source[following.end :]
            rest = [each.start for each in tokens(source) if each.start > token.start]
            places = [token.start, *(rest[:2] or _end(source))]
            story = f"nothing stands behind `{token.text}`"
            yield leaf.replace(following.start, following.end, "", story, at=places)


def missing_comma(project: Project, dice: Random) -> Iterator[Change]:
    """Two arguments without a comma: there, or at the function, which has one less."""
    for leaf in project.leaves:
        for call in calls(leaf):
            for (_, end), (start, _) in zip(call.arguments, call.arguments[1:], strict=False):
                at = (call.name.start, end, start - 1)
                yield leaf.replace(end, leaf.source.index(",", end) + 1, "", "a comma is missing", at=at)


def _end(source: str) -> tuple[int, ...]:
    """The last character, what is behind it, and the end."""
    last = len(source.rstrip())
    return max(last - 1, 0), last, len(source)


def _enclosing(found: Sequence[Token]) -> Iterator[int]:
    """The brackets that close what was opened before the first token, which closes one itself."""
    depth = 0
    for token in found:
        if token.kind == "operator":
            depth += (token.text in _OPENING) - (token.text in (")", "]", "}"))
        if depth < 0:
            yield token.start
            depth = 0


def _after(source: str, at: int) -> tuple[int, ...]:
    """The next thing that is not a blank."""
    rest = source[at:]
    return (at + len(rest) - len(rest.lstrip()),) if rest.strip() else ()


KINDS: dict[str, Maker] = {
    "missing-closing-bracket": _everywhere(missing_closing_bracket),
    "missing-opening-bracket": _everywhere(missing_opening_bracket),
    "unclosed-text": _everywhere(unclosed_text),
    "double-equals": _everywhere(double_equals),
    "foreign-and-or": _everywhere(foreign_words),
    "foreign-not": foreign_not,
    "stray-comma": _everywhere(stray_comma),
    "missing-then": _everywhere(missing_then),
    "double-dot": _everywhere(double_dot),
    "missing-operand": _everywhere(missing_operand),
    "missing-comma": missing_comma,
}
