from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.mutants import mutant
from unispec.documents import from_data, parse_yaml
from unispec.specs import Integration, unfinished_integration, unfinished_resource

KEYS = (
    "operations",
    "list",
    "get",
    "request",
    "path",
    "query",
    "related",
    "operation",
    "input",
    "map",
    "variants",
    "for_each",
    "as",
    "windows",
    "from",
    "to",
    "max",
    "pagination",
    "style",
    "next",
    "param",
    "limit",
    "auth",
    "token",
    "header",
    "connection",
    "errors",
    "rate_limit",
    "reset",
    "functions",
    "X",
)
WORDS = ("x", "calendar/events.list", "cursor", "/x", "a.b", "")
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 600) | st.sampled_from(WORDS),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(KEYS), below, max_size=5),
    max_leaves=25,
)


def resource(data: Any) -> Any:
    return unfinished_resource(from_data("x", data), "calendar/events")


def integration(data: Any) -> Integration | None:
    return unfinished_integration(from_data("x", data), "x", {}, None)


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_file_something_is_read_of_it(data: Any) -> None:
    found = resource(data)
    assert found is not None
    assert (found.name, bool(found.operations)) == ("calendar/events", True)
    whole = integration(data)
    assert whole is not None
    assert whole.name == "x"


@pytest.mark.parametrize("index", range(40))
def test_a_spoiled_file_is_read_as_far_as_it_goes(index: int) -> None:
    document = parse_yaml("x", mutant(11, index).content).document
    if document is not None:
        resource(document.data)
        integration(document.data)


def test_what_has_the_right_shape_is_kept_and_the_rest_is_left_out() -> None:
    found = resource(
        {
            "resource": "something/else",
            "nonsense": 1,
            "map": {"id": "uri"},
            "operations": {
                "list": {"request": {"query": {"a": "b"}}, "pagination": 5, "related": {"x": {}}},
                "get": None,
                "Bad name": {},
            },
        }
    )
    assert found.operations.keys() == {"list", "get"}
    (variant,) = found.operations["list"].variants
    assert (variant.request.path.source, variant.request.query.children["a"].source) == ("x", "b")
    assert variant.pagination is None
    assert str(variant.related[0].operation) == "x/y.list"
    assert variant.map.children["id"].source == "uri"


def test_variants_keep_their_places() -> None:
    variants = [{"when": "a"}, 5, {"when": {"b": "c"}}, {"when": "d"}]
    found = resource({"operations": {"list": {"variants": variants}}})
    conditions = [each.when for each in found.operations["list"].variants]
    assert [each and each.source for each in conditions] == ["a", None, None, "d"]
    assert conditions[3].location.route == ("operations", "list", "variants", 3, "when")


def test_a_file_that_is_too_large_to_judge_is_not_read() -> None:
    many = {f"f{number}": "x" for number in range(2_000)}
    assert resource({"operations": {"list": {}}, "map": many}) is None
    assert integration({"functions": many}) is None
