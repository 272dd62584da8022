"""What expressions come to: a table of every form of the language, in the notation of this folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.inference.notation import inferred, typed
from unispec.inference import Kind

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "types.json").read_text("utf-8"))
RECORD, FUNCTIONS = TABLE["record"], TABLE["functions"]


@pytest.mark.parametrize(("expression", "expected"), TABLE["types"].items())
def test_an_expression_comes_to_its_type(expression: str, expected: str) -> None:
    assert typed(expression, RECORD, FUNCTIONS) == expected


def found(expression: str, functions: dict[str, str] | None = None) -> list[tuple[Kind, str, str]]:
    """The mistakes of an expression, each with the piece of source and the name that is wrong."""
    _, findings = inferred(expression, RECORD, functions or {})
    texts = {"expression": expression, **(functions or {})}
    return [
        (each.kind, texts[str(each.origin.unit)][each.origin.start : each.origin.end], each.name)
        for each in findings
    ]


@pytest.mark.parametrize(
    ("expression", "kind", "piece", "name"),
    [
        ("nmae", Kind.FIELD, "nmae", "nmae"),
        ("name.below", Kind.SCALAR, "below", "below"),
        ("parent.nmae & name", Kind.FIELD, "nmae", "nmae"),
        ("items.idd", Kind.FIELD, "idd", "idd"),
        ("items[idd = 1]", Kind.FIELD, "idd", "idd"),
        ("items^(idd)", Kind.FIELD, "idd", "idd"),
        ("items{idd: 1}", Kind.FIELD, "idd", "idd"),
        ("items.{'x': idd}", Kind.FIELD, "idd", "idd"),
        ("items@$x.$x.idd", Kind.FIELD, "idd", "idd"),
        ("items#$i.idd", Kind.FIELD, "idd", "idd"),
        ("place.adress", Kind.FIELD, "adress", "adress"),
        ("$known.nmae", Kind.FIELD, "nmae", "nmae"),
        ("$$.nmae", Kind.FIELD, "nmae", "nmae"),
        ("$.nmae", Kind.FIELD, "nmae", "nmae"),
        ("`nmae`", Kind.FIELD, "`nmae`", "nmae"),
        ("(1; nmae; 2)", Kind.FIELD, "nmae", "nmae"),
        ("($x := items[0]; $x.idd)", Kind.FIELD, "idd", "idd"),
        ("function($x) { $x.idd }(items[0])", Kind.FIELD, "idd", "idd"),
        ("$map(items, function($x) { $x.idd })", Kind.FIELD, "idd", "idd"),
        ("$filter(items, function($x) { idd })", Kind.FIELD, "idd", "idd"),
        ("items ~> $map(function($x) { $x.idd })", Kind.FIELD, "idd", "idd"),
        ("function($x) { nmae }", Kind.FIELD, "nmae", "nmae"),
        ("$substring(?, nmae)", Kind.FIELD, "nmae", "nmae"),
        ("on ? nmae : 1", Kind.FIELD, "nmae", "nmae"),
        ("[1..nmae]", Kind.FIELD, "nmae", "nmae"),
        ("{nmae: 1}", Kind.FIELD, "nmae", "nmae"),
        ("-nmae", Kind.FIELD, "nmae", "nmae"),
        ("name & seats + labels", Kind.ARGUMENT, "labels", "+"),
        ("-name", Kind.ARGUMENT, "name", "-"),
        ("taken + 1", Kind.ARGUMENT, "taken", "+"),
        ("name < 1", Kind.ARGUMENT, "1", "<"),
        ("1 < name", Kind.ARGUMENT, "1", "<"),
        ("name < seats", Kind.ARGUMENT, "seats", "<"),
        ("on > 1", Kind.ARGUMENT, "on", ">"),
        ("$uppercase(seats)", Kind.ARGUMENT, "seats", "$uppercase"),
        ("seats ~> $uppercase", Kind.ARGUMENT, "seats", "$uppercase"),
        ("seats ~> $substring(1)", Kind.ARGUMENT, "seats", "$substring"),
        ("name.$substring(0, $$.on)", Kind.ARGUMENT, "$$.on", "$substring"),
        ("$sum(labels)", Kind.ARGUMENT, "labels", "$sum"),
        ("$sum(name)", Kind.ARGUMENT, "name", "$sum"),
        ("$map(labels, name)", Kind.ARGUMENT, "name", "$map"),
        ("$split(name)", Kind.COUNT, "$split(name)", "split"),
        ("$count(labels, 1)", Kind.COUNT, "$count(labels, 1)", "count"),
        ("$zip()", Kind.COUNT, "$zip()", "zip"),
        ("function($x) { 1 }()", Kind.COUNT, "function($x) { 1 }()", ""),
        ("kind = 'd'", Kind.IMPOSSIBLE, "'d'", "d"),
        ("'d' != kind", Kind.IMPOSSIBLE, "'d'", "d"),
        ("kind in ['a', 'd']", Kind.IMPOSSIBLE, "'d'", "d"),
        ("'d' in kind", Kind.IMPOSSIBLE, "'d'", "d"),
        ("seats = 'x'", Kind.IMPOSSIBLE, "'x'", "x"),
        ("on = 'true'", Kind.IMPOSSIBLE, "'true'", "true"),
        ("$lookup({'a': 1, 'd': 2}, kind)", Kind.IMPOSSIBLE, "'d'", "d"),
        ("kind = 'a' ? 1 : kind = 'a' ? 2", Kind.IMPOSSIBLE, "'a'", "a"),
    ],
)
def test_a_mistake_is_found_at_its_place(expression: str, kind: Kind, piece: str, name: str) -> None:
    assert (kind, piece, name) in found(expression)


@pytest.mark.parametrize(
    ("expression", "functions"),
    [
        ("free.below.deeper", {}),
        ("any.below", {}),
        ("place.address & place.url", {}),
        ("$unknown.below", {}),
        ("**.below", {}),
        ("items.%.below", {}),
        ("note ? $trim(note)", {}),
        ("taken != null ? taken + 1", {}),
        ("$number(name) + 1", {}),
        ("name.$substring(0, 2)", {}),
        ("name.$split('/')", {}),
        ("items.tags.$uppercase($)", {}),
        ("$join(labels)", {}),
        ("$map(labels, $uppercase)", {}),
        ("$map(labels, $uppercase ~> $trim)", {}),
        ("$map(labels, $substring(?, 1))", {}),
        ("$map(labels, function() { 1 })", {}),
        ("kind = 'a' ? 1 : kind = 'b' ? 2 : kind = 'c' ? 3", {}),
        ("$lookup({'a': 1, 'b': 2, 'c': 3, 'd': 4}, name)", {}),
        ("name = 'anything'", {}),
        ("any = 1 or any = 'x'", {}),
        ("$f(seats) & $f(name)", {"f": "function($x) { $string($x) }"}),
        ("$f(kind) & $f('d')", {"f": "function($x) { $x = 'd' ? 1 : 2 }"}),
        ("$f(place) & $f(parent)", {"f": "function($x) { $x.name & $x.url }"}),
        ("$f(items[0])", {"f": "function($x) { $x.id }"}),
        ("$f(3)", {"f": "function($n) { $n > 0 ? $f($n - 1) : 'x' }"}),
        ("name", {"unused": "function($x) { $x.anything }"}),
        ("$x(1)", {"x": "1"}),
    ],
)
def test_what_may_be_right_is_not_reported(expression: str, functions: dict[str, str]) -> None:
    assert found(expression, functions) == []


def test_a_mistake_in_a_function_stands_in_the_function() -> None:
    functions = {"f": "function($x) { $x.idd }"}
    assert found("$f(items[0])", functions) == [(Kind.FIELD, "idd", "idd")]
