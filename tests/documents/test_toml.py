"""TOML files: read by the standard library, their places by our own scanner, which must agree with it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unispec.diagnostics import Part, Route
from unispec.documents import Document, parse_toml

TEXT = '''\
# a comment
plain = 1
"quoted key" = 'literal # no comment' # but this
dotted . "in side".deep = 1979-05-27 07:32:00
many = [1, "a # b", [2, # two
  3], {x = true, y.z = """
multi "" line"""""}]

[table]
a = -1.5e3
[table.'below it']
b = """x"""
[[items]]
name = "first"
[items.more]
c = 1
[[items.inner]]
d = 1
[[items.inner]]
d = 2
[[items]]
name = "second"
[[items.inner]]
d = 3
'''


def document(text: str) -> Document:
    found = parse_toml("f.toml", text.encode())
    assert found.document is not None, found.diagnostics
    return found.document


def routes(value: Any, route: Route = ()) -> set[Route]:
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    return {route} | {each for step, child in children for each in routes(child, (*route, step))}


def agrees(text: str) -> None:
    """Every route has an entry, whose text reads as the value, behind the text of its key."""
    read = document(text)
    entries = read.places.entries
    assert set(entries) == routes(tomllib.loads(text))
    for route, entry in entries.items():
        written = text[entry.start : entry.end]
        if route and not written.startswith("[") and (entry.style or written.startswith("{")):
            assert tomllib.loads(f"it = {written}")["it"] == read.value(route)
        if entry.key:
            name = next(step for step in reversed(route) if isinstance(step, str))
            assert next(iter(tomllib.loads(f"{text[slice(*entry.key)]} = 0"))) == name


def test_every_way_to_write_has_its_place() -> None:
    agrees(TEXT)


@pytest.mark.parametrize(
    ("route", "part", "place"),
    [
        (("plain",), Part.VALUE, "f.toml:2:9"),
        (("quoted key",), Part.KEY, "f.toml:3:1"),
        (("dotted", "in side", "deep"), Part.VALUE, "f.toml:4:27"),
        (("many", 2, 1), Part.VALUE, "f.toml:6:3"),
        (("table", "below it"), Part.KEY, "f.toml:11:8"),
        (("items", 1, "inner", 0, "d"), Part.VALUE, "f.toml:24:5"),
        (("items", 1, "nowhere"), Part.VALUE, "f.toml:21:3"),
    ],
)
def test_a_route_leads_to_its_line_and_column(route: Route, part: Part, place: str) -> None:
    assert str(document(TEXT).location(route, part)) == place


KEYS = st.sampled_from(["a", "b-c", '"d.e"', "'f # g'", '"h\\"i"', "1"])
SCALARS = st.sampled_from(
    ["1", "-0.5", "true", "'x # y'", '"x \\" # y"', "1979-05-27", '"""\na\n"b" # c"""', "''''a''''", '""']
).filter(lambda text: not text.startswith("''''"))
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda all_: "[" + ", # c ]\n ".join(all_) + "]")
        | st.dictionaries(KEYS, inner, max_size=2).map(
            lambda all_: "{" + ", ".join(f"{key} = {value}" for key, value in all_.items()) + "}"
        )
    ),
    max_leaves=6,
)
LINES = st.one_of(
    st.builds("{} = {} # c".format, KEYS, VALUES),
    st.builds("{}.{}\t={}".format, KEYS, KEYS, VALUES),
    st.builds("[{}]".format, KEYS),
    st.builds("[ {} . {} ] # [x]".format, KEYS, KEYS),
    st.builds("[[{}]]".format, KEYS),
    st.builds("[[{}.{}]]".format, KEYS, KEYS),
    st.sampled_from(["", "# a = 1", "  # ]"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=8))
def test_places_agree_with_the_standard_library_for_every_text_that_it_reads(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert parse_toml("f.toml", text.encode()).document is None
    else:
        agrees(text)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (b"a = ", "the file is not TOML: invalid value", "f.toml:1:4"),
        (b"b = 1\na = nope", "the file is not TOML: invalid value", "f.toml:2:5"),
        (b"a = 1\na = 2", "the file is not TOML: cannot overwrite a value", "f.toml:2:6"),
        (b"a = [\n", "the file is not TOML: invalid value", "f.toml:1:6"),
        (b"a = " + b"[" * 5_000, "values nest too deep", "f.toml:1:1"),
        (b"a = " + b"[" * 40 + b"]" * 40, "values nest deeper than 32 levels", "f.toml:1:1"),
        (b"a." * 400_000 + b"b = 1", "keys nest deeper than 32 levels", "f.toml:1:1"),
        (b'a = "\xff"', "byte 5 of the file is not UTF-8", "f.toml:1:6"),
    ],
)
def test_what_is_not_toml_is_told_with_its_place(text: bytes, message: str, place: str) -> None:
    parsed = parse_toml("f.toml", text)
    assert parsed.document is None
    assert [(each.message, str(each.location)) for each in parsed.diagnostics] == [(message, place)]
