from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from unispec.data import encode
from unispec.diagnostics import Part
from unispec.documents import MAX_BYTES, MAX_DEPTH, Parsed, parse_yaml

PARSERS = [yaml.CSafeLoader, yaml.SafeLoader]

SPEC = """\
# yaml-language-server: $schema=x
resource: "calendar/events"
operations:
  list: &no
    scopes: ['a:read', b]
    when: |
      a ? b : c
    path: {x: "/users/{{ input.id }}", y: [1, 2.5, ~]}
map:
  id: $id(uri)
  note: >-
    folded
    text
  gone: null
"""


@pytest.fixture(params=PARSERS, ids=["libyaml", "pure"], autouse=True)
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    with patch("unispec.documents._yaml._PARSER", request.param):
        yield


def read(text: str | bytes) -> Parsed:
    return parse_yaml("spec.yaml", text.encode() if isinstance(text, str) else text)


def told(parsed: Parsed) -> list[tuple[str, int, int]]:
    """Codes with their places."""
    found = [(each.code.value, each.location) for each in parsed.diagnostics]
    return [(code, where.span.line, where.span.column) for code, where in found if where]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("---\n", None),
        ("a: 1\n...\n# the end\n", {"a": 1}),
        ("---\na: 1\n", {"a": 1}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: 1\r\nb: x\r\n", {"a": 1, "b": "x"}),
        ("just text", "just text"),
        ("[null, ~, Null, true, FALSE, ]", [None, None, None, True, False]),
        ("[no, on, yes, off, y, N]", ["no", "on", "yes", "off", "y", "N"]),
        ("[12:30, 2026-01-01, 2026-01-01T00:00:00Z]", ["12:30", "2026-01-01", "2026-01-01T00:00:00Z"]),
        ("[1_000, 0b1, 0o8, 0xg, 1e, =]", ["1_000", "0b1", "0o8", "0xg", "1e", "="]),
        ("[0, -7, +7, 010, 0o10, 0xFF]", [0, -7, 7, 10, 8, 255]),
        ("[1.5, -.5, 1., 1e3, 1.5E-2]", [1.5, -0.5, 1.0, 1000.0, 0.015]),
        ("[18446744073709551615, -9223372036854775808]", [2**64 - 1, -(2**63)]),
        ("""['1', "true", 'null', '', ".inf"]""", ["1", "true", "null", "", ".inf"]),
        ("a: |\n  1\nb: >\n  true\n", {"a": "1\n", "b": "true\n"}),
        (
            "1: a\ntrue: b\nnull: c\n1.0: d\n2026-01-01: e\n",
            dict(zip(["1", "true", "null", "1.0", "2026-01-01"], "abcde", strict=True)),
        ),
        ("'<<': a\n\"x ? y\": b\n", {"<<": "a", "x ? y": "b"}),
        ("a: what?\nb: c?d:e\n# why ?\nc: 1\n", {"a": "what?", "b": "c?d:e", "c": 1}),
        ("a: {b: [], c: {}}\nd:\n- 1\n-\n", {"a": {"b": [], "c": {}}, "d": [1, None]}),
        ('a: "\\u00e9\\n"', {"a": "é\n"}),
    ],
)
def test_scalars_have_the_types_of_yaml_1_2_and_keys_are_text(text: str, data: Any) -> None:
    parsed = read(text)
    assert parsed.diagnostics == ()
    assert parsed.document is not None
    assert parsed.document.data == data
    assert encode(parsed.document.data) == encode(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1", [("yaml-feature", 1, 4)]),
        ("a: *x", [("yaml-feature", 1, 4)]),
        ("*a : 1", [("yaml-feature", 1, 1)]),
        ("<<: {a: 1}", [("yaml-feature", 1, 1)]),
        ("a: !!str 1", [("yaml-feature", 1, 4)]),
        ("a: !own {}", [("yaml-feature", 1, 4)]),
        ("a: ! b", [("yaml-feature", 1, 4)]),
        ("&a !!map {}", [("yaml-feature", 1, 1), ("yaml-feature", 1, 1)]),
        ("%YAML 1.2\n---\na", [("yaml-feature", 1, 1)]),
        ("# c\n\n%FOO bar\n---\na", [("yaml-feature", 3, 1)]),
        ("a\n---\nb", [("yaml-feature", 2, 1)]),
        ("a\n...\n# c\n%TAG ! x\n", [("yaml-feature", 4, 1)]),
        ("? a\n: b", [("yaml-feature", 1, 1)]),
        ("x: 1\n# ?\n? a", [("yaml-feature", 3, 1)]),
        ("? [a, b]\n: c", [("yaml-feature", 1, 3)]),
        ("{a: b}: c", [("yaml-feature", 1, 1)]),
        ("a: .inf", [("yaml-feature", 1, 4)]),
        ("[-.INF, .NaN]", [("yaml-feature", 1, 2), ("yaml-feature", 1, 9)]),
        ("a: 18446744073709551616", [("yaml-feature", 1, 4)]),
        (f"a: {'9' * 5000}", [("yaml-feature", 1, 4)]),
        (f"a: 0x{'f' * 5000}", [("yaml-feature", 1, 4)]),
        ("a: 1e999", [("yaml-feature", 1, 4)]),
        ("a: 1\nb: 2\na: 3\n'a': 4", [("duplicate-key", 3, 1), ("duplicate-key", 4, 1)]),
        ("x: {a: 1, a: 2}", [("duplicate-key", 1, 11)]),
        ("a: 1\na: &x 2\nb: *x\n<<: 3", [
            ("duplicate-key", 2, 1), ("yaml-feature", 2, 4), ("yaml-feature", 3, 4), ("yaml-feature", 4, 1)]),
        ("a: &x 1\nb: [", [("yaml-feature", 1, 4), ("yaml-syntax", 2, 5)]),
        ("[" * 64 + "]" * 64, []),
        ("[" * 65 + "]" * 65, [("yaml-too-deep", 1, 65)]),
        ("a: 'b", [("yaml-syntax", 1, 4)]),
        ("a: [1\nb: 2", [("yaml-syntax", 2, 2)]),
        ("a:\n\tb: 1", [("yaml-syntax", 2, 1)]),
        ("a: `b", [("yaml-syntax", 1, 4)]),
        ("a: Title: b", [("yaml-syntax", 1, 9)]),
        ("a: x\x07\nb: \x00", [("yaml-syntax", 1, 5), ("yaml-syntax", 2, 4)]),
        ("a: x\u2028b: y", [("yaml-syntax", 1, 5)]),
        ("a: \x85", [("yaml-syntax", 1, 4)]),
        ("a: \ufeff", [("yaml-syntax", 1, 4)]),
        ("a: b ? c : d", [("ternary-in-plain-scalar", 1, 10)]),
        ("a: {b: c ? d : e}", [("ternary-in-plain-scalar", 1, 14)]),
        ("a:\n  b ? c : d", [("ternary-in-plain-scalar", 2, 9)]),
        ("a:\n- b ? c : d", [("ternary-in-plain-scalar", 2, 9)]),
        ("a: b ?\n  c : d", [("ternary-in-plain-scalar", 2, 5)]),
        ("a: b\n  ? c\n  : d", [("ternary-in-plain-scalar", 3, 3)]),
        ("a: b ? 'c' : 'd'", [("ternary-in-plain-scalar", 1, 12)]),
        ("x: y\na: b ? {'c': 1} : 2", [("ternary-in-plain-scalar", 2, 12)]),
        ("a: {b: x, c: d: e}", [("yaml-syntax", 1, 15)]),
        (b"a: \xff", [("not-utf8", 1, 4)]),
        (b"\xef\xbb\xbf\xc3\xa9\nb: \xc3(", [("not-utf8", 2, 4)]),
        ("a: 1\n".encode("utf-16"), [("not-utf8", 1, 1)]),
        (b"#" * (MAX_BYTES + 1), [("file-too-large", 1, 1)]),
        (b"#" * MAX_BYTES, []),
    ],
)  # fmt: skip
def test_what_the_format_leaves_out_is_refused_at_its_place(text: str, expected: Any) -> None:
    parsed = read(text)
    assert told(parsed) == expected
    assert (parsed.document is None) is bool(expected)


@pytest.mark.parametrize("text", ['a: "\\ud800"', 'a: "\\U7FFFFFFF"', '"\\udfff": a', 'a: "\\x"', 'a: "\\c"'])
def test_an_escape_of_no_character_is_refused(text: str) -> None:
    parsed = read(text)
    assert parsed.document is None
    assert [(code, line) for code, line, _ in told(parsed)] == [("yaml-syntax", 1)]


def test_a_duplicate_key_tells_where_it_came_first() -> None:
    (found,) = read("x:\n  a: 1\n  b: 2\n  a: 3\n").diagnostics
    assert found.message == "the key `a` is written twice"
    assert [str(each.location) for each in found.related] == ["spec.yaml:2:3"]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("a: b ? c : d", "block scalar: `key: |`"),
        ("a: Title: b", "block scalar (`key: |`)"),
        ('a: "x" & b', "a value that starts with a quote ends with it"),
        ("a:\n\tb: 1", "write spaces instead of the tab"),
        ("a: `b", "quote the value"),
        ("<<: {}", "write the keys out"),
    ],
)
def test_a_trap_comes_with_its_remedy(text: str, remedy: str) -> None:
    (found,) = read(text).diagnostics
    assert found.help is not None
    assert remedy in found.help


def test_a_syntax_error_is_told_in_words_with_the_place_it_began() -> None:
    (found,) = read("a: [1,\n  2\nb: 3\n").diagnostics
    assert "`,` or `]`" in found.message
    assert "while parsing a flow sequence" in found.message
    assert [str(each.location) for each in found.related] == ["spec.yaml:1:4"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 100_000,
        "{a: " * 100_000,
        "? " * 100_000,
        "".join(f"{' ' * n}a:\n" for n in range(1_000)),
        "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(20_000)),
        "a: &a {x: 1}\n" + "<<: [*a, *a]\n" * 20_000,
        "%TAG !a! b\n" * 80_000,
        "a\n...\n" + "%TAG !a! b\n" * 80_000,
        "\x01" * 500_000,
        ":" * 500_000,
        "&" * 500_000,
        "!<" * 200_000,
        "a:\n" * 100_000,
        "{" + "a: b, " * 100_000 + "}",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_hostile_file_ends_soon_with_few_diagnostics(text: str) -> None:
    start = time.perf_counter()
    parsed = read(text)
    assert time.perf_counter() - start < 2
    assert parsed.document is None
    assert 1 <= len(parsed.diagnostics) <= 100


def test_the_last_of_a_hundred_problems_says_that_reading_stopped() -> None:
    found = read("a: *x\n" * 500).diagnostics
    assert len(found) == 100
    assert "reading stopped here" in (found[-1].help or "")
    assert not [each for each in found[:-1] if "reading stopped" in (each.help or "")]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A spec with some of its characters replaced, removed or doubled."""
    text = SPEC
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 8)))
        piece = draw(
            st.sampled_from(
                [*"?:-|>&*!%@`'\"[]{},#~ \t\n\r\\", ": ", "? ", "<<: ", "---\n", "é", "\x00", "\u2028"]
            )
        )
        text = text[:start] + piece + text[start : end if draw(st.booleans()) else start] + text[end:]
    return text.encode()


@pytest.mark.parametrize("parser", PARSERS)
@settings(max_examples=150, deadline=None)
@given(
    content=st.one_of(
        mutated(), st.binary(max_size=60), st.text(max_size=60).map(lambda s: s.encode("utf-8", "replace"))
    )
)
def test_no_content_raises_and_every_place_can_be_shown(parser: Any, content: bytes) -> None:
    with patch("unispec.documents._yaml._PARSER", parser):
        parsed = read(content)
    assert (parsed.document is None) is bool(parsed.diagnostics)
    for found in parsed.diagnostics:
        assert found.location is not None
        span = found.location.span
        line = found.location.source.line_at((), span.line)
        assert 1 <= span.column <= span.end_column <= len(line) + 2
    if parsed.document:
        encode(parsed.document.data)
        for route in parsed.document.places.entries:
            parsed.document.value(route)
            assert parsed.document.location(route, Part.KEY).span.line >= 1


@settings(max_examples=200, deadline=None)
@given(content=mutated())
def test_both_parsers_agree(content: bytes) -> None:
    with patch("unispec.documents._yaml._PARSER", yaml.CSafeLoader):
        fast = read(content)
    with patch("unispec.documents._yaml._PARSER", yaml.SafeLoader):
        pure = read(content)
    if fast.document and pure.document:
        assert fast.document.data == pure.document.data
        assert fast.document.places.entries == pure.document.places.entries


def test_the_limits_are_those_of_the_format() -> None:
    assert (MAX_BYTES, MAX_DEPTH) == (1_000_000, 64)
