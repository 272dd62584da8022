"""Files of other programs: anchors, merge keys and large files are read; bombs and broken files are not."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.diagnostics import Code
from unispec.documents import Document, parse_foreign, read_foreign


def parsed(text: str | bytes, name: str = "api.yaml") -> Document:
    found = parse_foreign(name, text if isinstance(text, bytes) else text.encode())
    assert found.diagnostics == ()
    assert found.document is not None
    return found.document


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": [1, null]}', {"a": [1, None]}),
        ("\ufeff{a: 1}", {"a": 1}),
        ("a: &x [1, 2]\nb: *x\n", {"a": [1, 2], "b": [1, 2]}),
        ("a: &x one\nb: *x\n*x : 2\n", {"a": "one", "b": "one", "one": 2}),
        ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n", {"a": {"p": 1, "q": 2}, "b": {"q": 3, "p": 1}}),
        (
            "a: &x {p: 1}\nb: &y {q: 2}\nc: {<<: [*x, *y]}\n",
            {"a": {"p": 1}, "b": {"q": 2}, "c": {"p": 1, "q": 2}},
        ),
        ("200: ok\nyes: no\n", {"200": "ok", "yes": "no"}),
        (
            "a: !!str 5\nb: .inf\nc: 1e400\nd: 2026-01-01\n",
            {"a": "5", "b": ".inf", "c": "1e400", "d": "2026-01-01"},
        ),
        ("%YAML 1.1\n---\na: 1\n...\n---\nb: 2\n", {"a": 1}),
        ("a: 1\na: 2\n", {"a": 2}),
        ("- 1\n-\n", [1, None]),
    ],
)
def test_a_file_is_read_as_it_is_found(text: str, data: object) -> None:
    assert parsed(text).data == data


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a: *b", Code.YAML_SYNTAX, "api.yaml:1:4"),
        ("a: &a [*a]", Code.YAML_SYNTAX, "api.yaml:1:8"),
        ("a: [1\nb: 2", Code.YAML_SYNTAX, "api.yaml:2:2"),
        ("? [a]\n: b", Code.YAML_SYNTAX, "api.yaml:1:3"),
        ("a: \x00", Code.YAML_SYNTAX, "api.yaml:1:4"),
        (b"a: \xff", Code.NOT_UTF8, "api.yaml:1:4"),
        ("[" * 200, Code.YAML_TOO_DEEP, "api.yaml:1:101"),
        ("[" * 150 + "]" * 150, Code.YAML_TOO_DEEP, "api.yaml:1:1"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(text: str | bytes, code: Code, place: str) -> None:
    found = parse_foreign("api.yaml", text if isinstance(text, bytes) else text.encode())
    assert found.document is None
    assert [(each.code, str(each.location)) for each in found.diagnostics] == [(code, place)]


def test_broken_json_is_told_as_json_unless_the_file_is_named_yaml() -> None:
    (problem,) = parse_foreign("api.json", b'{"a": }').diagnostics
    assert (problem.code, str(problem.location)) == (Code.JSON_SYNTAX, "api.json:1:7")
    assert parsed("{a: 1}", "api.yml").data == {"a": 1}


@pytest.mark.parametrize("text", ["a:\n  b: {c: 1}\n", '{"a":\n  {"b": {"c": 1}}}'])
def test_every_mapping_knows_its_place(text: str) -> None:
    assert parsed(text).location(("a", "b")).span.line == 2
    assert parsed(text).location(("a", "b", "c")).span.line == 2


@pytest.mark.parametrize("kind", ["wide", "deep", "merged"])
def test_an_alias_bomb_costs_no_more_than_its_text(kind: str) -> None:
    names = "abcdefghijklmnop"
    lines = ["a: &a {x: {y: [1, 1, 1, 1, 1, 1]}}" if kind == "merged" else "a: &a [x, x, x, x, x, x, x]"]
    for before, name in pairwise(names):
        inside = {"wide": ", ".join([f"*{before}"] * 9), "deep": "[[[[[[[*" + before + "]]]]]]]"}.get(kind)
        if inside is None:
            inside = "{p: {<<: *?}, q: {<<: *?}, r: *?, s: *?}".replace("?", before)
        lines.append(f"{name}: &{name} [{inside}]" if kind != "merged" else f"{name}: &{name} {inside}")
    started = time.perf_counter()
    found = parse_foreign("api.yaml", "\n".join(lines).encode())
    assert time.perf_counter() - started < 5
    assert [each.code for each in found.diagnostics] in ([Code.FILE_TOO_LARGE], [Code.YAML_TOO_DEEP])


def test_a_file_that_is_too_large_or_is_no_file_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * 20_000_001)
    (problem,) = read_foreign(large, "large.yaml").diagnostics
    assert problem.code is Code.FILE_TOO_LARGE
    (problem,) = read_foreign(tmp_path, "folder").diagnostics
    assert problem.code is Code.UNREADABLE_FILE


@given(st.text(alphabet="ab:&*x-[]{}<!?|>'\" \n#,%", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = parse_foreign("api.yaml", text.encode())
    assert found.document is not None or found.diagnostics
    if found.document is not None:
        found.document.location(("a", 0)).span  # noqa: B018 (it must be there)
