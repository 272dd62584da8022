from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.documents import parse_yaml, yaml_text

TRAPS = ["on", "no", "12:30", "1e3", "0x1f", "~", "", "null", "- a", "a: b", "a #b", ".inf", "<<", "? a"]
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\x7f")
TEXTS = st.text(LETTERS) | st.sampled_from(TRAPS)
INTEGERS = st.integers(-(2**63), 2**64 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read_back_the_same_or_refused(value: Any) -> None:
    try:
        text = yaml_text({"of": value})
    except ValueError:
        assert "\n" in repr(value) or "\\" in repr(value)
        return
    read = parse_yaml("f", text.encode()).document
    assert read is not None
    assert read.data == {"of": value}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"at": "12:30", "on": "no"}, "at: 12:30\non: no\n"),
        ({"a": "null", "b": None, "c": "1"}, "a: 'null'\nb: null\nc: '1'\n"),
        ({"map": {"id": 'x ? "a"\n  : "b"\n'}}, 'map:\n  id: |\n    x ? "a"\n      : "b"\n'),
        ({"list": [{"a": 1, "b": []}, {}]}, "list:\n  - a: 1\n    b: []\n  - {}\n"),
        ({"<<": "<<", "a": ["<<"]}, "'<<': '<<'\na:\n  - '<<'\n"),
        ({"": 1, "k" * 200: 2}, "'': 1\n" + "k" * 200 + ": 2\n"),
    ],
)
def test_people_like_to_read_it(data: Any, text: str) -> None:
    assert yaml_text(data) == text


def test_a_key_that_no_line_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        yaml_text({"two\nlines": 1})
