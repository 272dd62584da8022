"""Shapes of a provider that say less than they seem are told; those that are right are not."""

from __future__ import annotations

from typing import Any

import pytest

from unispec.diagnostics import Severity
from unispec.documents import from_data
from unispec.specs._provider import provider_problems

TEXT = {"type": "string"}


def told(shape: Any) -> list[str]:
    found = list(provider_problems(from_data("provider.schema.json", {"$defs": {"A": shape, "B": TEXT}})))
    assert all(each.severity is Severity.WARNING for each in found)
    return [each.message for each in found]


@pytest.mark.parametrize(
    "shape",
    [
        True,
        TEXT,
        {"type": ["string", "null"]},
        {"$ref": "#/$defs/B"},
        {"$ref": "unispec:calendar/events"},
        {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
        {"allOf": [{"$ref": "#/$defs/B"}], "properties": {"a": TEXT}, "required": ["b"]},
        {"properties": {"a": {"items": {"enum": [1, None]}}}},
    ],
)
def test_a_right_shape_is_not_told(shape: Any) -> None:
    assert told(shape) == []


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("string", "`A` is not a schema"),
        ({"properties": {"a": 1}}, "`a` is not a schema"),
        ({"type": "strng"}, "`strng` is not a type of JSON Schema"),
        ({"items": {"type": ["string", "nil"]}}, "`nil` is not a type of JSON Schema"),
        ({"oneOf": [{"$ref": "#/$defs/C"}]}, "`#/$defs/C` leads nowhere"),
        ({"type": "string", "nullable": True}, "`nullable` means nothing in JSON Schema"),
        ({"required": True}, "`required` must be a list"),
        ({"properties": []}, "`properties` must be an object"),
        ({"properties": {"a": TEXT}, "required": ["b"]}, "`b` is required but not among the properties"),
    ],
)
def test_a_shape_that_says_less_than_it_seems_is_told(shape: Any, message: str) -> None:
    assert told(shape) == [message]


def test_a_hundred_problems_are_enough() -> None:
    assert len(told({"properties": {f"p{index}": 1 for index in range(5000)}})) == 100
