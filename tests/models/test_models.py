"""Models: the fast validator says what the reference says, and schemas are checked before they are used."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.flow.profiles import examples
from unispec.flow import Program, Validation
from unispec.language import runtime
from unispec.models import Models, UnusableSchema, Validator, schema_problems
from unispec.specs import Catalogue, catalogue_root
from unispec.testing import read_cases, replay

MODELS = Catalogue.bundled().models
NAMES = sorted(MODELS)


@cache
def reference(name: str) -> Draft202012Validator:
    resources = [
        (f"unispec:{each}", DRAFT202012.create_resource(dict(MODELS[each].schema))) for each in MODELS
    ]
    registry: Any = Registry().with_resources(resources)
    return Draft202012Validator(
        {"$ref": f"unispec:{name}"}, registry=registry, format_checker=FormatChecker()
    )


@cache
def records() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Records that the bundled cases produce."""
    found: list[tuple[str, dict[str, Any]]] = []
    catalogue = Catalogue.bundled()
    for folder in sorted(path.parent for path in catalogue_root().glob("integrations/*/cases")):
        program = Program(catalogue.integration(folder.name), catalogue.models, runtime())
        for case in read_cases(folder):
            for answer in replay(program, case, Validation.OFF).answers:
                result = answer.result if isinstance(answer.result, list) else [answer.result]
                found += [(case.operation.resource, each) for each in result]
    return tuple(found)


def test_both_validators_accept_the_same_records_of_cases() -> None:
    assert len(records()) > 100
    assert {name for name, _ in records()} == set(NAMES)
    for name, record in records():
        assert MODELS[name].record.is_valid(record) == reference(name).is_valid(record)


SPOILS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.just([]),
    st.just({}),
    st.just(["a", "a"]),
    st.text(max_size=4),
    st.sampled_from(
        [
            "2026-11-02T09:00:00Z",
            "2026-11-02T09:00:00.123456+02:00",
            "2026-11-02 09:00:00Z",
            "2026-11-02t09:00:00z",
            "2026-02-30T09:00:00Z",
            "2026-11-02T25:00:00Z",
            "2026-11-02T09:00:00",
            "2026-11-02",
            "a@b.c",
            "not an address",
            "https://example.com/a?b#c",
            "confirmed",
        ]
    ),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


def spoiled(record: dict[str, Any], path: tuple[Any, ...], action: str, value: Any) -> Any:
    record = copy.deepcopy(record)
    if not path:
        return value if action == "replace" else {**record, "extra": value}
    owner: Any = record
    for step in path[:-1]:
        owner = owner[step]
    if action == "remove":
        del owner[path[-1]]
    elif action == "replace":
        owner[path[-1]] = value
    elif isinstance(owner, dict):
        owner["extra"] = value
    else:
        owner.append(value)
    return record


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["replace", "remove", "add"]), SPOILS)
@examples(1000)
def test_both_validators_say_the_same_of_spoiled_records(
    which: int, where: int, action: str, value: Any
) -> None:
    name, record = records()[which % len(records())]
    found = places(record)
    changed = spoiled(record, found[where % len(found)], action, value)
    assert MODELS[name].record.is_valid(changed) == reference(name).is_valid(changed)
    problems = list(MODELS[name].record.problems(changed))
    assert bool(problems) != MODELS[name].record.is_valid(changed)


SECRET = "s3cr3t-value"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, SECRET),
        ({"enum": ["a"]}, SECRET),
        ({"const": "a"}, SECRET),
        ({"format": "date-time"}, SECRET),
        ({"pattern": "^a"}, SECRET),
        ({"maxLength": 3}, SECRET),
        ({"minLength": 50}, SECRET),
        ({"uniqueItems": True}, [SECRET, SECRET]),
        ({"contains": {"const": 1}}, [SECRET]),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, SECRET),
        ({"oneOf": [{"type": "integer"}, {"type": "null"}]}, SECRET),
        ({"not": {"type": "string"}}, SECRET),
        ({"items": False}, [SECRET]),
        ({"properties": {"a": {"type": "integer"}}}, {"a": SECRET}),
        ({"dependentRequired": {"a": ["b"]}}, {"a": SECRET}),
        ({"propertyNames": {"maxLength": 1}}, {"a": 1, "ab": SECRET}),
    ],
)
def test_a_problem_never_quotes_the_data(schema: Any, value: Any) -> None:
    problems = list(Validator(schema).problems(value))
    assert problems
    assert all(SECRET not in each.message for each in problems)


KEYWORDS: dict[str, list[Any]] = {
    "type": ["string", ["string", "null"], "text", 5, ["string", "string"], [], None],
    "properties": [{}, {"a": {}}, {"a": 5}, [], {"a": {"type": "nope"}}],
    "required": [[], ["a"], ["a", "a"], "a", [1]],
    "additionalProperties": [True, {}, "no"],
    "enum": [[], [1], 1],
    "minLength": [0, -1, "1", 1.5],
    "pattern": ["^a", 5],
    "items": [True, {}, [{}], 3],
    "$ref": ["#/$defs/a", 5],
    "$defs": [{}, {"a": {}}, {"a": 1}],
    "format": ["date-time", 5],
    "uniqueItems": [True, "yes"],
    "anyOf": [[{}], [], {}],
    "$schema": ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#", 5],
}


@given(st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in KEYWORDS.items()}))
@examples()
def test_both_say_the_same_of_what_is_a_schema(schema: dict[str, Any]) -> None:
    expected = {
        tuple(each.absolute_path)
        for each in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)
    }
    found = [each.path for each in schema_problems(schema)]
    assert set(found) == expected
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/nope"},
        {"$ref": "unispec:no/model"},
        {"$ref": "http://127.0.0.1:1/schema"},
        {"$ref": "file:///etc/passwd"},
        {"type": "string", "pattern": "("},
        {"$defs": {"list_parameters": {"$ref": "#/$defs/nope"}}},
    ],
)
def test_a_schema_that_leads_nowhere_is_unusable_and_nothing_is_fetched(schema: Any) -> None:
    model = Models({"t/items": {"$id": "unispec:t/items", **schema}})["t/items"]
    assert model.unusable()
    with pytest.raises(UnusableSchema):
        model.parameter_validator("list") if "$defs" in schema else model.record


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_model_is_usable(name: str) -> None:
    assert MODELS[name].unusable() is None
    assert list(schema_problems(MODELS[name].schema)) == []
    assert "remote_data" in MODELS[name].fields()


@pytest.mark.parametrize("found", ["x", 5, None, [], {}, {"from": 5}, {"from": "a"}, {"from": "a", "to": 5}])
def test_a_range_names_two_parameters(found: Any) -> None:
    (problem,) = schema_problems({"$defs": {"list_parameters": {"x-range": found}}})
    assert problem.path == ("$defs", "list_parameters", "x-range")


def test_parameters_are_an_object_and_a_good_range_is_no_problem() -> None:
    (problem,) = schema_problems({"$defs": {"list_parameters": True}})
    assert problem.path == ("$defs", "list_parameters")
    assert not list(schema_problems({"$defs": {"list_parameters": {"x-range": {"from": "a", "to": "b"}}}}))


@pytest.mark.parametrize("schema", [True, False])
def test_a_parameter_of_which_nothing_is_said_may_be_anything(schema: bool) -> None:
    parameters = {"type": "object", "properties": {"any": schema}}
    model = Models(
        {"a/b": {"$id": "unispec:a/b", "type": "object", "$defs": {"list_parameters": parameters}}}
    )
    assert model["a/b"].resolve(parameters["properties"]["any"]) == {}  # type: ignore[index]
