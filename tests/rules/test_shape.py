from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.rules._shape import OPEN, Shape

OBJECT = {"type": "object", "properties": {"name": {"type": "string"}}}
DOCUMENT = {
    "$defs": {
        "Object": OBJECT,
        "List": {"type": "array", "items": {"$ref": "#/$defs/Object"}},
        "Loop": {"$ref": "#/$defs/Loop"},
        "Tree": {"type": "object", "properties": {"below": {"$ref": "#/$defs/Tree"}}},
        "a/b": {"properties": {"slash": {"type": "string"}}},
    }
}
OTHERS = {
    "other:x": {
        "$ref": "#/$defs/Here",
        "$defs": {"Here": {"properties": {"there": {"$ref": "#/$defs/Here"}}}},
    }
}


def shape(schema: Any) -> Shape:
    return Shape("it", ((schema, DOCUMENT),), OTHERS)


CLOSED: list[Any] = [
    OBJECT,
    {**OBJECT, "additionalProperties": False},
    {**OBJECT, "required": ["name"], "anyOf": [{"required": ["name"]}, {"not": {"required": ["x"]}}]},
    {"$ref": "#/$defs/Object"},
    {"$ref": "#/$defs/List"},
    {"$ref": "#/$defs/Tree"},
    {"$ref": "#/$defs/a~1b"},
    {"$ref": "other:x"},
    {"type": "array", "items": {"type": "array", "items": OBJECT}},
    {"oneOf": [OBJECT, {"type": "null"}]},
    {"anyOf": [{"$ref": "#/$defs/Object"}, {"type": "string"}, {"enum": ["x"]}, False]},
    {"allOf": [OBJECT, {"required": ["name"]}]},
    {"type": ["object", "null"], "properties": {"a": True}},
]


@pytest.mark.parametrize("schema", CLOSED)
def test_a_field_that_no_alternative_lists_is_missing(schema: Any) -> None:
    assert shape(schema).at("nowhere") is None
    assert shape(schema).names()


@pytest.mark.parametrize(
    "schema", [{"additionalProperties": False}, {"properties": {}, "additionalProperties": False}]
)
def test_a_closed_object_without_fields_has_none(schema: Any) -> None:
    assert shape(schema).at("nowhere") is None


OPENED: list[Any] = [
    True,
    {},
    {"description": "anything"},
    {"type": "object"},
    {"type": "string"},
    {"type": "array"},
    {"type": "object", "properties": {}},
    {**OBJECT, "additionalProperties": True},
    {**OBJECT, "additionalProperties": {"type": "string"}},
    {**OBJECT, "patternProperties": {"^x-": True}},
    {"oneOf": [OBJECT, {"type": "object"}]},
    {"anyOf": [OBJECT, True]},
    {"allOf": [OBJECT, {"description": "and more"}]},
    {"type": "array", "items": {}},
    {"type": "array", "prefixItems": [OBJECT]},
    {"$ref": "#/$defs/Nowhere"},
    {"$ref": "#/$defs/Loop"},
    {"$ref": "https://elsewhere.test/schema.json"},
    {"$ref": 7},
    {"type": "object", "properties": []},
    {"oneOf": 3},
    {"type": [{}]},
]


@pytest.mark.parametrize("schema", OPENED)
def test_where_a_schema_is_open_or_not_understood_every_field_may_be(schema: Any) -> None:
    found = shape(schema).at("nowhere")
    assert found is not None
    assert found.at("further") is not None


def test_references_are_read_in_the_document_that_holds_them() -> None:
    below = shape({"$ref": "other:x"}).at("there")
    assert below is not None
    assert below.names() == {"there"}
    assert below.title == "it.there"


def test_a_recursive_schema_can_be_followed_for_ever() -> None:
    found: Shape | None = shape({"$ref": "#/$defs/Tree"})
    for _ in range(50):
        assert found is not None
        assert found.at("above") is None
        found = found.at("below")


def test_extra_names_stand_beside_those_of_the_schema() -> None:
    found = Shape("it", ((OBJECT, DOCUMENT),), OTHERS, {"id": OPEN})
    assert found.names() == {"name", "id"}
    assert found.at("id") is OPEN
    assert found.at("idd") is None


@pytest.mark.parametrize(
    ("schema", "required"),
    [
        ({**OBJECT, "required": ["name"]}, ("name",)),
        ({"$ref": "other:x"}, ()),
        ({"oneOf": [{**OBJECT, "required": ["name"]}]}, ()),
        ({"type": "array", "items": {**OBJECT, "required": ["name"]}}, ()),
        (True, ()),
    ],
)
def test_only_what_an_object_surely_needs_is_required(schema: Any, required: tuple[str, ...]) -> None:
    assert shape(schema).required() == required


NAMES = st.sampled_from(["a", "b", "c", "d"])
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def described(value: Any, draw: st.DataObject, definitions: dict[str, Any]) -> Any:
    """A schema that a value fits, written in one of the ways that people write it."""
    if isinstance(value, dict):
        fields = {name: described(each, draw, definitions) for name, each in value.items()}
        schema: Any = {"type": "object", "properties": fields}
    elif isinstance(value, list):
        schema = {"type": "array", "items": {"anyOf": [described(each, draw, definitions) for each in value]}}
    else:
        schema = {"type": ["null", "boolean", "integer", "string"]}
    match draw.draw(st.sampled_from(["plain", "ref", "oneOf", "allOf"])):
        case "ref":
            name = f"d{len(definitions)}"
            definitions[name] = schema
            return {"$ref": f"#/$defs/{name}"}
        case "oneOf":
            return {"oneOf": [{"type": "null"}, schema]}
        case "allOf":
            return {"allOf": [schema]}
    return schema


def paths(value: Any) -> set[tuple[str, ...]]:
    if isinstance(value, list):
        return {path for each in value for path in paths(each)}
    if not isinstance(value, dict):
        return {()}
    return {()} | {(name, *path) for name, each in value.items() for path in paths(each)}


@given(VALUES, st.data())
def test_no_path_of_a_described_value_is_ever_missing(value: Any, draw: st.DataObject) -> None:
    definitions: dict[str, Any] = {}
    schema = described(value, draw, definitions)
    for path in paths(value):
        found: Shape | None = Shape("it", ((schema, {"$defs": definitions}),))
        for name in path:
            assert found is not None
            found = found.at(name)
        assert found is not None


def test_a_schema_that_branches_into_itself_is_followed_once() -> None:
    branches: Any = {"oneOf": [{"$ref": "#/$defs/T"}] * 12 + [OBJECT]}
    found = Shape("it", ((branches, {"$defs": {"T": branches}}),))
    assert found.names() == frozenset(OBJECT["properties"])
    assert found.at("nowhere") is None


def test_a_choice_of_too_many_schemas_tells_nothing() -> None:
    many = {"oneOf": [{**OBJECT} for _ in range(2_000)]}
    assert Shape("it", ((many, {}),)).at("nowhere") is not None
