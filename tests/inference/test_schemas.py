"""Schemas as types: what is understood, what is left unknown, and that nothing at all raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inference.notation import inferred, shown, typed
from unispec.inference import Owner, Schemas, field_of, names_of, title_of

TEXT, NUMBER, NULL = {"type": "string"}, {"type": "number"}, {"type": "null"}
A = {"type": "object", "properties": {"a": TEXT}}
B = {"type": "object", "required": ["b"], "properties": {"b": NUMBER}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (TEXT, "text"),
        ({"type": "string", "format": "date"}, "text:date"),
        ({"type": "string", "minLength": 1, "pattern": "x"}, "text"),
        ({"type": "integer"}, "number"),
        ({"type": "boolean"}, "truth"),
        (NULL, "null"),
        ({"type": ["string", "null"]}, "null | text"),
        ({"type": ["integer", "boolean", "array"]}, "[?] | number | truth"),
        ({"type": []}, "never"),
        ({"const": "x"}, '"x"'),
        ({"const": None}, "null"),
        ({"const": [1, 2]}, "[1 | 2]"),
        ({"const": {"a": 1}}, "R"),
        ({"enum": ["a", 1, True, None]}, '"a" | 1 | null | true'),
        ({"enum": []}, "never"),
        ({"enum": ["a"], "type": "string"}, '"a"'),
        ({"type": "array", "items": TEXT}, "[text]"),
        ({"type": "array"}, "[?]"),
        ({"type": "array", "items": {"type": "array", "items": NUMBER}}, "[[number]]"),
        (A, "R"),
        ({"properties": {"a": TEXT}}, "R"),
        ({"oneOf": [TEXT, NULL]}, "null | text"),
        ({"anyOf": [TEXT, NUMBER, {"enum": ["x"]}]}, '"x" | number | text'),
        ({"oneOf": [A, B, NULL]}, "R | null"),
        ({"allOf": [TEXT]}, "text"),
        ({"allOf": [A, B]}, "R"),
        ({"allOf": [A], "description": "x"}, "R"),
        ({"allOf": [TEXT, NUMBER]}, "?"),
        ({"$ref": "#/$defs/x", "$defs": {"x": NUMBER}}, "number"),
        ({"$ref": "#/$defs/x~1y", "$defs": {"x/y": NUMBER}}, "number"),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"$ref": "#/$defs/y"}, "y": TEXT}}, "text"),
        ({"$ref": "#/$defs/none"}, "?"),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"$ref": "#/$defs/x"}}}, "?"),
        ({"$ref": "elsewhere"}, "?"),
        ({"$ref": "other"}, "text"),
        ({"$ref": "other#/$defs/n"}, "number"),
        ({"not": TEXT}, "?"),
        ({"type": "string", "not": {"const": "x"}}, "?"),
        ({"if": TEXT, "then": NUMBER}, "?"),
        ({}, "?"),
        (True, "?"),
        (False, "?"),
        (None, "?"),
        (3, "?"),
        ("string", "?"),
        ([TEXT], "?"),
        ({"type": "text"}, "?"),
        ({"type": 3}, "?"),
        ({"type": [["string"]]}, "?"),
        ({"enum": "abc", "type": "string"}, "text"),
        ({"oneOf": "abc"}, "?"),
        ({"allOf": 3}, "?"),
        ({"$ref": 3}, "?"),
        ({"type": "object", "properties": 3}, "R"),
        ({"type": "object", "required": 3, "properties": {"a": 3}}, "R"),
        ({"type": "array", "items": 3}, "[?]"),
        ({"type": "string", "format": 3}, "text"),
    ],
)
def test_a_schema_is_a_type(schema: Any, expected: str) -> None:
    others = {"other": {"type": "string", "$defs": {"n": NUMBER}}}
    assert shown(Schemas(Owner.SOURCE, others).type(schema, schema, "R")) == expected


@pytest.mark.parametrize(
    ("schema", "expression", "expected"),
    [
        (A, "a", "- | text"),
        (B, "b", "number"),
        ({"allOf": [A, B]}, "a & b", "text"),
        ({"allOf": [A, B]}, "b", "number"),
        ({"allOf": [A, B]}, "c", "?"),
        ({"oneOf": [A, B]}, "a", "- | text"),
        ({"oneOf": [A, B]}, "b", "- | number"),
        ({"oneOf": [A, B]}, "c", "?"),
        ({"type": "object"}, "a", "?"),
        ({"type": "object", "additionalProperties": TEXT}, "a", "?"),
        ({**A, "additionalProperties": True}, "b", "?"),
        ({**A, "patternProperties": {"^x": TEXT}}, "xy", "?"),
        ({"type": "object", "properties": {"a": True}}, "a", "- | ?"),
        ({"type": "object", "properties": {"a": {"$ref": "#"}}}, "a.a.a.a.a", "- | R.a.a.a.a.a"),
        ({"type": "array", "items": {"$ref": "#"}}, "$[0]", "- | [[[[…]]]]"),
        (
            {"type": "object", "properties": {"a": {"type": "array", "items": {"$ref": "#"}}}},
            "a.a.a[0]",
            None,
        ),
    ],
)
def test_fields_are_read_as_schemas_say(schema: Any, expression: str, expected: str | None) -> None:
    found = typed(expression, schema)
    assert found == expected if expected is not None else found


@pytest.mark.parametrize(
    ("schema", "is_reported"),
    [
        (A, True),
        ({**A, "additionalProperties": False}, True),
        ({**A, "additionalProperties": {}}, False),
        ({**A, "unevaluatedProperties": False}, False),
        ({"allOf": [A, {"type": "object"}]}, False),
        ({"oneOf": [A, {"type": "object"}]}, False),
        ({"oneOf": [A, True]}, False),
        ({"oneOf": [A, B]}, True),
        ({"type": ["object", "null"], "properties": {}}, True),
        (True, False),
    ],
)
def test_a_field_is_missed_only_where_the_schema_closes_the_object(schema: Any, is_reported: bool) -> None:
    _, findings = inferred("nope", schema)
    assert [each.name for each in findings] == (["nope"] if is_reported else [])


def test_types_of_fields_can_be_asked_by_name() -> None:
    found = Schemas(Owner.SOURCE).type({"oneOf": [A, B, NULL]}, {}, "R")
    assert names_of(found) == {"a", "b"}
    assert title_of(found) == "R"
    assert shown(field_of(found, "a") or found) == "- | text"
    assert field_of(found, "c") is None


WORDS = """
type properties items required enum const oneOf anyOf allOf $ref $defs a format additionalProperties not if
prefixItems
"""
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from(["string", "object", "array", "#", "#/$defs/a", "x"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS.split()), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_no_schema_raises(schema: Any) -> None:
    for expression in ("a.b.c", "$", "a[0]", "$map(a, function($x) { $x.b })", "a = 'x' ? a : a.b + 1"):
        inferred(expression, schema)
