from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unispec.diagnostics import Inside, Part, Route
from unispec.documents import Document, Style, from_data, parse_json, parse_yaml
from unispec.documents._text import Text

YAML = """\
plain: a b  # note
double: "a b"
single: 'it''s'
escaped: "a\\tb"
literal: |
  first
    second

  third
folded: >-
  one
  two
empty:
flow: {x: [1, "é", three],
  y: 2}
list:
- name: n
-
- deep:
    - leaf
long: starts
  and ends
"""

JSON = '{\n  "a": {"b": [1, "x\\ny", true]},\n  "é": null\n}\n'


def yaml_document(text: str = YAML) -> Document:
    document = parse_yaml("f.yaml", text.encode()).document
    assert document is not None
    return document


def covered(document: Document, route: Route, part: Part = Part.VALUE, inside: Inside | None = None) -> str:
    """The line and the very characters that a span covers."""
    span = document.span(route, part, inside)
    assert span.line == span.end_line
    return f"{span.line}:{document.line_at(route, span.line)[span.column - 1 : span.end_column - 1]}"


@pytest.mark.parametrize(
    ("route", "value", "key"),
    [
        ((), "1:plain: a b  # note", "1:plain: a b  # note"),
        (("plain",), "1:a b", "1:plain"),
        (("double",), '2:"a b"', "2:double"),
        (("single",), "3:'it''s'", "3:single"),
        (("literal",), "6:first", "5:literal"),
        (("folded",), "11:one", "10:folded"),
        (("empty",), "13:empty", "13:empty"),
        (("flow",), '14:{x: [1, "é", three],', "14:flow"),
        (("flow", "x"), '14:[1, "é", three]', "14:x"),
        (("flow", "x", 1), '14:"é"', '14:"é"'),
        (("flow", "y"), "15:2", "15:y"),
        (("list",), "17:- name: n", "16:list"),
        (("list", 0), "17:name: n", "17:name: n"),
        (("list", 0, "name"), "17:n", "17:name"),
        (("list", 2, "deep", 0), "20:leaf", "20:leaf"),
        (("long",), "21:starts", "21:long"),
        (("nowhere",), "1:plain: a b  # note", "1:plain: a b  # note"),
        (("flow", "x", 9), "14:x", "14:x"),
        (("flow", "z", "deeper"), "14:flow", "14:flow"),
        (("plain", "below", 3), "1:plain", "1:plain"),
    ],
)
def test_a_route_covers_its_value_or_its_key_and_else_the_nearest_parent(
    route: Route, value: Any, key: str
) -> None:
    document = yaml_document()
    assert covered(document, route) == value
    assert covered(document, route, Part.KEY) == key


@pytest.mark.parametrize(
    ("route", "inside", "expected"),
    [
        (("plain",), (2, 3), "1:b"),
        (("plain",), (0, 3), "1:a b"),
        (("plain",), (3, 3), "1:"),
        (("double",), (2, 3), "2:b"),
        (("single",), (0, 2), "3:'it''s'"),
        (("escaped",), (0, 1), '4:"a\\tb"'),
        (("literal",), (0, 5), "6:first"),
        (("literal",), (6, 14), "7:  second"),
        (("literal",), (10, 14), "7:cond"),
        (("literal",), (3, 12), "6:st"),
        (("literal",), (15, 15), "8:"),
        (("literal",), (16, 20), "9:thir"),
        (("literal",), (22, 22), "9:"),
        (("literal",), (22, 23), "6:first"),
        (("folded",), (0, 1), "11:one"),
        (("long",), (0, 1), "21:starts"),
        (("plain",), (-1, 2), "1:a b"),
        (("plain",), (2, 1), "1:a b"),
        (("plain",), (0, 99), "1:a b"),
        (("flow", "x", 0), (0, 1), "14:1"),
        (("flow",), (0, 1), '14:{x: [1, "é", three],'),
    ],
)
def test_a_range_inside_a_scalar_is_exact_where_the_text_holds_the_value(
    route: Route, inside: Inside | None, expected: Any
) -> None:
    assert covered(yaml_document(), route, Part.VALUE, inside) == expected


def test_the_end_of_a_literal_scalar_stands_after_its_last_character() -> None:
    span = yaml_document().span(("literal",), Part.VALUE, (22, 22))
    assert (span.line, span.column, span.end_column) == (9, 8, 8)


@pytest.mark.parametrize("header", ["|", "|-", "|+", "|2", "|2-", "| # note"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_header_and_line_end_of_a_literal_scalar_is_counted(header: str, end: Any) -> None:
    text = end.join(["a:", f"  b: {header}", "    one", "", "      two", "  c: d", ""])
    document = yaml_document(text)
    at = document.value(("a", "b")).index("two")
    assert covered(document, ("a", "b"), Part.VALUE, (at, at + 3)) == "5:two"


lines = st.lists(st.text("ab é:#\"'?", max_size=6), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(lines=lines, data=st.data())
def test_each_character_of_a_literal_scalar_is_found(lines: list[str], data: Any) -> None:
    document = yaml_document("key:\n - |2\n" + "".join(f"   {line}\n" for line in lines))
    value = document.value(("key", 0))
    letters = [at for at, character in enumerate(value) if character not in " \n"]
    if letters:
        at = data.draw(st.sampled_from(letters))
        assert covered(document, ("key", 0), Part.VALUE, (at, at + 1)).endswith(f":{value[at]}")


def test_styles_are_told_for_scalars_only() -> None:
    document = yaml_document()
    names = ["plain", "double", "single", "literal", "folded", "flow", "nowhere"]
    expected = [Style.PLAIN, Style.DOUBLE, Style.SINGLE, Style.LITERAL, Style.FOLDED, None, None]
    assert [document.style((name,)) for name in names] == expected


@pytest.mark.parametrize(
    "route", [("no",), ("list", 9), ("list", "name"), ("plain", 0), ("plain", "a"), (0,)]
)
def test_a_value_that_is_absent_is_a_key_error(route: Route) -> None:
    with pytest.raises(KeyError):
        yaml_document().value(route)


def test_a_byte_order_mark_takes_no_column() -> None:
    assert covered(yaml_document("\ufeffa: 1"), ("a",), Part.KEY) == "1:a"


@pytest.mark.parametrize(
    ("route", "part", "expected"),
    [
        (("a",), Part.VALUE, '2:{"b": [1, "x\\ny", true]}'),
        (("a",), Part.KEY, '2:"a"'),
        (("a", "b", 1), Part.VALUE, '2:"x\\ny"'),
        (("a", "b", 2), Part.VALUE, "2:true"),
        (("é",), Part.KEY, '3:"é"'),
        (("é",), Part.VALUE, "3:null"),
        (("a", "c"), Part.VALUE, '2:"a"'),
    ],
)
def test_json_has_places_too(route: Route, part: Part, expected: Any) -> None:
    document = parse_json("f.json", JSON.encode()).document
    assert document is not None
    assert document.data == {"a": {"b": [1, "x\ny", True]}, "é": None}
    assert covered(document, route, part) == expected


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (b'{"a": 1,}', "json-syntax", "f.json:1:8"),
        ('["é",\n "é", x]'.encode(), "json-syntax", "f.json:2:7"),
        (b"", "json-syntax", "f.json:1:1"),
        (b"[NaN]", "json-syntax", "f.json:1:2"),
        (b"[" * 255 + b"]" * 255, "json-syntax", "f.json:1:1"),
        (b"[" * 100_000, "json-syntax", "f.json:1:1026"),
        (b'{"a": {"b": 1,\n "\\u0062": 2}}', "duplicate-key", "f.json:2:2"),
        (b'["\xff"]', "not-utf8", "f.json:1:3"),
        (b" " * 1_000_001, "file-too-large", "f.json:1:1"),
    ],
)
def test_json_is_read_strictly(text: bytes, code: str, place: str) -> None:
    parsed = parse_json("f.json", text)
    assert parsed.document is None
    assert [(each.code.value, str(each.location)) for each in parsed.diagnostics] == [(code, place)]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(value=values, indent=st.sampled_from([None, 2]))
def test_every_json_value_stands_where_its_entry_says(value: Any, indent: int | None) -> None:
    import json

    text = json.dumps(value, indent=indent, ensure_ascii=False)
    document = parse_json("f.json", text.encode()).document
    assert document is not None
    for route, entry in document.places.entries.items():
        assert json.loads(text[entry.start : entry.end]) == document.value(route)


def test_data_without_a_file_stands_at_its_start() -> None:
    document = from_data("overrides", {"a": [1]})
    assert str(document.location(("a", 0))) == "overrides at a.0:1:1"
    assert document.line_at(("a", 0), 1) == ""


@pytest.mark.parametrize(
    ("start", "end", "columns"),
    [(0, 2, (1, 3)), (1, 9, (2, 3)), (4, 9, (5, 5)), (5, 5, (6, 6))],
)
def test_a_range_past_its_line_is_clipped_and_never_reversed(start: int, end: int, columns: Any) -> None:
    span = Text("f.yaml", "ab   \ncd\n").clip(start, end)
    assert (span.line, span.end_line, (span.column, span.end_column)) == (1, 1, columns)
