"""The JSON Schemas of the format: they say everything to who writes a file in an editor."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft7Validator

from unispec.data import Json
from unispec.diagnostics import Code, Stage, stage_of
from unispec.documents import parse_toml
from unispec.rules import read_settings
from unispec.specs import KINDS, meta_schema

WORDS = re.findall(
    r"\S+",
    "$schema $id $ref title description examples type enum const properties required additionalProperties"
    " propertyNames items minItems minProperties minLength minimum maximum pattern not if then allOf"
    " definitions enumDescriptions",
)
"""Every word that the schemas use; all but the last are of draft-07."""


def nodes(schema: Any, route: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside of a schema, with its route; what an `if` or a `then` says is about keys known."""
    yield route, schema
    for word in ("properties", "definitions"):
        for name, child in schema.get(word, {}).items():
            yield from nodes(child, f"{route}/{word}/{name}")
    for word in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(word), dict):
            yield from nodes(schema[word], f"{route}/{word}")


def each(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return list(nodes(meta_schema(kind)))


def resolved(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    """What a schema says, with what it refers to below."""
    if "$ref" not in schema:
        return schema
    target: Any = meta_schema(kind)
    for step in schema["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return {**resolved(target, kind), **schema}


@pytest.mark.parametrize("kind", KINDS)
def test_a_meta_schema_is_a_schema_of_draft_07_in_few_words(kind: str) -> None:
    Draft7Validator.check_schema(meta_schema(kind))
    assert {word for _, node in each(kind) for word in node} <= set(WORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_of_a_schema_is_described_by_a_sentence(kind: str) -> None:
    unsaid = [
        route
        for route, node in each(kind)
        if not re.fullmatch(r"[A-Z`].{8,}\.", resolved(node, kind).get("description", ""), re.DOTALL)
    ]
    assert unsaid == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_mapping_refuses_keys_that_it_does_not_know_and_names_itself(kind: str) -> None:
    for route, node in each(kind):
        if "properties" in node:
            assert node["additionalProperties"] is False, route
            assert node["title"], route


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_right(kind: str) -> None:
    count = 0
    for route, node in each(kind):
        here = resolved(node, kind) | {"definitions": meta_schema(kind).get("definitions", {})}
        here.pop("$ref", None)
        for example in node.get("examples", ()):
            assert list(Draft7Validator(here).iter_errors(example)) == [], route
            count += 1
    assert count > 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_that_a_value_may_be_is_explained(kind: str) -> None:
    for route, node in each(kind):
        if len(node.get("enum", ())) > 1:
            assert len(node["enumDescriptions"]) == len(node["enum"]), route
            assert all(re.fullmatch(r"[A-Z].{4,}\.", said) for said in node["enumDescriptions"]), route


@pytest.mark.parametrize("kind", KINDS)
def test_keys_that_people_fill_in_have_an_example(kind: str) -> None:
    without = []
    for route, node in each(kind):
        found = resolved(node, kind)
        is_text = found.get("type") not in (None, "object", "array", ["object", "null"], "boolean")
        is_key = re.search(r"/properties/[^/]+$", route) and "enum" not in found
        if is_key and is_text and not found.get("examples"):
            without.append(route)
    assert without == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "settings"])
def test_a_meta_schema_is_a_file_that_an_editor_can_read(kind: str) -> None:
    assert json.loads((files("unispec.specs") / f"{kind}.schema.json").read_text("utf-8")) == meta_schema(
        kind
    )


def test_the_settings_know_every_code_that_a_check_finds() -> None:
    known = meta_schema("settings")["definitions"]["severities"]["properties"]
    assert set(known) == {code.value for code in Code if stage_of(code) is not Stage.RUN}


TABLES: dict[str, Json] = {
    "nothing": {},
    "a word that is none": {"severity": {"unused-function": "loud"}},
    "a code that is none": {"severity": {"unused-functions": "off"}},
    "a code of a call": {"severity": {"no-answer": "off"}},
    "an error that stays one": {"severity": {"yaml-syntax": "error"}},
    "an error that is lowered": {"severity": {"yaml-syntax": "warning"}},
    "no table": {"severity": 1},
    "an unknown key": {"severities": {}},
    "paths": {"paths": [{"files": ["integrations/**", "a.yaml"], "severity": {}}]},
    "no patterns": {"paths": [{"files": [], "severity": {}}]},
    "a path without severities": {"paths": [{"files": ["a"]}]},
    "an unknown key in a path": {"paths": [{"files": ["a"], "severity": {}, "why": ""}]},
    "paths that are no list": {"paths": {"files": ["a"], "severity": {}}},
    "a path that is no table": {"paths": [1]},
    **{
        f"the pattern {text!r}": {"paths": [{"files": [text], "severity": {}}]}
        for text in ("", "/a", "a/", "a//b", "./a", "a/..", "../a", "..a/b..", "a\\b", "**", "*/.hidden", ".")
    },
    **{
        f"unread-parameter is {word}": {"severity": {"unread-parameter": word}}
        for word in ("error", "warning", "note", "off", "on", True)
    },
}


def _toml(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_of_the_settings_takes_what_the_check_takes(name: str) -> None:
    table = TABLES[name]
    assert isinstance(table, dict)
    document = parse_toml("unispec.toml", "".join(f"{key} = {_toml(table[key])}\n" for key in table).encode())
    assert document.document is not None
    assert document.document.data == table
    problems = read_settings(document.document)[1]
    assert Draft7Validator(meta_schema("settings")).is_valid(table) == (problems == ())


def test_settings_of_both_kinds_were_compared() -> None:
    verdicts = {Draft7Validator(meta_schema("settings")).is_valid(table) for table in TABLES.values()}
    assert verdicts == {True, False}


def test_every_schema_file_is_that_of_a_kind() -> None:
    found = {path.name for path in files("unispec.specs").iterdir() if path.name.endswith(".json")}
    assert found == {f"{kind}.schema.json" for kind in KINDS}


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_the_first_problems_are_the_same_whatever_the_order_of_sets(seed: str) -> None:
    """jsonschema takes further keys as a set; when there are too many problems, the first ones are told."""
    code = (
        "from unispec.documents import from_data; from unispec.specs import shape_problems; "
        "data = {'resource': 'a/b', 'operations': {f'x{n}': {'bad': 1} for n in range(200)}}; "
        "print(*(each.message for each in shape_problems('resource', from_data('f', data))), sep='\\n')"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    told = done.stdout.splitlines()
    assert told == [f"unknown key `bad` in `x{number}`" for number in range(100)]
