"""Tables and folded JSON: whatever the records hold, the lines fit and nothing in them acts."""

import json
from contextlib import suppress
from typing import Any
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from unispec.cli._folded import folded
from unispec.cli._output import fitted, write, write_table
from unispec.data import InvalidJson, decode, encode, pretty

TEXTS = st.text(max_size=80)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(VALUES)
def test_a_wide_value_is_folded_without_loss(value: Any) -> None:
    assert json.loads("\n".join(folded(value, 100_000))) == value


@settings(deadline=None)
@given(VALUES, st.integers(20, 60))
def test_folded_lines_fit_unless_they_only_open_or_close(value: Any, width: int) -> None:
    for line in folded(value, width):
        assert cell_len(line) <= width or line.endswith(("{", "[", "},", "],", "}", "]")), line


@settings(deadline=None)
@given(TEXTS, st.integers(1, 40))
def test_a_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) == width


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("plain", "plain"),
        (True, "yes"),
        (False, "no"),
        (3, "3"),
        ("2026-11-10T13:00:00.000000Z", "2026-11-10 13:00Z"),
        ("2026-11-10T13:00:00+01:00", "2026-11-10 13:00+01:00"),
        ("2026-11-10T13:00:25Z", "2026-11-10T13:00:25Z"),
        ({"id": "7", "name": "Olga"}, "Olga"),
        ({"id": "7", "name": None}, "7"),
        ({"person": {"name": "Olga"}, "is_self": True}, "Olga"),
        ({"total": 3, "active": 2}, "3, 2"),
        (["a", None, "b"], "a, b"),
        ([{"email": "a@b.test"}], "a@b.test"),
        ("red\x1b[31m\n", "red [31m"),
        ("x" * 50, "x" * 35 + "…"),
        ("日本" * 20, "日本" * 8 + "日…"),
    ],
)
def test_a_cell_is_short_and_harmless(value: Any, cell: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_table([{"field": value}])
    assert capsys.readouterr().out.splitlines()[2].rstrip() == cell


def test_a_table_shows_the_fullest_fields_that_fit_in_their_own_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wide = {f"field_{number}": "x" * 30 for number in range(5)}
    write_table([{"rare": "x" * 30, **wide, "empty": None, "remote_data": {"id": "7"}}, wide, wide])
    assert capsys.readouterr().out.splitlines()[0].split() == ["field_0", "field_1", "field_2"]


@pytest.mark.parametrize(
    ("records", "said"), [([], "no records"), ([{}, {"a": None}], "no fields to show in 2 records")]
)
def test_a_table_of_nothing_says_so(
    records: list[dict[str, Any]], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table(records)
    assert capsys.readouterr().out == said + "\n"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_json_says_what_it_should_and_steers_no_terminal(value: Any, capfdbinary: Any) -> None:
    capfdbinary.readouterr()
    with suppress(InvalidJson):
        write(pretty({"of": value}).encode())
        said = capfdbinary.readouterr().out
        assert json.loads(said) == decode(encode({"of": value}))
        assert not any(category(letter) in ("Cc", "Zl", "Zp") for letter in said.decode() if letter != "\n")


@pytest.mark.parametrize("letter", ["\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\ufeff", "\x1b"])
def test_a_letter_that_steers_is_escaped(letter: str, capfdbinary: Any) -> None:
    write(encode({"of": letter}))
    assert capfdbinary.readouterr().out == f'{{"of":"\\u{ord(letter):04x}"}}\n'.encode()
