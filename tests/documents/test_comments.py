"""Comments are what follows a `#` outside of keys and scalars, however these are written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unispec.documents import Document, parse_json, parse_toml, parse_yaml


def document(text: str) -> Document:
    found = parse_yaml("f.yaml", text.encode())
    assert found.document is not None, found.diagnostics
    return found.document


def found(text: str) -> list[tuple[str, bool]]:
    comments = document(text).comments()
    for comment in comments:
        assert text.startswith(comment.text, comment.start)
    return [(comment.text, comment.is_alone) for comment in comments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", []),
        ("a: 1 # one", [("# one", False)]),
        ("# above\na: 1\n  # below\n", [("# above", True), ("# below", True)]),
        ("#\na: 1 #", [("#", True), ("#", False)]),
        ("a: b#c#d", []),
        ("a#b: 1", []),
        ("a: 'b # c'   # d   \n", [("# d", False)]),
        ('a: "b \\" # c"# d', [("# d", False)]),
        ("a: 'it''s # b' # c", [("# c", False)]),
        ('"a # b": 1 # c', [("# c", False)]),
        ("a: 'b\n  # c\n  d' # e", [("# e", False)]),
        ("a: b\n  c # d\n", [("# d", False)]),
        ("a: | # head\n  # text\n  more # text\nb: 1", [("# head", False)]),
        ("a: >2- # head\n   # text\n# out\nb: 1", [("# head", False), ("# out", True)]),
        ("a: |+\n  text\n\n# out\n", [("# out", True)]),
        ("a: | # head\n", [("# head", False)]),
        ("a: | # head", [("# head", False)]),
        ("a: |\nb: | # head\n  # text\n# out\n", [("# head", False), ("# out", True)]),
        ("- |\n  # text\n # out\n- 2 # two", [("# out", True), ("# two", False)]),
        ("a: # nothing\nb: # more\n  c: 1", [("# nothing", False), ("# more", False)]),
        ("{a: 1, # one\n b: 'x # y'} # two", [("# one", False), ("# two", False)]),
        ("a: # b # c", [("# b # c", False)]),
        ("---\n# a\nb: 1\n... # c\n# d\n", [("# a", True), ("# c", False), ("# d", True)]),
        ("\ufeffa: 1 # é", [("# é", False)]),
        ("a: 1 # one\r\n# two\r\nb: 2", [("# one", False), ("# two", True)]),
    ],
)
def test_each_comment_is_found_and_nothing_else(text: str, expected: list[tuple[str, bool]]) -> None:
    comments = document(text).comments()
    assert [(comment.text, comment.is_alone) for comment in comments] == expected


ODD = st.text(alphabet="ab #'\"{}[]:,|>-&*!%@?é", max_size=12)
WORDS = st.text(alphabet="ab#", min_size=1, max_size=5).map(lambda text: "w" + text)
COMMENTS = ODD.map(lambda text: ("#" + text).rstrip())
Piece = tuple[list[str], list[tuple[str, bool]]]
"""Lines of YAML, and the comments that were put into them."""


@st.composite
def trailing(draw: st.DrawFn) -> Piece:
    """Nothing, or a comment at the end of a line, as one line of text."""
    comment = draw(st.none() | COMMENTS)
    gap = draw(st.sampled_from([" ", "   ", "\t"]))
    return ([f"{gap}{comment}"], [(comment, False)]) if comment else ([""], [])


def quoted(text: str, quote: str) -> str:
    if quote == "'":
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace('"', '\\"') + '"'


@st.composite
def entries(draw: st.DrawFn) -> Piece:
    """One entry whose key is put in later, as `KEY`, with the comments in it and around it."""
    alone = draw(st.lists(COMMENTS, max_size=2))
    lines = [draw(st.sampled_from(["", " "])) + each for each in alone]
    expected = [(each, True) for each in alone]
    (end,), comments = draw(trailing())
    match draw(st.sampled_from(["plain", "'", '"', "|", ">", "empty", "flow", "sequence", "folded quote"])):
        case "plain":
            lines.append(f"KEY: {draw(WORDS)}{end}")
        case "'" | '"' as quote:
            lines.append(f"KEY: {quoted(draw(ODD), quote)}{end}")
        case "|" | ">" as block:
            texts = draw(st.lists(ODD | st.just(""), max_size=3))
            lines += [f"KEY: {block}2{draw(st.sampled_from(['', '-', '+']))}{end}"]
            lines += [f"  {text}" if text.strip() else "" for text in texts]
        case "empty":
            lines.append(f"KEY:{end}")
        case "flow":
            lines += [f"KEY: {{a: {quoted(draw(ODD), chr(39))},{end}", f"  b: [{draw(WORDS)}]}}"]
        case "sequence":
            lines += [f"KEY:{end}", f"  - {draw(WORDS)}", f"  - {quoted(draw(ODD), chr(34))}"]
        case "folded quote":
            lines += [f"KEY: 'a{draw(ODD).replace(chr(39), '')}", f"  # no {draw(WORDS)}'{end}"]
    return lines, [*expected, *comments]


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(entries(), max_size=5))
def test_exactly_the_comments_that_were_written_are_found(pieces: list[Piece]) -> None:
    lines = [line.replace("KEY", f"k{n}") for n, (written, _) in enumerate(pieces) for line in written]
    expected = [each for _, comments in pieces for each in comments]
    text = "\n".join(lines) + "\n"
    assert found(text) == expected


@settings(max_examples=300, deadline=None)
@given(st.lists(entries(), max_size=4), st.data())
def test_with_other_comments_a_file_means_the_same(pieces: list[Piece], draw: Any) -> None:
    lines = [line.replace("KEY", f"k{n}") for n, (written, _) in enumerate(pieces) for line in written]
    text = "\n".join(lines) + "\n"
    before = document(text)
    changed = text
    for comment in reversed(before.comments()):
        other = draw.draw(COMMENTS if comment.is_alone else COMMENTS | st.just(""))
        changed = changed[: comment.start] + other + changed[comment.start + len(comment.text) :]
    assert document(changed).data == before.data


def test_json_has_no_comments_and_toml_has_them_as_yaml_does() -> None:
    json = parse_json("f.json", b'{"a # b": "c # d"}').document
    toml = parse_toml("f.toml", b"# a\nb = 'c # d' # e\n[f] # g\nh = [1, # i\n 2]\n").document
    assert json is not None
    assert toml is not None
    assert json.comments() == ()
    assert [comment.text for comment in toml.comments()] == ["# a", "# e", "# g", "# i"]
