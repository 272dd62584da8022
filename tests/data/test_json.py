"""What can be read can be written, and what cannot is refused in one way."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.data import InvalidJson, decode, encode, pretty

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def narrowed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: narrowed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [narrowed(each) for each in value]
    is_wide = type(value) is int and not -(2**63) <= value < 2**64
    return float(value) if is_wide else value


@given(VALUES)
def test_every_value_is_written_so_that_it_is_read_back(value: Any) -> None:
    try:
        written = encode(value)
    except InvalidJson:
        assert "\\ud" in ascii(value)
        return
    assert decode(written) == decode(pretty(value).encode()) == narrowed(value)
    assert json.loads(written) == narrowed(value)


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**300])
def test_a_number_of_more_than_64_bits_keeps_its_size(number: int) -> None:
    assert decode(encode({"n": [number]})) == {"n": [float(number)]}


@pytest.mark.parametrize("value", [10**400, object(), {1: 2}, float, "\ud800", {1, 2}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    for write in (encode, pretty):
        with pytest.raises(InvalidJson):
            write(value)


def test_what_is_nested_too_deeply_says_so() -> None:
    value: Any = []
    for _ in range(300):
        value = [value]
    with pytest.raises(InvalidJson) as raised:
        encode(value)
    assert raised.value.too_deep
