"""A place with remarks: all its lines, carets under the parts, and what stands elsewhere below."""

import re

import pytest

from unispec.diagnostics import Location, Related
from unispec.documents import Document, from_data, parse_yaml
from unispec.rendering import passage


def document(text: str, name: str = "a.yaml") -> Document:
    parsed = parse_yaml(name, text.encode())
    assert parsed.document is not None
    return parsed.document


SPEC = document("map:\n  title: |\n    name ? name\n      : title\n  url: location.url\n")


def at(start: int, end: int) -> Location:
    return SPEC.location(("map", "title"), inside=(start, end))


def test_all_lines_are_drawn_with_the_remarks_under_their_parts() -> None:
    remarks = [Related("`title` is missing", at(16, 21)), Related("`name` is null", at(0, 4))]
    assert passage(SPEC.location(("map", "title")), remarks, until=at(20, 21)) == "\n".join(
        [
            "  --> a.yaml:3:5",
            "   |",
            " 3 |     name ? name",
            "   |     ^^^^ `name` is null",
            " 4 |       : title",
            "   |         ^^^^^ `title` is missing",
            "   |",
        ]
    )


def test_remarks_on_other_places_follow_and_those_on_one_line_stand_together() -> None:
    other = document("functions:\n  id: function($x) { $x ? $y }\n", "b.yaml")
    remarks = [
        Related("is null", other.location(("functions", "id"), inside=(15, 17))),
        Related("is missing", other.location(("functions", "id"), inside=(20, 22))),
    ]
    drawn = passage(SPEC.location(("map", "url")), remarks)
    assert drawn.count("::: b.yaml:2:22") == 1
    assert drawn.count("function($x)") == 1
    assert "^^ is null" in drawn
    assert "^^ is missing" in drawn


@pytest.mark.parametrize("width", [0, 20, 40, 80, 200])
def test_no_line_of_the_source_is_wider_than_the_terminal(width: int) -> None:
    long = document("map:\n  title: " + "a.b & " * 60 + "c\n")
    place = long.location(("map", "title"))
    remark = Related("word " * 40, long.location(("map", "title"), inside=(300, 303)))
    lines = passage(place, [remark], width=width).splitlines()
    assert max(map(len, lines[2:])) <= max(width, 26)
    assert "".join(lines).count("word") == 40


def test_a_long_expression_is_cut() -> None:
    body = "\n".join(f"    line{number}" for number in range(40))
    long = document(f"map:\n  title: |\n{body}\n")
    last = long.value(("map", "title")).rstrip()
    until = long.location(("map", "title"), inside=(len(last) - 1, len(last)))
    drawn = passage(long.location(("map", "title")), until=until)
    assert "line14" in drawn
    assert "line15" not in drawn
    assert " | …" in drawn


def test_what_no_file_holds_has_a_place_and_its_remarks() -> None:
    made = from_data("overrides", {"map": {"title": "name"}})
    place = made.location(("map", "title"))
    drawn = passage(place, [Related("`name` is null", place)])
    assert "overrides at map.title:1:1" in drawn
    assert "`name` is null" in drawn


def test_it_is_coloured_when_asked_and_shows_nothing_that_a_terminal_would_act_on() -> None:
    remarks = [Related("is \x1b[31m\u202e", at(0, 4))]
    plain = passage(SPEC.location(("map", "title")), remarks)
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    coloured = passage(SPEC.location(("map", "title")), remarks, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_a_secret_in_a_line_is_not_shown() -> None:
    spec = document("map:\n  api_key: '\"q8Zr3Tn6Vb1Xc9Lm4Kp7\"'\n")
    assert "q8Zr3" not in passage(spec.location(("map", "api_key")))
