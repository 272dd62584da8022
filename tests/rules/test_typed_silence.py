"""Expressions in leaves whose type matters: correct ones give no finding, wrong ones give theirs.

The correct ones stand in `correct_expressions.json` by their leaf. They are correct indeed: evaluated
with records of the provider, they give what the unified model takes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rules.test_silence import CATALOGUE, changed
from unispec.language import runtime
from unispec.rendering import frame

CORRECT: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "correct_expressions.json").read_text("utf-8")
)
LEAVES = [(leaf, expression) for leaf, expressions in CORRECT.items() for expression in expressions]
MODEL = CATALOGUE.models["calendar/events"]
VARIABLES: dict[str, Any] = {
    "input": {"phase": "confirmed"},
    "connection": {"user": "ann"},
    "vars": {"kinds": {"a": "one", "b": "two"}},
    "related": {},
}
SLOT = {"from": "2024-02-29T12:00:00Z", "minutes": 30, "rank": "first"}
SPARSE: dict[str, Any] = {
    "uri": "https://api.demo.test/meetings/1",
    "name": "12",
    "stage": "active",
    "made": "2024-02-29T12:00:00Z",
    "seats": 2,
    "labels": ["x"],
    "slots": [SLOT],
}
FULL: dict[str, Any] = {
    **SPARSE,
    "stage": "canceled",
    "state": "confirmed",
    "begin": "2024-02-29T12:00:00Z",
    "channel": "web",
    "note": "12",
    "day": "2024-02-29",
    "link": "https://demo.test",
    "taken": 1,
    "is_private": True,
    "labels": ["a", "b"],
    "slots": [{**SLOT, "until": "2024-02-29T12:30:00Z", "hint": "last"}, {**SLOT, "rank": "second"}],
    "place": {"address": "A street", "url": "https://demo.test/call"},
    "guests": [{"name": "Ann", "email": "x"}, {"name": "Bob"}],
    "tags": {},
    "parent": SPARSE,
}
NULLS: dict[str, Any] = {**SPARSE, "note": None, "channel": None, "taken": None, "place": None, "guests": []}
EMPTY: dict[str, Any] = {**FULL, "stage": "draft", "slots": [], "labels": [], "note": "", "taken": 0}


@pytest.mark.parametrize(("leaf", "expression"), LEAVES)
def test_a_correct_expression_gives_no_finding(leaf: str, expression: str) -> None:
    assert [frame(each) for each in changed({"calendar/events": {"map": {leaf: expression}}})] == []


@pytest.mark.parametrize(("leaf", "expression"), LEAVES)
def test_a_correct_expression_gives_what_its_leaf_takes(leaf: str, expression: str) -> None:
    functions = CATALOGUE.integrations["demo"].functions
    prelude = "".join(f"${name} := {each.source}; " for name, each in functions.items())
    compiled = runtime().compile(f"({prelude}({expression}))")
    for record in (SPARSE, FULL, NULLS, EMPTY):
        found = compiled.evaluate(record, VARIABLES)
        mapped = {"id": "1", "title": "A title", leaf: found}
        if found is None and leaf != "title":
            del mapped[leaf]
        assert [each.message for each in MODEL.record.problems(mapped)] == []


@pytest.mark.parametrize(
    ("leaf", "expression", "code"),
    [
        ("categories", "slots.minutes", "mismatched-type"),
        ("slots", "slots.{'start_time': from}", "missing-required-field"),
        ("slots", "slots.{'start_time': from, 'length': rank}", "mismatched-type"),
        ("slots", "slots.{'start_time': from, 'length': minutes, 'x': 1}", "unknown-model-field"),
    ],
)
def test_an_array_that_may_collapse_hides_nothing_of_its_items(leaf: str, expression: str, code: str) -> None:
    found = {each.code.value for each in changed({"calendar/events": {"map": {leaf: expression}}})}
    assert found == {"collapsing-array", code}


@pytest.mark.parametrize(
    ("leaf", "expression", "code"),
    [
        ("title", "note", "absent-required-field"),
        ("title", "$not(note) ? name : note", "absent-required-field"),
        ("title", "note = null ? name : note", "absent-required-field"),
        ("title", "$exists(note) ? note : name", "absent-required-field"),
        ("title", "place ? name", "absent-required-field"),
        ("title", "parent.place.url ? name : parent.link", "absent-required-field"),
        ("title", "($note := note; $note)", "absent-required-field"),
        ("title", "$trim(link)", "absent-required-field"),
        ("title", "$lookup({'active': name, 'draft': name, 'canceled': null}, stage)", ""),
        ("title", "$lookup({'active': name, 'draft': name}, stage)", "forgotten-value"),
        ("title", "is_private ? seats : name", "mismatched-type"),
        ("title", "{'x': seats}.x", "mismatched-type"),
        ("title", "$merge([{'x': seats}]).x", "mismatched-type"),
        ("title", "($f := function($x) { $x }; $f(seats))", "mismatched-type"),
        ("title", "($f := function($x) { $x.seats }; $f($))", "mismatched-type"),
        ("title", "seats ~> $abs", "mismatched-type"),
        ("title", "slots.rank", "unexpected-array"),
        ("title", "labels", "mismatched-type"),
        ("title", "$map(labels, $uppercase)", "unexpected-array"),
        ("title", "$split(name, ' ')", "mismatched-type"),
        ("title", "name.$substring('x')", "wrong-argument-type"),
        ("title", "name.$substring(0, 'x')", "wrong-argument-type"),
        ("title", "$substring(seats, 3) & ''", "wrong-argument-type"),
        ("capacity", "name", "mismatched-type"),
        ("capacity", "$string(seats)", "mismatched-type"),
        ("capacity", "seats & ''", "mismatched-type"),
        ("capacity", "slots.minutes", "unexpected-array"),
        ("capacity", "slots^(minutes).minutes", "unexpected-array"),
        ("capacity", "seats + name", "wrong-argument-type"),
        ("capacity", "taken > 1 ? 1 : 0", "wrong-argument-type"),
        ("capacity", "$count(slots, 1)", "wrong-argument-count"),
        ("capacity", "seats > 3", "mismatched-type"),
        ("phase", "'canceled'", "unlisted-value"),
        ("phase", "stage", "unlisted-value"),
        ("phase", "state", "unlisted-value"),
        ("phase", "stage != 'draft' ? stage : 'tentative'", "unlisted-value"),
        (
            "phase",
            "$lookup({'active': 'confirmd', 'draft': 'tentative', 'canceled': null}, stage)",
            "unlisted-value",
        ),
        ("phase", "$lookup({'web': 'confirmed'}, channel ? channel : 'web')", "forgotten-value"),
        ("phase", "$lookup({'first': 'confirmed'}, slots[0].rank)", "forgotten-value"),
        ("phase", "stage = 'actve' ? 'confirmed'", "impossible-value"),
        ("phase", "'actve' = stage ? 'confirmed'", "impossible-value"),
        ("phase", "stage in ['active', 'canceld'] ? 'confirmed'", "impossible-value"),
        ("phase", "seats = '1' ? 'confirmed'", "impossible-value"),
        ("phase", "is_private = 'true' ? 'confirmed'", "impossible-value"),
        ("phase", "slots[rank = 'frist'][0] ? 'confirmed'", "impossible-value"),
        ("categories", "guests.name", "collapsing-array"),
        ("categories", "labels[$ != 'x']", "collapsing-array"),
        ("categories", "is_private ? guests.name : labels", "collapsing-array"),
        ("categories", "$keys(tags)", "collapsing-array"),
        ("categories", "$distinct(guests.name)", "collapsing-array"),
        ("categories", "name", "mismatched-type"),
        ("categories", "[seats]", "mismatched-type"),
        ("categories", "[slots]", "mismatched-type"),
        ("slots", "slots", "unknown-model-field"),
        ("slots", "[slots.{'start_time': from}]", "missing-required-field"),
        ("slots", "[slots.{'start_time': from, 'length': minutes, 'lenght': 1}]", "unknown-model-field"),
        ("slots", "[slots.{'start_time': until, 'length': minutes}]", "absent-required-field"),
        ("slots", "[slots.{'start_time': from, 'length': rank}]", "mismatched-type"),
        ("slots", "[slots.{'start_time': rank, 'length': minutes}]", "mismatched-format"),
        (
            "slots",
            "[$map(slots, function($s) { {'start_time': $s.hint, 'length': 1} })]",
            "mismatched-format",
        ),
        ("slots", "slots.{'start_time': from, 'length': minutes}", "collapsing-array"),
        ("created_at", "name", "mismatched-format"),
        ("created_at", "day", "mismatched-format"),
        ("created_at", "'now'", "mismatched-format"),
        ("created_at", "$toMillis(made)", "mismatched-type"),
        ("is_open", "stage", "mismatched-type"),
        ("is_open", "seats", "mismatched-type"),
        ("is_open", "'yes'", "mismatched-type"),
        ("location", "name", "mismatched-type"),
        ("location", "{'url': link}", "missing-required-field"),
        ("location", "{'name': name, 'urll': link}", "unknown-model-field"),
    ],
)
def test_a_wrong_expression_is_found(leaf: str, expression: str, code: str) -> None:
    found = {each.code.value for each in changed({"calendar/events": {"map": {leaf: expression}}})}
    assert (code in found) if code else (found == set())
