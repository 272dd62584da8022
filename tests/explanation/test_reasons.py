"""Why a leaf is absent, which branch it took, and what it read, told of small expressions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from tests.explanation.evidence import given, watched
from unispec.data import Json
from unispec.explanation import Leaf, explain
from unispec.specs import OperationName

GROUPS = OperationName("user_directory/groups", "list")
EVENTS = OperationName("calendar/events", "get")
FUNCTIONS = {
    "first": "function($list) { $list[0] }",
    "kind": 'function($type) { $lookup({"a": "x"}, $type) }',
    "word": 'function($text) { $text ? ($found := $lookup({"a": "x"}, $text); $found) }',
    "outer": "function($value) { $value ? $kind($value) }",
    "where": 'function($key) { $key ? $vars.api & "/" & $key }',
}
RECORD: dict[str, Any] = {
    "name": "Ada",
    "empty": "",
    "nothing": None,
    "place": {"city": "Rome", "street": None},
    "people": [{"age": 3, "mail": "a@b.test"}, {"age": 5}],
    "none": [],
    "number": 7,
}


def leaf(expression: Json, record: Json = None, **variables: Json) -> Leaf:
    """Explain one expression, as the name of a group."""
    changes = {
        GROUPS.resource: {"map": {"name": expression}},
        "integration": {"functions": FUNCTIONS},
    }
    subject = watched(GROUPS, changes)
    told = explain(subject, given(subject, RECORD if record is None else record, **variables))
    return next(each for each in told.leaves if each.path == ("name",))


@pytest.mark.parametrize(
    ("expression", "because"),
    [
        ("title", ["`title` is missing"]),
        ("nothing", ["`nothing` is null"]),
        ("place.street", ["`place.street` is null"]),
        ("place.zip", ["`place.zip` is missing"]),
        ("place.street.number", ["`place.street` is null"]),
        ("nothing.a.b", ["`nothing` is null"]),
        ("home.street.number", ["`home` is missing"]),
        ("none.age", ["`none` is empty"]),
        ("none[0].age", ["`none` is empty"]),
        ("people.phone", ["`people.phone` is missing"]),
        ("people[age = 9].mail", ["`people[age = 9].mail` finds nothing"]),
        ("people[0].phone", ["`people[0].phone` is missing"]),
        ("$input.id", ["`$input.id` is missing"]),
        ("$related.people", ["`$related.people` is missing"]),
        ("null", ["the spec says `null`"]),
        ('number = 8 ? "x"', ["`number = 8` is false: `number` is 7"]),
        ('nothing.type = "x" ? 1', ['`nothing.type = "x"` is false: `nothing` is null']),
        ('title = 8 ? "x"', ["`title = 8` is false: `title` is missing"]),
        ('empty ? "x"', ['`empty` is ""']),
        ("name ? title", ['`name` is "Ada"', "`title` is missing"]),
        ('nothing ? "x" : place.zip', ["`nothing` is null", "`place.zip` is missing"]),
        ('$not(name) ? "x"', ['`$not(name)` is false: `name` is "Ada"']),
        ('name and title ? "x"', ['`name and title` is false: `name` is "Ada", `title` is missing']),
        ("title ?? nothing", ["`title` is missing", "`nothing` is null"]),
        ("title & empty ? 1", ['`title & empty` is false: `title` is missing, `empty` is ""']),
        ("number + title", ["`title` is missing"]),
        ("-title", ["`title` is missing"]),
        ("$uppercase(title)", ["`title` is missing"]),
        ("title ~> $uppercase()", ["`title` is missing"]),
        ('$lookup({"a": 1}, name)', ['`$lookup` has no entry "Ada"']),
        ('$lookup({"a": 1}, title)', ["`title` is missing"]),
        ("$kind(name)", ['`$lookup` has no entry "Ada"']),
        ("$kind(title)", ["`title` is missing", "`$type` is missing"]),
        ("$outer(name)", ['`$value` is "Ada"', '`$lookup` has no entry "Ada"']),
        ("$word(name)", ['`$text` is "Ada"', '`$lookup` has no entry "Ada"']),
        ("$first(none)", ["`$list[0]` finds nothing"]),
        ("($one := title; $one)", ["`title` is missing"]),
        ("($one := name; $one = 1 ? $one)", ['`$one = 1` is false: `$one` is "Ada"']),
        ("place.$kind(city)", ['`$lookup` has no entry "Rome"']),
        (
            "$filter(people, function($one) { $one.age > 9 })",
            ["`$filter(people, function($one) { $one.age > 9 })` gives nothing"],
        ),
        ('{"a": title}', ["every part of it is absent"]),
        ("()", ["`()` gives nothing"]),
        ("place.*.zip", ["`place.*.zip` is missing"]),
        (
            "($down := function($n) { $n > 2 ? title : $down($n + 1) }; $down(1))",
            [
                "`$n > 2` is false: `$n` is 1",
                "`$n > 2` is false: `$n` is 2",
                "`$n > 2` is true: `$n` is 3",
                "`title` is missing",
            ],
        ),
    ],
)
def test_an_absent_field_says_why(expression: str, because: list[str]) -> None:
    told = leaf(expression)
    assert told.is_absent
    assert told.value is None
    assert [each.text for each in told.because] == because


@pytest.mark.parametrize(
    ("expression", "value", "because"),
    [
        ("name", "Ada", []),
        ("name ? name : title", "Ada", ['`name` is "Ada"', "so `name` is taken"]),
        (
            'number > 8 ? "many" : number > 5 ? "some"',
            "some",
            [
                "`number > 8` is false: `number` is 7",
                'so `number > 5 ? "some"` is taken',
                "`number > 5` is true: `number` is 7",
                'so `"some"` is taken',
            ],
        ),
        ("title ?? name", "Ada", ["`title` is missing", "so `name` is taken"]),
        ("false", False, []),
        ("none", [], []),
    ],
)
def test_a_value_says_which_branches_led_to_it(expression: str, value: Json, because: list[str]) -> None:
    told = leaf(expression)
    assert (told.value, told.is_absent) == (value, False)
    assert [each.text for each in told.because] == because


@pytest.mark.parametrize(
    ("expression", "reads"),
    [
        ("name", {"name": "Ada"}),
        ("name ? name : place.city", {"name": "Ada"}),
        ("empty ? name : place.city", {"empty": "", "place.city": "Rome"}),
        ("title or name", {"title": None, "name": "Ada"}),
        ("name or title", {"name": "Ada"}),
        ("empty and title", {"empty": ""}),
        ("name ?? place.city", {"name": "Ada"}),
        ("people.age", {"people.age": [3, 5]}),
        ("people[1].age", {"people.age": 5}),
        ("people[age > 3].age", {"people.age": 5}),
        ("people[0].age + people[1].age", {"people.age": [3, 5]}),
        ("$count(people.age) + people[1].age", {"people.age": [3, 5]}),
        ("$count(people)", {"people": RECORD["people"]}),
        ("$map(none, function($one) { $one & name })", {"none": []}),
        ("$map(people, function($one) { name })", {"people": RECORD["people"], "name": "Ada"}),
        ("$where(name)", {"name": "Ada", "$vars.api": "https://api.calendly.com"}),
        ("$where(title)", {"title": None}),
        ("$kind(place.city)", {"place.city": "Rome"}),
        ("$", {"$": RECORD}),
        ("$$.name", {"name": "Ada"}),
        ('"a"', {}),
        ("$input.user.id", {"$input.user.id": 7}),
        ("$exists($input)", {"$input": {"user": {"id": 7}}}),
    ],
)
def test_what_was_read_is_told_with_its_values(expression: str, reads: dict[str, Json]) -> None:
    told = leaf(expression, input={"user": {"id": 7}})
    assert {each.name: each.value for each in told.reads} == reads
    assert all(each.is_missing == (each.name == "title") for each in told.reads)


def test_a_reason_stands_at_the_part_of_the_spec_that_it_is_about() -> None:
    subject = watched(EVENTS, {})
    told = explain(subject, given(subject, {"location": {"type": "physical"}}))
    found = next(each for each in told.leaves if each.name == "conference.provider")
    (reason,) = found.because
    place = reason.location
    line = place.source.line_at(place.route, place.span.line)
    assert place.file == "integrations/calendly/integration.yaml"
    assert reason.text == '`$lookup` has no entry "physical"'
    assert line[place.span.column - 1 :].startswith("$lookup({") or "$type" in line


@pytest.mark.parametrize(
    ("expression", "code", "message"),
    [
        ("$number(name)", "expression-failed", "a value cannot be read as a number"),
        ("name + 1", "expression-failed", "the left side of `+` is not a number"),
        ('$error("no name")', "expression-failed", "no name"),
        ("($f := function($n) { $f($n + 1) + 1 }; $f(1))", "expression-limit", None),
    ],
)
def test_a_leaf_that_fails_explains_itself_and_leaves_the_others_alone(
    expression: str, code: str, message: str | None
) -> None:
    subject = watched(GROUPS, {GROUPS.resource: {"map": {"name": expression}}})
    told = explain(subject, given(subject, {"uri": "a/b", **RECORD}))
    by_name = {each.name: each for each in told.leaves}
    assert by_name["id"].value == "b"
    problem = by_name["name"].problem
    assert problem is not None
    assert problem.code == code
    assert message in (None, problem.message)
    assert by_name["name"].is_absent
    assert by_name["name"].because == ()


def test_objects_and_fields_without_a_value_are_told() -> None:
    subject = watched(EVENTS, {})
    told = explain(subject, given(subject, {"name": "x", "location": {"type": "zoom"}}))
    assert told.left_out == (("event_type",), ("organizer",), ("attendees_count",), ("cancellation",))
    assert ("calendar",) in told.not_mapped
    assert ("location", "address") in told.not_mapped
    assert not {"title", "remote_data"} & {name for (name, *_) in told.not_mapped}


def test_a_map_that_is_one_expression_is_one_leaf() -> None:
    whole = '$merge([{"id": $id(uri), "name": name}, {"organization": title}])'
    subject = watched(GROUPS, {GROUPS.resource: {"map": whole}})
    (only,) = explain(subject, given(subject, {"uri": "a/b", **RECORD})).leaves
    assert (only.path, only.name) == ((), "$")
    assert only.value == {"id": "b", "name": "Ada"}
    assert {each.name for each in only.reads} == {"uri", "name", "title"}


def test_a_map_that_is_one_object_has_a_leaf_for_each_of_its_fields() -> None:
    whole = '({"id": $id(uri),\n  "name": name ? title,\n  "owner": {"id": nothing}})'
    subject = watched(GROUPS, {GROUPS.resource: {"map": whole}})
    told = explain(subject, given(subject, {"uri": "a/b", **RECORD}))
    assert [each.name for each in told.leaves] == ["id", "name", "owner.id"]
    first, second, third = told.leaves
    assert (first.value, first.expression) == ("b", "$id(uri)")
    assert [each.text for each in second.because] == ['`name` is "Ada"', "`title` is missing"]
    assert [each.location.inside for each in second.because] == [(28, 32), (35, 40)]
    assert {each.name for each in second.reads} == {"name", "title"}
    assert told.left_out == (("owner",),)
    assert third.because[0].text == "`nothing` is null"
    assert ("member_count",) in told.not_mapped


@pytest.mark.parametrize(
    "whole",
    ["{name: 1}", '{"id": 1, "id": 2}', "{}", '($one := 1; {"id": $one})', '{"a": 1}.a', '[{"id": 1}]'],
)
def test_what_is_no_plain_object_stays_in_one_piece(whole: str) -> None:
    subject = watched(GROUPS, {GROUPS.resource: {"map": whole}})
    assert [each.path for each in explain(subject, given(subject, {"name": "id"})).leaves] == [()]


def test_records_that_need_no_map_are_taken_as_they_are() -> None:
    fixed = {"map": None, "operations": {"list": {"static": [{"id": "a", "name": "A"}]}}}
    subject = watched(GROUPS, {GROUPS.resource: fixed})
    (only,) = explain(subject, given(subject, {"id": "a", "name": "A"})).leaves
    assert only.value == {"id": "a", "name": "A"}
    assert [each.name for each in only.reads] == ["$"]


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("name", "Authorization: Bearer q8Zr3Tn6Vb1Xc9Lm4Kp7", "Authorization: Bearer ***"),
        ("authorization", "short", "***"),
        ("password", "hunter2", "***"),
        ("api_key", "abc", "***"),
        ("Set-Cookie", "a=b", "***"),
        ("name", "https://ada:hunter2@acme.test/", "***acme.test/"),
        ("secret", True, True),
    ],
)
def test_secrets_are_shown_nowhere(key: str, value: Json, shown: Json) -> None:
    record = {key: value, "other": {"list": [{key: value}]}}
    path = key if key.isidentifier() else f"`{key}`"
    values = {each.name: each.value for each in leaf(f"{path} & other", record).reads}
    assert values[key] == shown
    assert values["other"] == {"list": [{key: shown}]}
    told = leaf(f"{path} = 1 ? 1", record)
    if shown != value:
        assert str(value) not in told.because[0].text


def test_a_secret_is_known_again_where_a_function_has_it_under_another_name() -> None:
    told = leaf("$outer(password)", {"password": "hunter2", "note": "hunter2"})
    assert [each.text for each in told.because] == ['`$value` is "***"', '`$lookup` has no entry "***"']
    assert [
        each.value for each in leaf("note & password", {"password": "hunter2", "note": "my hunter2"}).reads
    ] == [
        "my ***",
        "***",
    ]


@pytest.mark.parametrize(
    "expression",
    [
        "name" + "[0]" * 500,
        "name ? name : " + " + ".join(["number"] * 900),
        "(" * 150 + "name" + ")" * 150,
        "name ? name : " + '{"a": ' * 150 + "title" + "}" * 150,
        '/* name */ name /* "[" */',
        "people^(>age).mail ? name",
        "(function($text)<s:s> { $text })(name)",
        "name ~> $uppercase ~> $lowercase ? name",
    ],
)
def test_an_expression_of_any_form_is_explained(expression: str) -> None:
    told = leaf(expression)
    assert told.value == "Ada"
    assert "name" in {each.name for each in told.reads}


_SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
_PLACE = st.fixed_dictionaries({"type": _VALUES, "location": _VALUES, "join_url": _VALUES})
_HOSTS = st.lists(st.fixed_dictionaries({"user": _VALUES, "user_name": _VALUES}))
_EVENT = st.fixed_dictionaries(
    {},
    optional={
        "uri": _VALUES,
        "name": _VALUES,
        "status": _VALUES,
        "event_type": _VALUES,
        "location": _VALUES
        | st.fixed_dictionaries({"type": _VALUES, "location": _VALUES, "join_url": _VALUES}),
        "event_memberships": _VALUES
        | st.lists(st.fixed_dictionaries({"user": _VALUES, "user_name": _VALUES})),
        "event_guests": _VALUES,
        "invitees_counter": _VALUES | st.fixed_dictionaries({"limit": _VALUES, "total": _VALUES}),
        "cancellation": _VALUES,
    },
)
_SUBJECT = watched(EVENTS, {})


@settings(max_examples=60, deadline=None)
@given_that(_EVENT)
def test_any_record_at_all_is_explained(record: Json) -> None:
    told = explain(_SUBJECT, given(_SUBJECT, record))
    for each in told.leaves:
        assert each.problem is not None or each.because or not each.is_absent
        assert each.is_absent == (each.value is None)
