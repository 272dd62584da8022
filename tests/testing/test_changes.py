"""What is different between two values is told in few words, and everything is told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.testing import ABSENT, changes

ONE, TWO, THREE = ({"id": name, "title": name.upper()} for name in ("one", "two", "three"))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (1, 1, []),
        ({"a": {"b": "draft"}}, {"a": {"b": "active"}}, ['a.b: "draft" -> "active"']),
        ({}, {"a": None}, ["+ a: null"]),
        ({"a": None}, {}, ["- a: null"]),
        ({"a b": 1}, {"a b": 2}, ['"a b": 1 -> 2']),
        ({"x": 1}, {"x": 1.0}, ["x: 1 -> 1.0"]),
        ({"x": 1}, {"x": True}, ["x: 1 -> true"]),
        ({"x": [1, 1]}, {"x": [1, True]}, ["x[1]: 1 -> true"]),
        ({"x": []}, {"x": {}}, ["x: [] -> {}"]),
        ([1, 2, 3], [1, 9, 2, 3], ["+ [1]: 9"]),
        ([1, 2, 3], [2, 3], ["- [0]: 1"]),
        ({"r": [ONE, TWO]}, {"r": [THREE, ONE, TWO]}, ['+ r[0]: {"id":"three","title":"THREE"}']),
        ({"r": [ONE, TWO]}, {"r": [TWO]}, ['- r[0]: {"id":"one","title":"ONE"}']),
        ({"r": [ONE, TWO]}, {"r": [TWO, ONE]}, ['r (order): ["one","two"] -> ["two","one"]']),
        (
            {"r": [ONE, TWO]},
            {"r": [THREE, ONE, {**TWO, "title": "x"}]},
            ['+ r[0]: {"id":"three","title":"THREE"}', 'r[2].title: "TWO" -> "x"'],
        ),
        ({"q": [["a", "1"], ["b", "2"]]}, {"q": [["a", "1"], ["b", "3"]]}, ['q.b: "2" -> "3"']),
        ({"q": [["a", "1"]]}, {"q": []}, ['- q.a: "1"']),
        ({"q": [["a", "1"], ["a", "2"]]}, {"q": [["a", "1"]]}, ['- q[1]: ["a","2"]']),
        ("x" * 100, 1, ['everything: "' + "x" * 70 + "… -> 1"]),
    ],
)
def test_a_difference_is_told_at_its_place(was: Any, now: Any, told: list[str]) -> None:
    assert [str(each) for each in changes(was, now)] == told


def test_a_long_list_is_compared_place_by_place() -> None:
    was = [[number] for number in range(1000)]
    assert len(list(changes(was, was[1:]))) == 1000
    assert str(next(changes(was, [*was, 1]))) == "+ [1000]: 1"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b", 1.0]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "a", "b"]), inner, max_size=3)
        | st.lists(st.fixed_dictionaries({"id": st.sampled_from("abc"), "v": inner}), max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_nothing_is_told_only_when_nothing_is_different(was: Any, now: Any) -> None:
    same = json.dumps(was, sort_keys=True) == json.dumps(now, sort_keys=True)
    found = list(changes(was, now))
    assert (not found) is same
    assert all(each.was is not ABSENT or each.now is not ABSENT for each in found)


@given(VALUES)
def test_a_value_is_like_itself(value: Any) -> None:
    assert list(changes(value, json.loads(json.dumps(value)))) == []
