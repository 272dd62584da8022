"""A bounded `$replace` for jlens.

jlens bounds `$replace` with a regular expression, but builds the result of one with plain text
before it looks at any limit: two strings within the limit can ask for a terabyte. Calls that do not
have a regular expression written in place are pointed, under a name of equal length, at this one.
"""

from __future__ import annotations

from typing import Any

from unispec.language._jsonata import ExpressionError
from unispec.language._problems import problem
from unispec.language._tokens import Token, tokens

NAME = "replace"
GUARDED = "ʀeplace"
SIGNATURE = "<s-(sf)(sf)n?:s>"


def guarded(source: str) -> str:
    """Rename the calls that need the bound; every offset stays as it is."""
    found = list(tokens(source))
    for index, token in enumerate(found):
        if token.text == f"${NAME}" and not _has_regex(found, index + 1):
            source = f"{source[: token.start]}${GUARDED}{source[token.end :]}"
    return source


def replace(limit: int, text: Any, pattern: Any, by: Any, count: Any = None) -> str | None:
    """Replace plain text; raises `ExpressionError`, also where more than `limit` bytes would come out."""
    if text is None:
        return None
    if not isinstance(pattern, str):
        raise ExpressionError("`$replace` needs its regular expression written in place")
    if not isinstance(by, str):
        raise _fault("D3012")
    if not pattern:
        raise _fault("D3010")
    if count is not None and count < 0:
        raise _fault("D3011")
    times = text.count(pattern) if count is None else min(text.count(pattern), -int(-count // 1))
    if len(text.encode()) + times * (len(by.encode()) - len(pattern.encode())) > limit:
        raise ExpressionError(problem("U1001", None), code="U1001", is_limit=True)
    return str(text.replace(pattern, by, times))


def _fault(code: str) -> ExpressionError:
    return ExpressionError(problem(code, None), code=code)


def _has_regex(found: list[Token], at: int) -> bool:
    """Tell whether the first or the second argument of the call at `at` is a regular expression."""
    if at >= len(found) or found[at].text != "(":
        return False
    return _is_regex(found, at + 1) or _is_regex(found, _second(found, at + 1))


def _is_regex(found: list[Token], at: int) -> bool:
    return at + 1 < len(found) and found[at].kind == "regex" and found[at + 1].text == ","


def _second(found: list[Token], at: int) -> int:
    depth = 0
    while at < len(found):
        token = found[at]
        if token.kind == "operator":
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth < 0 or (depth == 0 and token.text == ","):
                break
        at += 1
    return at + 1
