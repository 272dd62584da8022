"""Texts that are edited piece by piece, and the files that they lie over."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.diagnostics import Code
from unispec.documents import MAX_BYTES
from unispec.editor._buffers import Buffer, Edit, LastReadable, OpenFiles, Point, Superseded
from unispec.editor._positions import Encoding, Lines, whole

LETTERS = st.text(st.sampled_from("aé😀\n\r"), max_size=8)
URI = "file:///a.yaml"


def buffer(text: str, path: Path | None = None) -> Buffer:
    return Buffer(URI, path, None, 1, Lines(text))


@given(LETTERS, st.lists(st.tuples(LETTERS, st.integers(0, 8), st.integers(0, 8)), max_size=6))
def test_edits_by_position_are_edits_by_offset(text: str, edits: list[tuple[str, int, int]]) -> None:
    edited, expected = buffer(text), text
    for new, one, other in edits:
        lines = Lines(expected)
        start, end = sorted(min(each, len(expected)) for each in (one, other))
        points = [Point(*lines.position(each, Encoding.UTF16)) for each in (start, end)]
        start, end = (lines.offset(*each, Encoding.UTF16) for each in points)
        expected = whole(expected[:start] + new + expected[end:])
        edited = edited.edited([Edit(new, *points)], 2, Encoding.UTF16)
    assert edited.text == expected


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ([Edit("x")], "x"),
        ([Edit("x", Point(0, 0), Point(0, 3))], "x\ntwo\n"),
        ([Edit("x", Point(9, 0), Point(12, 3))], "one\ntwo\nx"),
        ([Edit("x", Point(1, 2), Point(0, 1))], "one\ntwxo\n"),
        ([Edit("x", Point(0, 99), Point(1, 99))], "onex\n"),
        ([Edit("x", Point(-1, -7), Point(0, -1))], "xone\ntwo\n"),
        ([Edit("x"), Edit("y", Point(0, 1), Point(0, 1)), Edit("z", Point(0, 2), Point(0, 2))], "xyz"),
        ([], "one\ntwo\n"),
    ],
)
def test_an_edit_replaces_its_range_wherever_that_is(edits: list[Edit], text: str) -> None:
    edited = buffer("one\ntwo\n").edited(edits, 7, Encoding.UTF16)
    assert (edited.text, edited.version) == (text, 7)


def test_halves_of_a_letter_that_two_edits_bring_become_the_letter() -> None:
    edits = [Edit("\ud83d", Point(0, 0), Point(0, 0)), Edit("\ude00", Point(0, 1), Point(0, 1))]
    assert buffer("").edited(edits, 2, Encoding.UTF16).text == "😀"


@pytest.fixture
def files(tmp_path: Path) -> tuple[OpenFiles, Path]:
    path = tmp_path / "a.yaml"
    path.write_text("on: disk\n")
    return OpenFiles(), path


def test_a_buffer_counts_more_than_the_file(files: tuple[OpenFiles, Path]) -> None:
    opened, path = files
    read = []
    for buffers in ({}, {path: buffer("on: screen\n", path)}, {}):
        opened.lay(buffers, bool)
        document = opened.yaml(path, "a").document
        assert document is not None
        read.append(document.data)
    assert read == [{"on": "disk"}, {"on": "screen"}, {"on": "disk"}]


def test_a_buffer_that_stays_is_read_once(files: tuple[OpenFiles, Path]) -> None:
    opened, path = files
    same, other = buffer("a: 1\n", path), buffer("a: 1\n", path)
    read = []
    for each in (same, same, other):
        opened.lay({path: each}, bool)
        read.append(opened.yaml(path, "a").document)
    assert [one is two for one, two in pairwise(read)] == [True, False]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: \ud83d\n", Code.NOT_UTF8),
        ("a: [\n", Code.YAML_SYNTAX),
        ("#" * (MAX_BYTES + 1), Code.FILE_TOO_LARGE),
        ("a: \0\n", Code.YAML_SYNTAX),
    ],
)
def test_a_buffer_that_no_file_could_be_is_told_as_such(
    files: tuple[OpenFiles, Path], text: str, code: Code
) -> None:
    opened, path = files
    opened.lay({path: buffer(text, path)}, bool)
    assert [each.code for each in opened.yaml(path, "a").diagnostics] == [code]


def test_what_cannot_be_read_is_what_it_was_before(files: tuple[OpenFiles, Path]) -> None:
    opened, path = files
    opened.yaml(path, "a")
    opened.lay({path: buffer("a: [", path)}, bool)
    before = LastReadable(opened).yaml(path, "a").document
    assert before is not None
    assert before.data == {"on": "disk"}
    assert LastReadable(opened).json(path, "other").document is None


def test_an_outdated_reading_ends(files: tuple[OpenFiles, Path]) -> None:
    opened, path = files
    opened.lay({}, lambda: True)
    with pytest.raises(Superseded):
        opened.yaml(path, "a")
