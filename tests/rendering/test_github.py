"""Workflow commands: read back as GitHub reads them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings

from tests.rendering.findings import ANY, HERE, SOME, at, title
from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.rendering import workflow_commands

_COMMAND = re.compile(r"::(?P<kind>\w+) (?P<properties>.*?)::(?P<data>.*)")
_ESCAPES = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}


def _read(text: str) -> str:
    return re.sub("%(25|0D|0A|3A|2C)", lambda found: _ESCAPES[found[0]], text)


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command back, as the runner does: properties are split before their escapes are undone."""
    command = _COMMAND.fullmatch(line)
    assert command
    pairs = (each.split("=", 1) for each in command["properties"].split(","))
    return command["kind"], {name: _read(value) for name, value in pairs}, _read(command["data"])


def test_findings_become_commands_and_a_last_line() -> None:
    *lines, last = workflow_commands(SOME, HERE).split("\n")
    assert last == "2 errors, 1 warning, 1 note in 3 files"
    assert [parsed(line) for line in lines] == [
        ("error", {"title": "unispec: unreadable-file"}, "`x` holds nothing"),
        (
            "error",
            {
                "file": "specs/integrations/a/b.yaml",
                "line": "2",
                "col": "10",
                "endLine": "2",
                "endColumn": "13",
                "title": "unispec: unknown-source-field",
            },
            "`nam` is not a field of `Event`",
        ),
        (
            "warning",
            {
                "file": "specs/integrations/ä b/50%.yaml",
                "line": "4",
                "endLine": "5",
                "title": "unispec: duplicate-key",
            },
            "`title` stands here twice, as `{{ a }}: b, c`\nremove one\nor the other\n"
            "integrations/ä b/50%.yaml:1:1: the [first]",
        ),
        (
            "notice",
            {
                "file": "odd\\udcff\\n.yaml",
                "line": "2",
                "col": "10",
                "endLine": "2",
                "endColumn": "13",
                "title": "unispec: quoted-word",
            },
            "`$split(a, b)[0](c)`",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50%", "50%25"),
        ("a: b, c", "a: b, c"),
        ("a%0Ab", "a%250Ab"),
        ("one\ntwo\r", "one\\ntwo\\r"),
        ("x\n::error::y", "x\\n::error::y"),
        ("\x1b[31m", "\\x1b[31m"),
    ],
)
def test_a_message_cannot_be_taken_for_anything_else(text: str, written: str) -> None:
    line = workflow_commands([Diagnostic(Code.UNKNOWN_KEY, text)], HERE).split("\n")[0]
    assert line == f"::error title=unispec%3A unknown-key::{written}"


def test_a_name_with_every_separator_stays_one_property() -> None:
    line = workflow_commands([Diagnostic(Code.UNKNOWN_KEY, "x", at("a,line=1:b%::c.yaml"))], HERE)
    assert parsed(line.split("\n")[0])[1]["file"] == "specs/a,line=1:b%::c.yaml"


@pytest.mark.parametrize(
    ("errors", "notes", "told"),
    [(10, 10, False), (11, 0, True), (0, 11, True), (300, 1, True), (0, 0, False)],
)
def test_the_last_line_tells_when_there_are_more_than_github_shows(
    errors: int, notes: int, told: bool
) -> None:
    note = Diagnostic(Code.UNKNOWN_KEY, "x", severity=Severity.NOTE)
    *lines, last = workflow_commands([*[title()] * errors, *[note] * notes], HERE).split("\n")
    assert len(lines) == errors + notes
    assert last.endswith("GitHub annotates the first 10 of each severity, this log holds them all") is told


@settings(max_examples=200, deadline=None)
@given(ANY)
def test_whatever_was_found_each_finding_is_one_line_that_can_be_read_back(found: Any) -> None:
    text = workflow_commands(found, HERE)
    text.encode()
    *lines, last = text.split("\n")
    assert not last.startswith("::")
    assert len(lines) == len(found)
    for line, diagnostic in zip(lines, found, strict=True):
        kind, properties, data = parsed(line)
        assert kind == diagnostic.severity.value.replace("note", "notice")
        assert properties["title"] == f"unispec: {diagnostic.code.value}"
        assert ("line" in properties) is (diagnostic.location is not None)
        assert all(part.isprintable() for part in data.split("\n"))
