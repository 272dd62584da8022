from typing import Any

import pytest

from unispec.language import ExpressionError, Reading, mentions, reads, union, words

WHOLE = Reading(whole=True)

MENTIONS = [
    ("$a + $b.c", ["a", "b"]),
    ("$ + $$", []),
    ("\"$a\" & '$b' & `$c` & $d", ["d"]),
    ('"\\"$a" & $b', ["b"]),
    ("/* $a */ $b", ["b"]),
    ("$match(x, /$a[/]$b/) & $c", ["match", "c"]),
    ("x / $a / $b", ["a", "b"]),
    ("(x) / $a / $b", ["a", "b"]),
    ("x[0] / $a / 1", ["a"]),
    ("* / $a / 2", ["a"]),
    ("and / $a / 2", ["a"]),
    ("x and /$a/", []),
    ("function($p, $q){$p}", ["p", "q", "p"]),
    ("items@$i#$j.$i", ["i", "j", "i"]),
]

WORDS = [
    ("a.b[c = 1].d", ["a", "b", "c", "d"]),
    ("`a b`.c and true or null", ["a b", "c"]),
    ('$headers."x-y" & "text"', ["x-y"]),
    ("function($x){ y } & λ($x){ z }", ["y", "z"]),
    ("and.or.in", ["and", "or", "in"]),
    ("/* a */ b /c/ d", ["b", "c", "d"]),
    ("a.'b\\u0041\\n'", ["a", "bA\n"]),
]

READS = [
    ("a.b[0]", {"a": {"b": True}}, {}),
    ("$x.a & c", {"c": True}, {"x": {"a": True}}),
    ("$", True, {}),
    ("$exists(a.b)", {"a": {"b": {}}}, {}),
    ("$map(items, function($i){$i.name})", {"items": {"name": True}}, {}),
    ("a.($$.b)", {"a": {}, "b": True}, {}),
    ("1", {}, {}),
]


def tree(reading: Any) -> Any:
    return True if reading.whole else {name: tree(below) for name, below in reading.fields.items()}


@pytest.mark.parametrize(("source", "names"), MENTIONS)
def test_every_variable_is_found_with_its_place(source: Any, names: Any) -> None:
    found = mentions(source)
    assert [each.name for each in found] == names
    assert [source[each.start : each.end] for each in found] == [f"${name}" for name in names]


@pytest.mark.parametrize(("source", "names"), WORDS)
def test_every_field_name_is_found(source: Any, names: Any) -> None:
    assert [each.name for each in words(source)] == names


@pytest.mark.parametrize(("source", "fields", "variables"), READS)
def test_an_expression_tells_what_it_reads(source: Any, fields: Any, variables: Any) -> None:
    found = reads(source)
    assert tree(found.input) == fields
    assert {name: tree(below) for name, below in found.variables.items()} == variables


def test_reads_of_a_broken_source_is_an_error() -> None:
    with pytest.raises(ExpressionError):
        reads("a +")


def test_readings_are_joined_and_walked() -> None:
    joined = union(
        Reading(fields={"a": Reading(fields={"b": WHOLE})}),
        Reading(fields={"a": Reading(fields={"c": WHOLE})}),
    )
    assert joined == Reading(fields={"a": Reading(fields={"b": WHOLE, "c": WHOLE})})
    assert joined.at("z") is None
    assert WHOLE.at("z") == WHOLE
    assert not Reading()
