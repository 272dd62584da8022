"""Lines and columns, counted in the units of each encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.editor._positions import Encoding, Lines, units, whole


def width(letter: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF8:
        return len(letter.encode("utf-8", "surrogatepass"))
    return 2 if encoding is Encoding.UTF16 and ord(letter) > 0xFFFF else 1


LETTERS = st.sampled_from(
    ["a", "é", "€", "😀", "\U0001d4b3", "\r", "\n", "\r\n", "\u2028", "\x0b", "\ud83d", "\ude00", "\0"]
)
TEXTS = st.lists(LETTERS, max_size=30).map("".join).map(whole)
ENCODINGS = st.sampled_from(list(Encoding))


def by_hand(text: str, encoding: Encoding) -> dict[tuple[int, int], int]:
    """Every position of a text with its offset, found letter by letter; none stands between CR and LF."""
    found = {(0, 0): 0}
    line = column = offset = 0
    while offset < len(text):
        end = 2 if text[offset : offset + 2] == "\r\n" else 1
        if text[offset] in "\r\n":
            line, column = line + 1, 0
        else:
            column += width(text[offset], encoding)
        offset += end
        found[line, column] = offset
    return found


@given(TEXTS, ENCODINGS)
def test_every_position_is_an_offset_and_back(text: str, encoding: Encoding) -> None:
    lines = Lines(text)
    for position, offset in by_hand(text, encoding).items():
        assert lines.offset(*position, encoding) == offset
        assert lines.position(offset, encoding) == position


@given(TEXTS, ENCODINGS, st.integers(-5, 40), st.integers(-5, 200))
def test_a_position_that_is_nowhere_becomes_the_nearest_one_before(
    text: str, encoding: Encoding, line: int, column: int
) -> None:
    known = by_hand(text, encoding)
    before = [
        offset for position, offset in known.items() if position <= (line, column) and position[0] == line
    ]
    last = max(row for row, _ in known)
    expected = len(text) if line > last else 0 if line < 0 else max(before, default=known.get((line, 0), 0))
    assert Lines(text).offset(line, column, encoding) == expected


@given(TEXTS, ENCODINGS)
def test_units_are_those_of_the_letters(text: str, encoding: Encoding) -> None:
    assert units(text, encoding) == sum(width(letter, encoding) for letter in text)


@pytest.mark.parametrize(
    ("text", "line", "column", "encoding", "offset"),
    [
        ('x="😋"', 0, 7, Encoding.UTF8, 4),
        ('x="😋"', 0, 5, Encoding.UTF16, 4),
        ('x="😋"', 0, 4, Encoding.UTF32, 4),
        ('x="😋"', 0, 4, Encoding.UTF16, 3),
        ('x="😋"', 0, 5, Encoding.UTF8, 3),
        ("a\r\nb", 0, 9, Encoding.UTF16, 1),
        ("a\r\nb", 1, 0, Encoding.UTF16, 3),
        ("a\u2028b", 0, 3, Encoding.UTF16, 3),
        ("a\rb", 1, 1, Encoding.UTF16, 3),
        ("", 4, 4, Encoding.UTF16, 0),
        ("a\n", 1, 0, Encoding.UTF16, 2),
    ],
)
def test_a_column_is_counted_as_the_editor_counts(
    text: str, line: int, column: int, encoding: Encoding, offset: int
) -> None:
    assert Lines(text).offset(line, column, encoding) == offset


def test_halves_of_a_letter_that_meet_become_the_letter() -> None:
    assert whole("\ud83d\ude00") == "😀"
    assert whole("a\ud83d") == "a\ud83d"
