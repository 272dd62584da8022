"""Messages and words beside carets, wrapped to a narrow terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rendering.test_frame import at, drawn, problem
from unispec.diagnostics import Related
from unispec.rendering import frame

SENTENCE = "`colour` is not a parameter of `calendar/events`, and nothing like it is one"


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (
            40,
            """
        error[unknown-key]: `colour` is not a
              parameter of `calendar/events`,
              and nothing like it is one
          --> a/very/long/path/that/is/shown/as/it/is.yaml:7:1
           |
         7 | b: 1
           | ^
           = help: do it
        """,
        ),
        (
            20,
            """
        error[unknown-key]:
              `colour` is
              not a
              parameter of
              `calendar/events`,
              and nothing
              like it is one
          --> a/very/long/path/that/is/shown/as/it/is.yaml:7:1
           |
         7 | b: 1
           | ^
           = help: do it
        """,
        ),
    ],
)
def test_a_message_wraps_to_a_terminal_and_a_path_does_not(width: int, expected: str) -> None:
    place = at("b: 1", 1, 2, name="a/very/long/path/that/is/shown/as/it/is.yaml")
    found = problem(place, SENTENCE, help="do it")
    assert frame(found, width=width, wraps=True) == drawn(expected)
    assert frame(found, width=width).splitlines()[0] == f"error[unknown-key]: {SENTENCE}"


def test_the_words_of_a_related_place_move_below_its_carets_when_they_do_not_fit() -> None:
    related = Related("the first of both stands here", at("a: 1", 4, 5, row=3))
    assert frame(problem(None, related=(related,)), width=30, wraps=True) == drawn("""
        error[unknown-key]: wrong
          ::: f.yaml:3:4
           |
         3 | a: 1
           |    ^
           | the first of both stands
           | here
        """)
    assert frame(problem(None, related=(related,)), width=40, wraps=True).endswith(
        "    ^ the first of both stands here"
    )


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(st.text("abcdef`.,", min_size=1, max_size=8), min_size=1, max_size=30),
    width=st.integers(32, 80),
)
def test_a_wrapped_message_fits_and_loses_no_word(words: list[str], width: int) -> None:
    drawing = frame(problem(None, " ".join(words)), width=width, wraps=True)
    assert drawing.split() == ["error[unknown-key]:", *words]
    assert all(len(line) <= width for line in drawing.splitlines())
