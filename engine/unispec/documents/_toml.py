"""TOML files, which hold settings: read by the standard library, their places found when first asked for."""

from __future__ import annotations

import re
import tomllib

from unispec.diagnostics import Code
from unispec.documents._document import Document
from unispec.documents._entries import Places
from unispec.documents._findings import Findings, Parsed, decoded
from unispec.documents._json import measure
from unispec.documents._text import Text
from unispec.documents._toml_places import toml_entries

_DEEPEST = 32
_LONG_KEY = re.compile(rf"""(?:(?:"[^"\n]*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+){{{_DEEPEST}}}""")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse_toml(name: str, content: bytes) -> Parsed:
    """Read a TOML file; every problem that can be told is in the diagnostics."""
    text = decoded(name, content)
    if isinstance(text, Parsed):
        return text
    findings = Findings(text)
    long = _LONG_KEY.search(text.content)
    if long:
        findings.add(Code.INVALID_SETTING, f"keys nest deeper than {_DEEPEST} levels", long.span())
        return findings.refused()
    try:
        data = tomllib.loads(text.content)
    except (ValueError, RecursionError) as error:
        _explain(findings, error)
        return findings.refused()
    if measure(data)[1] > _DEEPEST:
        findings.add(Code.INVALID_SETTING, f"values nest deeper than {_DEEPEST} levels", (0, 1))
        return findings.refused()
    return Parsed(Document(name, data, Places(text, lambda: toml_entries(text.content))))


def _explain(findings: Findings, error: ValueError | RecursionError) -> None:
    if isinstance(error, RecursionError):
        findings.add(Code.INVALID_SETTING, "values nest too deep", (0, 1))
        return
    words, offset = _taken_apart(str(error), findings.text)
    message = f"the file is not TOML: {words[:1].lower()}{words[1:]}"
    findings.add(Code.INVALID_SETTING, message, (offset, offset + 1))


def _taken_apart(message: str, text: Text) -> tuple[str, int]:
    """Part what the library says from where it says it; the end of the text when it names no line."""
    found = _PLACE.search(message)
    words = re.sub(r"'([^']*)'", lambda quoted: f"`{quoted[1]}`", _PLACE.sub("", message))
    if found is None or found[1] is None:
        return words, len(text.content.rstrip())
    row, column = int(found[1]) - 1, int(found[2]) - 1
    return words, text.starts[min(row, len(text.starts) - 1)] + column
