"""Why a text is not YAML, in plain words, and the traps that JSONata lays in plain scalars."""

from __future__ import annotations

import re
from typing import Any

import yaml

from unispec.diagnostics import Code, Related
from unispec.documents._findings import Findings

TERNARY = re.compile(r"\s\?(\s|$)")
"""A question mark between blanks, as only a condition has it."""

_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\r\n]*", re.MULTILINE)
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_QUOTED_START = re.compile(r"""(?:^|:|-)\s+(["'])""")


def unreadable(findings: Findings) -> bool:
    """Report the characters that no YAML text may hold, or that only some readers take for a line end."""
    for found in _FORBIDDEN.finditer(findings.text.content):
        message = f"the character U+{ord(found[0]):04X} cannot stand in a YAML file"
        remedy = "write it as an escape in a double-quoted scalar, or remove it"
        findings.add(Code.YAML_SYNTAX, message, found.span(), remedy=remedy)
        if findings.full:
            break
    return bool(findings.found)


def report_ternary(findings: Findings, colon: int) -> None:
    """Report a colon of a condition that YAML takes for the end of a key."""
    findings.add(
        Code.TERNARY_IN_PLAIN_SCALAR,
        "YAML takes this `:` for the end of a key, not for a part of `condition ? a : b`",
        (colon, colon + 1),
        remedy="write the value as a block scalar: `key: |`, and the expression indented on the next line",
    )


def explain(findings: Findings, error: yaml.MarkedYAMLError, last: int) -> None:
    """Report what the parser says; `last` is the offset where the last thing it told of starts."""
    content = findings.text.content
    offset = _offset(error.problem_mark, _offset(error.context_mark, last))
    colon = _colon(content, error, offset)
    if colon is not None and "?" in _COMMENT.sub("", content[last:colon]):
        report_ternary(findings, colon)
        return
    message, remedy = _words(error), _remedy(findings, offset)
    if colon is not None and "not allowed" in message:
        message = "a plain scalar cannot hold `: `"
        remedy = "quote the value, or write it as a block scalar (`key: |`)"
    if "while scanning a quoted scalar" in (error.context or ""):
        offset = _offset(error.context_mark, offset)
    offset = min(offset, len(content.rstrip()))
    related = _context(findings, error, offset)
    findings.add(Code.YAML_SYNTAX, message, (offset, offset + 1), remedy=remedy, related=related)


def _offset(mark: Any, otherwise: int) -> int:
    return otherwise if mark is None else int(mark.index)


def _words(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.problem, error.context) if part]
    return re.sub(r"'([^']*)'", lambda found: f"`{found[1]}`", " ".join(parts)) or "the text is not YAML"


def _colon(content: str, error: yaml.MarkedYAMLError, offset: int) -> int | None:
    """The colon the parser stumbled over; behind a question mark in a flow mapping it comes later."""
    if re.match(r":(\s|$)", content[offset : offset + 2]):
        return offset
    if content[offset : offset + 1] == "?" and "flow" in (error.context or ""):
        line = re.compile(r"[^\r\n,{}\[\]]*?:(?=\s)").match(content, offset)
        return line.end() - 1 if line else None
    return None


def _remedy(findings: Findings, offset: int) -> str | None:
    text = findings.text
    before = text.content[text.starts[text.row(offset)] : offset]
    quoted = _QUOTED_START.search(before)
    if quoted and before.count(quoted[1]) >= 2:
        return (
            "a value that starts with a quote ends with it; write an expression as a block scalar (`key: |`)"
        )
    if text.content[offset : offset + 1] == "\t":
        return "write spaces instead of the tab"
    if text.content[offset : offset + 1] in ("`", "@", "%"):
        return "quote the value, or write it as a block scalar (`key: |`)"
    return None


def _context(findings: Findings, error: yaml.MarkedYAMLError, offset: int) -> tuple[Related, ...]:
    start = _offset(error.context_mark, offset)
    if start == offset:
        return ()
    return (Related("this starts here", findings.text.place(start, start + 1)),)
