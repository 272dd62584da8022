"""What is told of a resource, for maps and models of every form."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.survey.catalogues import LIST, TEXT, covered, fields, surveyed
from unispec.data import Json
from unispec.survey import Field, Presence

A, S, N = "always", "sometimes", "never"


def presences(found: dict[str, Field]) -> dict[str, Any]:
    """How often each field comes: a word, or one for each way where they differ."""
    told = {path: [str(each.presence) for each in field.fillings] for path, field in found.items()}
    return {path: words[0] if len(set(words)) == 1 else words for path, words in told.items()}


@pytest.mark.parametrize(
    ("map_", "told"),
    [
        ({"id": "key"}, {"id": A, "status": N, "note": N, "owner": N, "people": N}),
        ({"id": "key", "note": "note"}, {"note": S}),
        ({"id": "note"}, {"id": A}),  # the model requires it, so a record without is reported
        ({"id": "key", "note": "null"}, {"note": N}),
        ({"id": "key", "owner": {"name": "owner.name"}}, {"owner": S, "owner.name": S, "owner.mail": N}),
        ({"id": "key", "owner": {"name": "key"}}, {"owner": A, "owner.name": A}),
        ({"id": "key", "owner": {"name": "key", "mail": "note"}}, {"owner": A, "owner.mail": S}),
        ({"id": "key", "owner": {"name": "null"}}, {"owner": N, "owner.name": N}),
        ({"id": "key", "owner": "owner"}, {"owner": S, "owner.name": S, "owner.mail": S}),
        ({"id": "key", "owner": "note ? {'name': key}"}, {"owner": S, "owner.name": S}),
        ({"id": "key", "owner": "note ? {'name': key} : {'mail': key}"}, {"owner": A, "owner.name": S}),
        (
            {"id": "key", "people": "[people.{'name': name, 'mail': mail}]"},
            {"people": A, "people[].name": A, "people[].mail": A},
        ),
        ({"id": "key", "people": "note ? [people]"}, {"people": S, "people[].name": A}),
        ({"id": "key", "people": "[]"}, {"people": A, "people[].name": N}),
        ({"id": "key", "people": "[people.{'name': name}, owner.{'mail': name}]"}, {"people[].name": S}),
        ({"id": "key", "people": "people[0]"}, {"people": S, "people[].name": A}),
        ("$", {"id": N, "note": S, "owner": S, "people": A, "people[].name": A, "key": A, "state": A}),
        ("{'id': key} ~> | $ | {'note': key} |", {"id": A, "note": S, "owner": S}),
        ("$merge([{'id': key}, {'note': note}])", {"id": A, "note": S, "owner": N}),
    ],
)
def test_a_field_comes_as_often_as_its_map_gives_it(map_: Any, told: dict[str, str], tmp_path: Path) -> None:
    found = presences(fields(tmp_path, map_))
    assert {path: found.get(path) for path in told} == told


@pytest.mark.parametrize(
    ("leaf", "values"),
    [
        ('$lookup({"on": "open", "off": "closed"}, state)', ("open", "closed")),
        ('state = "on" ? "open" : "lost"', ("open", "lost")),
        ('"open"', ("open",)),
        ('$lookup({"on": "open"}, state)', ("open",)),
        ("note", None),
        ("null", ()),
        ('state = "on" ? "open" : note', None),
        ("state", ()),  # none of the provider's words is one of the model
    ],
)
def test_the_values_that_can_come_are_known_when_all_of_them_are(
    leaf: str, values: tuple[str, ...] | None, tmp_path: Path
) -> None:
    field = fields(tmp_path, {"id": "key", "status": leaf})["status"]
    assert field.values == ("open", "closed", "lost")
    assert field.fillings[0].values == values


PART = {"type": "object", "required": ["a"], "properties": {"a": TEXT}}
NAMED_A: Json = {"properties": {"y": {"properties": {"a": {}}}}}
NAMED_B: Json = {"properties": {"y": {"properties": {"b": {}}}}}
MORE = {"$defs": {"part": PART, "list_parameters": {"type": "object"}}}


@pytest.mark.parametrize(
    ("properties", "model", "paths"),
    [
        ({"id": TEXT, "next": {"$ref": "#"}}, {}, {"id", "next", "next.id", "next.next"}),
        (
            {"id": TEXT, "all": {"type": "array", "items": {"$ref": "#"}}},
            {},
            {"id", "all", "all[].id", "all[].all"},
        ),
        ({"id": TEXT, "part": {"$ref": "#/$defs/part"}}, MORE, {"id", "part", "part.a"}),
        (
            {"id": TEXT, "part": {"allOf": [PART, {"properties": {"b": {}}}]}},
            {},
            {"id", "part", "part.a", "part.b"},
        ),
        (
            {"id": TEXT, "part": {"oneOf": [PART, {"properties": {"b": {}}}]}},
            {},
            {"id", "part", "part.a", "part.b"},
        ),
        (
            {"id": TEXT, "x": {"allOf": [NAMED_A, NAMED_B]}},
            {},
            {"id", "x", "x.y", "x.y.a", "x.y.b"},
        ),
        ({"id": TEXT, "part": {"type": ["object", "null"]}}, {}, {"id", "part"}),
        ({"id": TEXT, "part": True}, {}, {"id", "part"}),
        ({"id": TEXT, "rows": {"items": {"items": PART}}}, {}, {"id", "rows", "rows[][].a"}),
        ({"id": TEXT, "remote_data": {}}, {}, {"id"}),
    ],
)
def test_every_field_of_a_model_is_listed_whatever_its_form(
    properties: Any, model: Any, paths: set[str], tmp_path: Path
) -> None:
    found = fields(tmp_path, {"id": "key"}, properties=properties, model=model)
    assert paths == found.keys()


@pytest.mark.parametrize(("key", "told"), [("allOf", A), ("oneOf", S), ("anyOf", S)])
def test_what_one_choice_of_a_model_requires_need_not_come(key: str, told: str, tmp_path: Path) -> None:
    part = {key: [{"type": "object", "required": ["b"], "properties": {"a": TEXT, "b": TEXT}}]}
    map_ = {"id": "key", "part": {"a": "key", "b": "note"}}
    found = presences(fields(tmp_path, map_, properties={"id": TEXT, "part": part}))
    assert (found["part.a"], found["part.b"]) == (A, told)


def test_a_field_that_is_not_in_the_model_is_listed_and_said_not_to_be(tmp_path: Path) -> None:
    found = fields(tmp_path, {"id": "key", "colour": "note"})
    assert (found["id"].is_modelled, found["colour"].is_modelled) == (True, False)
    assert found["colour"].fillings[0].presence is Presence.SOMETIMES


def test_ways_are_told_apart(tmp_path: Path) -> None:
    ways = [
        {"when": 'status = "open"', "map": {"note": '"yes"', "owner": {"mail": None}}},
        {"when": 'status = "closed"', "map": {"note": None}, "record": "Other"},
    ]
    operations = {"list": LIST | {"variants": ways}, "get": {"request": {"path": "/"}, "records": "$"}}
    map_ = {"id": "key", "note": "note", "owner": {"name": "key", "mail": "key"}}
    coverage = covered(tmp_path, map_, operations=operations)
    assert [way.label for way in coverage.ways] == ["list (1 of 2)", "list (2 of 2)", "get"]
    found = presences({field.path: field for field in coverage.fields})
    assert found["note"] == [A, N, S]
    assert found["owner.mail"] == [N, S, A]  # nothing is known of a record of another shape


def test_what_the_model_has_and_the_integration_has_not_is_told(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, {"id": "key"})
    (coverage,) = survey.resources
    assert coverage.missing == ("get",)
    assert coverage.untaken == {"list": ("status", "expand")}
    assert [field.path for field in coverage.fields if not field.is_given] == [
        "status",
        "note",
        "owner",
        "owner.name",
        "owner.mail",
        "people",
        "people[].name",
        "people[].mail",
    ]


RELATED = {"more": {"operation": "shop/things.get", "input": {"id": "key"}}}


def with_related(when: str | None, map_: Any) -> dict[str, Any]:
    related = {"more": RELATED["more"] | ({"when": when} if when else {})}
    get = {"request": {"path": "/things/{{ input.id }}"}, "records": "$", "map": {"note": None}}
    return {"operations": {"list": LIST | {"related": related, "map": map_}, "get": get}}


@pytest.mark.parametrize(
    ("when", "leaf", "conditions"),
    [
        ('"more" in $input.expand', "$related.more.id", ["expand=more"]),
        ('"more"   in\n $input.expand', "$related.more.id", ["expand=more"]),
        ("$exists(note)", "$related.more.id", ["$exists(note)"]),
        ('"more" in $input.expand and note', "$related.more.id", ['"more" in $input.expand and note']),
        ('"more" in expand', "$related.more.id", ['"more" in expand']),
        ('"more" in owner.name', "$related.more.id", ['"more" in owner.name']),
        (None, "$related.more.id", []),
        ('"more" in $input.expand', "$related.more.id ? $related.more.id : key", []),
        ('"more" in $input.expand', "key", []),
        ('"more" in $input.expand', "$related.more.note", []),  # never comes at all
    ],
)
def test_a_field_of_a_related_call_tells_what_the_call_waits_for(
    when: str | None, leaf: str, conditions: list[str], tmp_path: Path
) -> None:
    changes = with_related(when, {"note": leaf})
    found = fields(tmp_path, {"id": "key"}, **changes)["note"]
    assert [str(each) for each in found.fillings[0].conditions] == conditions
    assert found.fillings[1].conditions == ()


def test_a_field_tells_what_it_reads_and_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "integrations").mkdir()
    map_ = {
        "id": '$shout(key, "x")',
        "note": "$input.status & $vars.end",
        "owner": {"name": "owner.name"},
        "people": "[people.{'name': name}]",
    }
    functions = {"shout": "function($text, $end) { $text & note & $end }"}
    found = fields(tmp_path, map_, functions=functions, vars={"end": "!"})
    read = {path: field.fillings[0].reads for path, field in found.items()}
    assert read["id"] == ("key", "note")
    assert read["note"] == ("$input.status",)
    assert read["owner"] == ()
    assert read["owner.name"] == ("owner.name",)
    assert read["people"] == ("people.name",)
    assert read["people[].name"] == ()
    assert read["status"] == ()
    assert found["status"].fillings[0].place is None
    place = found["people[].name"].fillings[0].place
    assert place is not None
    assert place.route == ("map", "people")
    assert place.inside == (9, 15)


def test_what_a_function_makes_stands_where_the_function_is_called(tmp_path: Path) -> None:
    functions = {"person": "function($name) { {'name': $name} }"}
    place = fields(tmp_path, {"id": "key", "owner": "$person(key)"}, functions=functions)["owner.name"]
    where = place.fillings[0].place
    assert where is not None
    assert (where.file[-11:], where.route, where.inside) == ("things.yaml", ("map", "owner"), None)


def test_a_parent_and_a_related_record_are_what_this_integration_makes_of_them(tmp_path: Path) -> None:
    get = {"request": {"path": "/{{ input.id }}"}, "records": "$", "map": {"note": None}}
    related = {"more": {"operation": "shop/things.get", "input": {"id": "key"}}}
    operations = {"list": LIST | {"related": related, "map": {"people": "[$related.more]"}}, "get": get}
    properties = {"id": TEXT, "note": TEXT, "people": {"items": {"properties": {"id": TEXT, "note": TEXT}}}}
    map_ = {"id": "key", "note": "key"}
    found = presences(fields(tmp_path, map_, operations=operations, properties=properties))
    assert (found["people[].id"], found["people[].note"]) == ([A, N], N)


def test_a_parent_has_the_fields_that_this_integration_gives_it(tmp_path: Path) -> None:
    each = {"operation": "shop/things.list", "as": "parent"}
    get = {"request": {"path": "/{{ input.parent.id }}"}, "records": "$", "for_each": each}
    get |= {"map": {"note": "$input.parent.note", "status": "$input.parent.id"}}
    operations = {"list": LIST | {"map": {"note": None}}, "get": get}
    found = presences(fields(tmp_path, {"id": "key", "note": "key"}, operations=operations))
    assert (found["note"], found["status"]) == (N, [N, A])


def test_operations_that_ask_each_other_come_to_an_end(tmp_path: Path) -> None:
    related = {"all": {"operation": "shop/things.list"}}
    operations = {"list": LIST | {"related": related}}
    found = presences(fields(tmp_path, {"id": "key", "people": "[$related.all]"}, operations=operations))
    assert found["people"] == A


def test_fixed_records_are_known_to_the_word(tmp_path: Path) -> None:
    operations = {"list": {"static": [{"a": "open"}, {"a": "lost", "b": 1}], "pagination": "none"}}
    found = fields(tmp_path, {"id": "a", "status": "a", "note": "$string(b)"}, operations=operations)
    assert found["status"].fillings[0].values == ("open", "lost")
    assert presences(found)["note"] == S


def test_a_model_with_fields_without_end_is_cut(tmp_path: Path) -> None:
    names = [f"x{number}" for number in range(8)]
    level: Any = TEXT
    definitions: dict[str, Any] = {}
    for depth in range(9):
        definitions[f"d{depth}"] = {"type": "object", "properties": dict.fromkeys(names, level)}
        level = {"$ref": f"#/$defs/d{depth}"}
    began = time.perf_counter()
    coverage = covered(
        tmp_path, {"id": "key"}, properties={"id": TEXT, "x": level}, model={"$defs": definitions}
    )
    assert coverage.is_cut
    assert len(coverage.fields) == 2_000
    assert time.perf_counter() - began < 10
