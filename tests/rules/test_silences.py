"""A comment with a reason allows the findings of its line; one that is wrong or unneeded is a finding."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.small import DEMO, EVENTS, FILES, LINE, TITLE, change, write_small_root
from unispec.diagnostics import Code, Diagnostic, Severity, is_negotiable
from unispec.documents import parse_toml, parse_yaml
from unispec.rules import Policy, check, read_settings
from unispec.rules._silences import Silences

ALLOW = "# unispec: allow unknown-source-field: only old accounts have it"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_small_root(tmp_path / "root")


def told(*roots: Path) -> list[str]:
    found = check([(root, Path()) for root in roots])
    return [f"{each.code} {str(each.location).rpartition('/')[2]}" for each in found]


@pytest.mark.parametrize(
    "written",
    [
        f"  title: nam {ALLOW}\n",
        f"  {ALLOW}\n  title: nam\n",
        f"{ALLOW}\n  title: nam\n",
        f"  {ALLOW}\n  # another comment\n\n  title: nam\n",
        "  title: nam # unispec:allow unknown-source-field : it: is\n",
        f"  title: 'nam & nam' {ALLOW}\n",
        f"  title: | {ALLOW}\n    nam\n",
        f"  {ALLOW}\n  title: |\n    name &\n    nam\n",
        f"  title: {ALLOW}\n    nam\n",
        f"  title: # nothing\n    nam {ALLOW}\n",
        f"  title: name\n    & nam {ALLOW}\n",
        f"  location: {{name: nam, url: ul}} {ALLOW}\n  title: name\n",
    ],
)
def test_a_silence_covers_the_entries_of_its_line(root: Path, written: str) -> None:
    change(root, EVENTS, TITLE, written)
    assert told(root) == []
    change(root, EVENTS, "allow unknown-source-field", "allow unknown-function")
    assert "unneeded-silence" in " ".join(told(root))
    assert "unknown-source-field" in " ".join(told(root))


@pytest.mark.parametrize(
    "written",
    [
        f"{TITLE}  {ALLOW}\n  location:\n    name: nam\n",
        f"{TITLE}  location: {ALLOW}\n    name: nam\n",
        f"{TITLE}  location:\n    {ALLOW}\n    url: place.url\n    name: nam\n",
        f"{TITLE}  location: {{name: nam, {ALLOW}\n    url: ul}}\n",
    ],
)
def test_a_silence_covers_nothing_else(root: Path, written: str) -> None:
    change(root, EVENTS, TITLE, written)
    assert any(each.startswith("unknown-source-field ") for each in told(root))


@pytest.mark.parametrize("line", ["  list:\n", "    request:\n"])
def test_a_finding_about_a_mapping_is_covered_at_its_key_and_on_the_line_that_is_shown(line: str) -> None:
    comment = "# unispec: allow small-page: there are few meetings"
    text = FILES[EVENTS].replace(line, f"{line.rstrip()} {comment}\n", 1)
    document = parse_yaml(EVENTS, text.encode()).document
    assert document is not None
    found = Diagnostic(Code.SMALL_PAGE, "x", document.location(("operations", "list")))
    assert str(found.location) == f"{EVENTS}:6:5"
    assert list(Silences.of([document]).applied([found], [document])) == []
    (other,) = Silences.of([document]).applied([replace(found, location=document.location(("map",)))], [])
    assert other.code is Code.SMALL_PAGE


def test_one_comment_may_allow_several_codes_and_each_must_be_needed(root: Path) -> None:
    comment = "# unispec: allow unknown-source-field, unknown-function,small-page: as it is"
    change(root, EVENTS, TITLE, f"  title: $nobody(nam) {comment}\n")
    assert told(root) == [f"unneeded-silence events.yaml:{LINE}:79"]


def test_a_silence_in_a_layer_counts_for_what_stands_there(root: Path, tmp_path: Path) -> None:
    upper = tmp_path / "upper"
    (upper / EVENTS).parent.mkdir(parents=True)
    change(root, EVENTS, TITLE, "  title: nam\n")
    (upper / EVENTS).write_text(f"map:\n  status: stat {ALLOW}\n")
    assert told(root, upper) == [f"unknown-source-field events.yaml:{LINE}:10"]
    (upper / EVENTS).write_text(f"map:\n  {ALLOW}\n  title: stat\n")
    assert told(root, upper) == []


def test_what_a_lower_layer_allows_may_be_repaired_above(root: Path, tmp_path: Path) -> None:
    upper = tmp_path / "upper"
    (upper / EVENTS).parent.mkdir(parents=True)
    change(root, EVENTS, TITLE, f"  title: nam {ALLOW}\n")
    (upper / EVENTS).write_text("map:\n  title: name\n")
    assert told(root, upper) == []
    (upper / EVENTS).write_text("map:\n  status: state\n")
    assert told(root, upper) == []


def test_an_unneeded_silence_is_told_when_everything_was_looked_for(root: Path) -> None:
    change(root, EVENTS, TITLE, f"  title: name {ALLOW}\n")
    assert told(root) == [f"unneeded-silence events.yaml:{LINE}:32"]
    change(root, DEMO, "integration: demo\n", "integration: demo\nlabell: x\n")
    assert told(root) == ["unknown-key integration.yaml:3:1"]


def test_what_settings_turned_off_still_needs_its_silence(root: Path) -> None:
    change(root, EVENTS, TITLE, f"  title: nam {ALLOW}\n")
    document = parse_toml(
        "u", b"severity.unknown-source-field = 'off'\nseverity.unneeded-silence = 'error'"
    ).document
    assert document is not None
    policy = Policy(read_settings(document)[0])
    assert check([(root, Path())], policy) == ()
    change(root, EVENTS, "nam #", "name #")
    (unneeded,) = check([(root, Path())], policy)
    assert (unneeded.code, unneeded.severity) == (Code.UNNEEDED_SILENCE, Severity.ERROR)


def invalid(root: Path, comment: str) -> Diagnostic:
    change(root, EVENTS, TITLE, f"  title: name  {comment}\n")
    (found,) = (each for each in check([(root, Path())]) if each.code is Code.INVALID_SILENCE)
    assert found.severity is Severity.ERROR
    return found


@pytest.mark.parametrize(
    ("comment", "message", "columns"),
    [
        ("# unispec: allow unknown-source-field", "a silence needs a reason", (16, 53)),
        ("# unispec: allow unknown-source-field:  ", "a silence needs a reason", (16, 54)),
        ("# unispec: allow: a reason", "this comment says neither what it allows nor why", (16, 42)),
        ("# unispec: allow", "this comment says neither", (16, 32)),
        ("# unispec: alow unknown-function: x", "this comment says neither", (16, 51)),
        ("# unispec allow unknown-function: x", "this comment says neither", (16, 51)),
        ("#unispec:", "this comment says neither", (16, 25)),
        ("# unispec: allow unknown-functon: x", "`unknown-functon` is not a code", (33, 48)),
        ("# unispec: allow a b: x", "`a b` is not a code", (33, 36)),
        ("# unispec: allow *: x", "`*` is not a code", (33, 34)),
        ("# unispec: allow yaml-syntax: x", "`yaml-syntax` cannot be allowed", (33, 44)),
        ("# unispec: allow invalid-silence: x", "`invalid-silence` cannot be allowed", (33, 48)),
        ("# unispec: allow unneeded-silence: x", "`unneeded-silence` cannot be allowed", (33, 49)),
        ("# unispec: allow provider-error: x", "`provider-error` is not found by a check", (33, 47)),
    ],
)
def test_a_comment_that_allows_nothing_is_told_with_its_place(
    root: Path, comment: str, message: str, columns: tuple[int, int]
) -> None:
    found = invalid(root, comment)
    assert found.message.startswith(message)
    assert found.location is not None
    span = found.location.span
    assert (span.line, span.column, span.end_column) == (LINE, *columns)


def test_a_wrong_code_does_not_undo_the_others(root: Path) -> None:
    change(root, EVENTS, TITLE, "  title: nam # unispec: allow x, unknown-source-field: it is\n")
    assert told(root) == [f"invalid-silence events.yaml:{LINE}:31"]


@pytest.mark.parametrize("text", [f"{ALLOW}\n", f"  {ALLOW}\n\n# end\n"])
def test_a_comment_with_nothing_below_covers_nothing(root: Path, text: str) -> None:
    (root / EVENTS).write_text((root / EVENTS).read_text() + text)
    (found,) = check([(root, Path())])
    assert found.message == "there is nothing here that it could cover"


@pytest.mark.parametrize(
    "comment",
    [
        "# unispec is what reads this",
        "# see unispec: allow",
        "# yaml-language-server: $schema=engine/unispec/specs/resource.schema.json",
        "# we allow unknown-function: x",
    ],
)
def test_other_comments_are_left_alone(root: Path, comment: str) -> None:
    change(root, EVENTS, TITLE, f"  title: name  {comment}\n")
    assert told(root) == []


@pytest.mark.parametrize("text", ["'# unispec: allow'", '"# unispec: allow x"', "|\n    '# unispec: allow'"])
def test_a_text_that_looks_like_a_comment_is_none(root: Path, text: str) -> None:
    change(root, EVENTS, TITLE, f"  title: {text}\n")
    assert not any("silence" in each for each in told(root))


@pytest.mark.parametrize("code", [each for each in Code if is_negotiable(each)])
def test_what_a_file_means_can_be_allowed(root: Path, code: Code) -> None:
    change(root, EVENTS, TITLE, f"  title: name # unispec: allow {code}: it is right\n")
    expected = "invalid-silence" if code is Code.UNNEEDED_SILENCE else "unneeded-silence"
    assert told(root) == [f"{expected} events.yaml:{LINE}:32"]


WORDS = st.sampled_from(["unispec", ":", "allow", "unknown-function", ",", " ", "x", "#", "yaml-syntax", "é"])
LINES = st.sampled_from(["a: 1", "  b: 2", "- c", "d: |", "    e", "f: {g: 1,", "  h: 2}", "", "'", "..."])


@given(st.lists(st.tuples(LINES, st.lists(WORDS, max_size=9).map("".join)), max_size=8))
def test_whatever_a_comment_says_nothing_else_is_lost(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{line} # {comment}" for line, comment in lines)
    document = parse_yaml("f.yaml", text.encode()).document
    if document is not None:
        found = Diagnostic(Code.UNKNOWN_KEY, "x", document.location())
        told = list(Silences.of([document]).applied([found], [document]))
        assert found in told
        assert {each.code for each in told} <= {
            Code.UNKNOWN_KEY,
            Code.INVALID_SILENCE,
            Code.UNNEEDED_SILENCE,
        }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("".join(f"k{n}: 1 # unispec: allow unknown-function: x\n" for n in range(9_000)), 0),
        ("# unispec: allow unknown-function: x\n" * 9_000 + "k: 1\n", 0),
        (f"k: 1 # unispec: allow a{' ' * 400_000}b", 9_001),
        (f"k: 1 # unispec: allow x{' ,' * 20_000}: b", 9_001),
        ("k: 1\n" + "# unispec: allow unknown-function: x\n" * 9_000, 18_000),
        (
            "k: |\n" + "  text\n" * 90_000 + "# unispec: allow unknown-function: x\n" * 3_000 + "l: 1\n",
            12_000,
        ),
    ],
    ids=["entries", "above", "blanks", "commas", "below", "block"],
)
def test_many_comments_take_no_more_than_a_moment(text: str, expected: int) -> None:
    document = parse_yaml("f.yaml", text.encode()).document
    assert document is not None
    found = [Diagnostic(Code.UNKNOWN_FUNCTION, "x", document.location((f"k{n}",))) for n in range(9_000)]
    start = time.process_time()
    told = list(Silences.of([document]).applied(found, [document]))
    assert time.process_time() - start < 3
    assert len(told) == expected
