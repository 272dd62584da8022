from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from unispec.diagnostics import (
    Code,
    Diagnostic,
    Inside,
    Location,
    Part,
    RecordPlace,
    Related,
    Route,
    Severity,
    Span,
)
from unispec.documents import parse_yaml
from unispec.rendering import frame

SPEC = "resource: calendar/events\n" + "#\n" * 43 + "map:\n  location:\n    name: loction.location\n"


class Lines:
    """A source that holds one line and one span."""

    def __init__(self, line: str, span: Span, name: str = "f.yaml") -> None:
        self.line, self.place, self.name = line, span, name

    def name_at(self, route: Route) -> str:
        return self.name

    def span(self, route: Route, part: Part, inside: Inside | None) -> Span:
        return self.place

    def line_at(self, route: Route, number: int) -> str:
        return self.line


def at(line: str, start: int, end: int, *, row: int = 7, name: str = "f.yaml") -> Location:
    return Location(Lines(line, Span(row, start, row, end), name))


def problem(location: Location | None, message: str = "wrong", **more: Any) -> Diagnostic:
    return Diagnostic(Code.UNKNOWN_KEY, message, location, **more)


def drawn(text: str) -> str:
    """The expected drawing, as written below its first line's margin."""
    return "\n".join(line.removeprefix("        ") for line in text.strip("\n").splitlines()).rstrip()


def test_a_frame_is_drawn_as_the_format_shows_it() -> None:
    document = parse_yaml("calendar/events.yaml", SPEC.encode()).document
    assert document is not None
    location = document.location(("map", "location", "name"), Part.VALUE, (0, 7))
    message = "`loction` is not a field of `Event`"
    found = Diagnostic(Code.UNKNOWN_SOURCE_FIELD, message, location, "did you mean `location`?")
    assert frame(found) == drawn("""
        error[unknown-source-field]: `loction` is not a field of `Event`
          --> calendar/events.yaml:47:11
           |
        47 |     name: loction.location
           |           ^^^^^^^
           = help: did you mean `location`?
        """)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (problem(None), "error[unknown-key]: wrong"),
        (
            problem(
                None, severity=Severity.WARNING, help="do it", record=RecordPlace("a.list", 2, 3, ("x", 0))
            ),
            """
        warning[unknown-key]: wrong
          --- record 3 of page 2 of `a.list` at `x[0]`
           = help: do it
        """,
        ),
        (
            problem(at("a: 1", 1, 2), severity=Severity.NOTE, record=RecordPlace("a.list", 1, 0)),
            """
        note[unknown-key]: wrong
          --> f.yaml:7:1
           |
         7 | a: 1
           | ^
          --- record 0 of page 1 of `a.list`
        """,
        ),
        (
            problem(at("b: 1", 1, 2, row=1200), related=(Related("first", at("a: 1", 4, 5, row=3)),)),
            """
        error[unknown-key]: wrong
            --> f.yaml:1200:1
             |
        1200 | b: 1
             | ^
            ::: f.yaml:3:4
             |
           3 | a: 1
             |    ^ first
        """,
        ),
        (
            problem(at("", 1, 1), related=(Related("seen here", at("", 1, 1)),)),
            """
        error[unknown-key]: wrong
          --> f.yaml:7:1
          ::: f.yaml:7:1 seen here
        """,
        ),
        (
            problem(at("\ta:\tb", 5, 6)),
            """
        error[unknown-key]: wrong
          --> f.yaml:7:5
           |
         7 |  a: b
           |     ^
        """,
        ),
        (
            problem(at("名: 日本 x", 4, 6)),
            """
        error[unknown-key]: wrong
          --> f.yaml:7:4
           |
         7 | 名: 日本 x
           |     ^^^^
        """,
        ),
        (
            problem(at("a\x1b[31mb", 7, 8)),
            """
        error[unknown-key]: wrong
          --> f.yaml:7:7
           |
         7 | a\\x1b[31mb
           |          ^
        """,
        ),
        (
            problem(at("abc", 4, 4)),
            """
        error[unknown-key]: wrong
          --> f.yaml:7:4
           |
         7 | abc
           |    ^
        """,
        ),
        (
            problem(at("abc", 99, 120)),
            """
        error[unknown-key]: wrong
          --> f.yaml:7:99
           |
         7 | abc
           |    ^
        """,
        ),
        (
            problem(Location(Lines("a: [1,", Span(2, 4, 5, 1)))),
            """
        error[unknown-key]: wrong
          --> f.yaml:2:4
           |
         2 | a: [1,
           |    ^^^
        """,
        ),
        (
            problem(at("x", 1, 2, name="a\nb\x1b"), "two\nlines \u202e\x9b\u2028"),
            """
        error[unknown-key]: two\\nlines \\u202e\\x9b\\u2028
          --> a\\nb\\x1b:7:1
           |
         7 | x
           | ^
        """,
        ),
    ],
)
def test_each_kind_of_place_has_its_drawing(found: Any, expected: Any) -> None:
    assert frame(found) == drawn(expected)


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012"


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "carets"),
    [
        (LETTERS, 1, 3, "abcdefghijklmnopqrstuvwxy…", "^^"),
        (LETTERS, 53, 55, "…EFGHIJKLMNOPQRSTUVWXYZ012", " " * 23 + "^^"),
        (LETTERS, 24, 27, "…mnopqrstuvwxyzABCDEFGHIJK…", " " * 12 + "^^^"),
        (LETTERS, 1, 56, "abcdefghijklmnopqrstuvwxy…", "^" * 25),
        (LETTERS, 20, 50, "…tuvwxyzABCDEFGHIJKLMNOPQR…", " " + "^" * 25),
        ("日本語" * 20, 20, 22, "…語日本語日本語日本語日本…", " " * 11 + "^^^^"),
        (LETTERS[:27], 2, 3, LETTERS[:27], " ^"),
    ],
)
def test_a_long_line_is_cut_around_what_is_marked(
    line: str, start: int, end: int, shown: str, carets: str
) -> None:
    drawing = frame(problem(at(line, start, end)), width=32).splitlines()
    assert drawing[3:] == [f" 7 | {shown}", f"   | {carets}"]
    assert cell_len(drawing[3]) <= 32


def test_long_help_wraps_under_itself() -> None:
    remedy = "one two three four five six seven\nsecond paragraph"
    assert frame(problem(None, help=remedy), width=32) == drawn("""
        error[unknown-key]: wrong
           = help: one two three four
                   five six seven
                   second paragraph
        """)


def test_colour_changes_no_character_but_the_styles() -> None:
    related = (Related("first", at("a: 1", 4, 5)),)
    found = problem(at("b: 1", 1, 2), help="do it", related=related)
    coloured = frame(found, colour=True)
    assert "\x1b[1;31merror[unknown-key]\x1b[0m" in coloured
    assert "\x1b[1;31m^\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == frame(found)
    assert "\x1b" not in frame(found)


@settings(max_examples=200, deadline=None)
@given(
    line=st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    start=st.integers(1, 90),
    length=st.integers(0, 30),
    width=st.integers(1, 60),
)
def test_whatever_the_line_the_frame_is_printable_and_fits(
    line: str, start: int, length: int, width: int
) -> None:
    drawn_lines = frame(problem(at(line, start, start + length)), width=width).split("\n")
    assert all(each.isprintable() for each in drawn_lines)
    if len(drawn_lines) > 2:
        room = max(width, 20)
        assert all(cell_len(each) <= room + 9 for each in drawn_lines[3:5])
        assert drawn_lines[4].count("^") >= 1
