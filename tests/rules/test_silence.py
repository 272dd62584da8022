"""A false alarm is worse than a miss: correct expressions, however written, give no finding."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from unispec.diagnostics import Diagnostic
from unispec.rendering import frame
from unispec.rules import check, meaning_problems
from unispec.specs import Catalogue, catalogue_root

BASE = Path(__file__).parent / "base"
CATALOGUE = Catalogue.load(BASE, bundled=False)


def changed(overrides: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    return meaning_problems(CATALOGUE.overridden("demo", overrides))


def with_title(expression: str) -> tuple[Diagnostic, ...]:
    """Check an expression whose own value goes nowhere, so that its type does not matter."""
    return changed({"calendar/events": {"map": {"title": f"({expression}; 'a title')"}}})


def with_query(expression: str) -> tuple[Diagnostic, ...]:
    request = {"query": {"from": expression}}
    return changed({"calendar/events": {"operations": {"list": {"request": request}}}})


@pytest.mark.parametrize(
    "expression",
    [
        "$",
        "$$.name",
        "`name`",
        '"name"',
        "*",
        "**.anything",
        "place.*.anything",
        "tags.x.y.z",
        "guests[0].name",
        "guests.name[0]",
        "guests[email = 'x'].name",
        "guests.(%.name)",
        "guests.%.name",
        "guests@$guest.{'a': $guest.name, 'b': uri}.b",
        "guests#$i.{'a': $i & name}.a",
        "guests^(>name).email",
        "guests{email: name}",
        "parent.parent.parent.guests.email",
        "$map(guests, function($guest, $index, $all) { $guest.name & $count($all) })",
        "$filter(guests, function($guest) { $guest.name = 'x' }).email",
        "$reduce(guests, function($sum, $guest) { $sum & $guest.name }, '').anything",
        "$sort(guests, function($a, $b) { $a.name > $b.name }).name",
        "place ? $each(place, function($value, $key) { $key & $value })",
        "place ? $sift(place, function($value, $key) { $key = 'x' }).anything",
        "$spread(place).anything",
        "place ? $merge([place, {'anything': 1}]).anything",
        "$append(guests, {'phone': 1}).phone",
        "($all := $append(guests, {'phone': 1}); $all.phone)",
        "($all := [guests, {'phone': 1}]; $all[0].phone)",
        "[guests, {'phone': 1}].phone",
        "($place := place.url ? place : parent; $place.name)",
        "(place.url ? place : parent).name",
        "place.url ? (place ? place : parent).name",
        "($place := place; $place.url & place.address)",
        "place ? place.url & $merge([place, {'anything': 1}]).anything",
        "guests.name & (guests ~> $append({'phone': 1})).phone",
        "$lookup($, 'undocumented')",
        "$lookup($vars.kinds, state)",
        "$keys($)[0]",
        "$ ~> |guests|{'phone': 1}|",
        "state ~> $lowercase ~> $trim",
        "guests ~> $map($string) ~> $join(', ')",
        "($f := function($n) { $n > 0 ? $f($n - 1) : name }; $f(3))",
        "($f := $substringBefore(?, '-'); $f(name))",
        "λ($x) { $x }(name)",
        "/* nmae $nope( */ name",
        "'$nope(nmae)'",
        "$replace(name, /n(ma|am)e/, '$1')",
        "name in ['a', 'b'] and state or begin ? 'and' : 'or'",
        "guests.name & $input.id",
        "$exists($connection) ? $string($vars)",
        "guests ? $id(uri) : $id(parent.uri)",
        "$map([uri], $id)",
        "uri ~> $id",
        "$clone(place).url",
        "$type(name) & $formatBase(1, 2) & $base64encode(name) & $parseInteger('1', '0')",
    ],
)
def test_a_correct_leaf_gives_no_finding(expression: str) -> None:
    assert [frame(each) for each in with_title(expression)] == []


@pytest.mark.parametrize(
    "expression",
    [
        "user.id",
        "user ? user.id : $connection.user",
        "$lookup({'a': 1, 'b': 2}, status)",
        "$join($each(user, function($value, $key) { $key & $value }), ',')",
        "$input.status",
        "{'made': start_time}.made",
        "$count($keys($)) > 0 ? start_time",
        "$vars.kinds.a",
    ],
)
def test_a_correct_query_gives_no_finding(expression: str) -> None:
    assert [frame(each) for each in with_query(expression)] == []


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("nmae", ["unknown-source-field"]),
        ("name.length.of.a.text", ["unknown-source-field"]),
        ("guests.email()", ["unknown-function"]),
        ("guests[0].phone & place.adress", ["unknown-source-field"] * 2),
        ("$map(guests, function($guest) { $guest.phone })", ["unknown-source-field"]),
        ("($guest := guests[0]; $guest.phone)", ["unknown-source-field"]),
        ("$id(parent.urii)", ["unknown-source-field"]),
        ("place ? place.adress", ["unknown-source-field"]),
        ("parent and parent.place ? $id(parent.place.adress)", ["unknown-source-field"]),
        ("$input.id ? $input.id & $input.idd", ["unknown-input-field"]),
        ("$nope(nmae)", ["unknown-function", "unknown-source-field"]),
        ("guests{email: name}.anyone", ["unknown-source-field"]),
        ("$each(place, function($value) { $value })", ["wrong-argument-type"]),
        ("$sift(place, function($value) { $value })", ["wrong-argument-type"]),
        ("$nope & nmae", ["unknown-source-field", "unknown-variable"]),
        ("$map(guests, $nope)", ["unknown-variable"]),
        ("name & ", ["expression-syntax"]),
        ("$input.nope", ["unknown-input-field"]),
    ],
)
def test_a_wrong_leaf_gives_its_findings(expression: str, found: list[str]) -> None:
    assert sorted(each.code for each in with_title(expression)) == found


def test_a_leaf_that_some_operation_can_evaluate_is_right() -> None:
    leaf = "$related.guests.name & email"
    overrides = {"calendar/events": {"operations": {"get": {"record": "Guest"}}, "map": {"title": leaf}}}
    assert {each.message.split("`")[1] for each in changed(overrides)}.isdisjoint({"email", "guests"})


def test_a_shared_leaf_is_reported_once() -> None:
    assert len(with_title("nmae")) == 1


def test_nothing_is_said_of_records_that_are_not_described() -> None:
    assert changed({"calendar/people": {"record": None, "map": {"name": "nmae"}}}) == ()


def test_the_bundled_catalogue_has_no_findings() -> None:
    assert [frame(each) for each in check([(catalogue_root(), Path())])] == []
