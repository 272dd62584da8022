"""Markdown that says what a text says, whatever the text holds: a spec's words never become markup.

Words between backticks are the one markup that a spec's text may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from unispec.data import Json, encode

MARK = "<!-- Made by `unispec docs` from the specs. Change those, not this page. -->"
"""What tells a page that was made from one that somebody wrote."""

_CODE = re.compile(r"`([^`\s](?:[^`]*[^`\s])?)`")
_PLAIN_CODE = re.compile(r"[^`|\\]+")
_MARKUP = re.compile(r"[\\`*\[\]<>|&~$]|(?<![^\W_])_|_(?![^\W_])")
_BEGINS = re.compile(r"[-+=#]|\d+(?=[.)])")
_JOINERS = "\u200c\u200d"
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)
_LONGEST = 2_000


def text(said: str) -> str:
    """Write a text of a spec on one line."""
    line = _line(said)
    parts: list[str] = []
    end = 0
    for match in _CODE.finditer(line):
        parts += [_escaped(line[end : match.start()]), code(match[1])]
        end = match.end()
    return _begun("".join([*parts, _escaped(line[end:])]))


def code(value: Json) -> str:
    """Write a value as code."""
    line = _line(value if isinstance(value, str) else encode(value).decode())
    if _PLAIN_CODE.fullmatch(line):
        return f"`{line}`"
    return "<code>" + "".join(each if each.isalnum() else f"&#{ord(each)};" for each in line) + "</code>"


def codes(values: Iterable[Json], word: str = ", ") -> str:
    """Write values as code, one after the other."""
    return word.join(map(code, values))


def address(url: str) -> str:
    """Write an address as a link, when it is one."""
    return f"<{url}>" if _ADDRESS.fullmatch(url) else text(url)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; its cells are Markdown already."""
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows])


def _line(said: str) -> str:
    """Put a text on one line; what cannot be printed, or would turn the line around, is taken out."""
    words = " ".join(said.split())
    kept = "".join(each if each.isprintable() or each in _JOINERS else "\ufffd" for each in words)
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"


def _escaped(said: str) -> str:
    """Take the meaning from everything that is markup."""
    return _MARKUP.sub(_taken, said)


def _taken(match: re.Match[str]) -> str:
    found = match[0]
    return f"&#{ord(found)};" if found in "\\|" else f"\\{found}"


def _begun(line: str) -> str:
    """Keep the first letters of a line from beginning a list or a heading."""
    match = _BEGINS.match(line)
    if match is None:
        return line
    return f"{match[0]}\\{line[match.end() :]}" if match[0].isdigit() else f"\\{line}"
