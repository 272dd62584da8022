from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.diagnostics import Part, Route
from unispec.documents import Document, Style, from_data, overlay, parse_yaml


def document(name: str, text: str) -> Document:
    parsed = parse_yaml(name, text.encode())
    assert parsed.document is not None
    return parsed.document


@pytest.mark.parametrize(
    ("base", "upper", "merged"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}}),
        ({"a": {"b": 1}}, {"a": {"b": None}}, {"a": {}}),
        ({"a": 1}, {"x": None}, {"a": 1}),
        ({"a": 1}, {"a": {"b": 1, "c": None}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": "text"}, {"a": "text"}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": [1]}, {"a": [None, {"b": None}]}, {"a": [None, {"b": None}]}),
        ({"a": None}, {}, {"a": None}),
        ({"a": 1}, None, {"a": 1}),
        (None, {"a": 1, "b": None}, {"a": 1}),
        ({"a": 1}, [1], [1]),
    ],
)
def test_layers_merge_field_by_field(base: Any, upper: Any, merged: Any) -> None:
    lower, over = from_data("base", base), from_data("upper", upper)
    before = repr((base, upper))
    assert overlay(lower, over).data == merged
    assert repr((base, upper)) == before


BASE = "map:\n  id: a\n  title: b\n  place: {name: c}\nlist: [1]\n"
OVER = "# over\n\nmap:\n  title: |\n    new\n  id: null\n  added: x\nlist: [2, 3]\n"
TOP = "map:\n  place:\n    name: top\n  added: null\n  id: again\n"


@pytest.mark.parametrize(
    ("route", "place", "top_place"),
    [
        ((), "base:1:1", "base:1:1"),
        (("map",), "base:2:3", "base:2:3"),
        (("map", "title"), "over:5:5", "over:5:5"),
        (("map", "id"), "over:6:7", "top:5:7"),
        (("map", "added"), "over:7:10", "top:4:10"),
        (("map", "place"), "base:4:10", "base:4:10"),
        (("map", "place", "name"), "base:4:17", "top:3:11"),
        (("map", "nowhere"), "base:1:1", "base:1:1"),
        (("list",), "over:8:7", "over:8:7"),
        (("list", 1), "over:8:11", "over:8:11"),
        (("list", 7), "over:8:1", "over:8:1"),
    ],
)
def test_each_route_stands_in_the_file_that_wrote_it(route: Route, place: str, top_place: str) -> None:
    two = overlay(document("base", BASE), document("over", OVER))
    three = overlay(two, document("top", TOP))
    assert str(two.location(route)) == place
    assert str(three.location(route)) == top_place


def test_the_line_the_style_and_the_range_come_from_the_same_file() -> None:
    merged = overlay(document("base", BASE), document("over", OVER))
    route = ("map", "title")
    location = merged.location(route, Part.VALUE, (1, 3))
    assert (str(location), merged.line_at(route, 5), merged.style(route)) == (
        "over:5:6",
        "    new",
        Style.LITERAL,
    )
    assert merged.value(route) == "new\n"
    assert merged.name == "base"


def test_layers_may_be_many_and_deep() -> None:
    merged = from_data("base", {})
    for number in range(2_000):
        merged = overlay(merged, from_data(f"layer {number}", {f"k{number}": number}))
    assert merged.name_at(("k7",)) == "layer 7 at k7"
    deep: dict[str, object] = {}
    for _ in range(5_000):
        deep = {"a": deep}
    name = overlay(from_data("base", {}), from_data("deep", deep)).name_at(("a",) * 5_000)
    assert name.startswith("deep at a.a.")


scalars = st.none() | st.integers(0, 3) | st.lists(st.integers(0, 3), max_size=2)
trees = st.recursive(scalars, lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3))
mappings = st.dictionaries(st.sampled_from("abc"), trees, max_size=3)


def patched(target: Any, patch: Any) -> Any:
    """RFC 7396, as its section 2 writes it."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result


@given(base=mappings, upper=mappings)
def test_the_result_is_that_of_a_json_merge_patch(base: Any, upper: Any) -> None:
    merged = overlay(from_data("base", base), from_data("upper", upper))
    assert merged.data == patched(base, upper)
