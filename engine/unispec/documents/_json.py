"""JSON files: decoded at once, their places found when first asked for."""

from __future__ import annotations

import re

from unispec.data import MAX_DEPTH, InvalidJson, Json, decode
from unispec.diagnostics import Code
from unispec.documents._document import Document
from unispec.documents._entries import Entries, Places, Style
from unispec.documents._findings import MAX_VALUES, TOO_MANY, Findings, Parsed, decoded
from unispec.documents._text import Text
from unispec.documents._tree import Tree

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]|[^\s{}\[\]:,"]+')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"\s*+(:?)')


def parse_json(name: str, content: bytes) -> Parsed:
    """Read a JSON file; every problem that can be told is in the diagnostics."""
    text = decoded(name, content)
    if isinstance(text, Parsed):
        return text
    findings = Findings(text)
    try:
        data = decode(text.content.encode())
    except InvalidJson as error:
        explain_json(findings, error)
        return findings.refused()
    keys, depth, size = measure(data)
    if depth > MAX_DEPTH:
        findings.add(Code.JSON_SYNTAX, f"values nest deeper than {MAX_DEPTH} levels", (0, 1))
    elif size > MAX_VALUES:
        findings.add(Code.FILE_TOO_LARGE, TOO_MANY, (0, 1))
    elif keys != sum(found[1] == ":" for found in _STRING.finditer(text.content)):
        _tree(text, findings)
    if findings.found:
        return findings.refused()
    return Parsed(Document(name, data, Places(text, lambda: entries_of(text))))


def explain_json(findings: Findings, error: InvalidJson) -> None:
    """Report where a text stops being JSON."""
    message = str(error)
    offset = error.position
    findings.add(Code.JSON_SYNTAX, message[:1].lower() + message[1:], (offset, offset + 1))


def measure(data: Json) -> tuple[int, int, int]:
    """Tell how many keys there are, how deep the containers nest, and how many values there are."""
    keys = depth = 0
    size = 1
    level = [data]
    while level := [value for value in level if isinstance(value, dict | list)]:
        depth += 1
        keys += sum(len(value) for value in level if isinstance(value, dict))
        level = [below for value in level for below in (value.values() if isinstance(value, dict) else value)]
        size += len(level)
    return keys, depth, size


def entries_of(text: Text) -> Entries:
    """Find where each value of valid JSON stands."""
    return _tree(text, Findings(text)).entries


def _tree(text: Text, findings: Findings) -> Tree:
    """Walk the parts of valid JSON; only keys need their value, scalars are in the data already."""
    tree = Tree(findings)
    for found in _TOKEN.finditer(text.content):
        if findings.full:
            break
        part = found[0]
        if part in ("{", "["):
            tree.open({} if part == "{" else [], found.start())
        elif part in ("}", "]"):
            tree.close(found.end())
        elif tree.wants_key:
            tree.key(decode(part.encode()), found.span())
        else:
            tree.scalar(None, Style.DOUBLE if part[0] == '"' else Style.PLAIN, found.span())
    return tree
