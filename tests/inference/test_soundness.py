"""Whatever an expression really comes to is one of the alternatives that the inference tells.

Schemas, expressions about them and values that follow them are drawn; the runtimes evaluate. Not drawn are
predicates that hold of nothing (`x["a"]` makes null where `x` is missing) and numbers that are none.
"""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inference.membership import contains
from tests.inference.shapes import Schema, root, value
from tests.inference.writing import Seen, Writer, paths
from unispec.inference import Finding, Given, Inference, Kind, Owner, Schemas, Source, Type
from unispec.language import ExpressionError, runtime, syntax

_CHANCE = st.randoms(use_true_random=False)
_CAREFULLY = settings(max_examples=300, deadline=None, derandomize=True)
_FAILED = object()


def inferred(source: str, schema: Schema) -> tuple[Type, list[Finding]]:
    """The type of an expression about values of a schema, and what is wrong in it."""
    seen = Given(Schemas(Owner.SOURCE).type(schema, schema, "Record"))
    inference = Inference({})
    found = inference.type(Source("source", syntax(source)), seen)
    return found, list(inference.verdicts.findings())


def evaluated(source: str, data: Any, name: str = "jlens") -> Any:
    try:
        return runtime(name).compile(source).evaluate(data, {})
    except ExpressionError:
        return _FAILED


@_CAREFULLY
@given(_CHANCE, st.integers(1, 3))
def test_what_an_expression_gives_is_one_of_its_alternatives(chance: Random, depth: int) -> None:
    schema = root(chance)
    source = Writer(chance).any(Seen(schema), depth)
    try:
        found, _ = inferred(source, schema)
    except ExpressionError:
        return
    for _ in range(6):
        data = value(schema, chance)
        result = evaluated(source, data)
        assert result is _FAILED or contains(found, result), (source, data, result, found)


_SCALAR = {"type": ["string", "number"]}
_OBJECT = {"type": "object", "properties": {"x": _SCALAR, "list": {"type": "array", "items": _SCALAR}}}
_RECORD = {
    "type": "object",
    "properties": {
        "a": {"type": "string"},
        "n": {"type": ["number", "null"]},
        "o": _OBJECT,
        "list": {"type": "array", "items": _SCALAR},
        "lists": {"type": "array", "items": {"type": "array", "items": _SCALAR}},
        "many": {"type": "array", "items": _OBJECT},
        "either": {"oneOf": [_OBJECT, {"type": "array", "items": {"type": "number"}}]},
        "any": {},
    },
}
_FULL = {
    "a": "word",
    "n": 1,
    "o": {"x": 2, "list": ["x"]},
    "list": [1],
    "lists": [[1, 2], [3]],
    "many": [{"x": 1, "list": [1]}],
    "either": {"x": 1},
    "any": [1, 2],
}
_BARE = {"list": [], "lists": [[5]], "many": [{}], "n": None, "either": [1]}
_ONCE_WRONG = [
    "(null ? 1 : 2)", "($lookup({}, a) ? 1 : 2)", "(n = null ? (n ? 1 : 2))",
    "-n", "-nothing", "a != 'x'", "($not($exists(a)) ? a != 'x' : a)", "lists", "lists[0]", "lists[-1]",
    "lists.$", "lists.$[0]", "lists.$.$", "lists.[$]", "(lists)[$count($) > 1]", "(a)[]", "a[]", "o.list[]",
    "$map(list, $string)[]", "($f := function($v) { $v }; $f(a)[])", "(a ~> $string())[]", "$type(a)",
    "$sort(a)", "$reverse(a)", "$sort(list)", "$min(list)", "$max([])", "[a, o].x", "[lists, [1]].x",
    "$merge(nothing)", "$length(any)", "$uppercase(any)", "$split(a, nothing)", "$split('a', o.y)",
    "$contains('a', any.b)", "$zip(a, nothing)", "any.('x')", "any.{'k': $}", "any@$k.{'k': $k}",
    "a ~> $string", "(o).[x]", "o.[x].$", "(o.[list])^($)", "many.(%.a)", "many@$m.[$m.x]",
    "lists@$l.$l", "lists#$i.[$, $i]", "many.list.(%.x)", "($not($boolean(n)) ? $boolean(n) : n)",
    "($not($not(n)) ? n : 'no')", "($not(n > 1) ? n : 'no')", "($type(n) != 'number' ? n)",
    "($type(a) = 'string' ? 1 : a)", "many[x != null].x", "many[x = 1].list", "o[list]",
    "[[1, [2]][0]]", "[[a][]]", "(lists).{'k': $}", "o.($v := 1; [])", "many.($v := 1; [])", "either.x",
    "[many.x, list][0]", "(n ?: a)", "(n ?? a)", "(nothing ?? nothing)", "many^(x)[0]", "**.x", "a.*.b",
    "$lookup(many, 'x')[]", "$keys(many)", "$each(o, function($v) { $v })", "$append(nothing, list)",
]  # fmt: skip


@pytest.mark.parametrize("source", _ONCE_WRONG)
@pytest.mark.parametrize("data", [_FULL, _BARE, {}], ids=["full", "bare", "empty"])
def test_what_was_wrong_once_is_right(source: str, data: Any) -> None:
    found, _ = inferred(source, _RECORD)
    result = evaluated(source, data)
    assert result is _FAILED or contains(found, result), (result, found)


_TAKING = [
    "$length(~)", "$uppercase(~)", "$trim(~)", "$substring('abc', ~)", "$substringBefore('x', ~)",
    "$pad('x', ~)", "$contains(~, 'a')", "$split(~, ',')", "$join(~)", "$join(['a', 'b'], ~)",
    "$match(~, /a/)", "$replace(~, 'a', 'b')", "$base64encode(~)", "$encodeUrl(~)", "$number(~)", "$abs(~)",
    "$floor(~)", "$round(~)", "$power(~, 2)", "$sqrt(~)", "$sum(~)", "$max(~)", "$average(~)", "$merge(~)",
    "$formatNumber(~, '0')", "$formatBase(~)", "$formatInteger(~, '0')", "$parseInteger(~, '0')",
    "$lookup({}, ~)", "$sift(~, function($v) { true })", "$each(~, function($v) { $v })", "$clone(~)",
    "$toMillis(~)", "$fromMillis(~)", "~ + 1", "1 - ~", "-~", "~ < 1", "~ > 'a'", "~ % 2",
]  # fmt: skip


@_CAREFULLY
@given(_CHANCE, st.sampled_from(_TAKING))
def test_an_argument_that_is_surely_wrong_makes_every_evaluation_fail(chance: Random, form: str) -> None:
    schema = root(chance)
    argument = f"({Writer(chance).any(Seen(schema), chance.choice((0, 0, 1)))})"
    source = form.replace("~", argument)
    try:
        _, findings = inferred(source, schema)
    except ExpressionError:
        return
    at = form.index("~"), form.index("~") + len(argument)
    sure = [each for each in findings if each.kind is Kind.ARGUMENT and each.is_sure and not each.because]
    if not any((each.origin.start, each.origin.end) == at for each in sure):
        return
    for _ in range(20):
        data = value(schema, chance)
        is_there = evaluated(f"$exists({argument})", data) is True
        if is_there and evaluated(argument, data) != []:
            assert evaluated(source, data) is _FAILED, (source, data)


@_CAREFULLY
@given(_CHANCE)
def test_a_field_that_is_reported_is_in_no_value(chance: Random) -> None:
    schema = root(chance)
    start, _ = chance.choice(list(paths(schema)))
    source = f"{start}.{chance.choice('abcde')}"
    _, findings = inferred(source, schema)
    if any(each.kind is Kind.FIELD for each in findings):
        for _ in range(30):
            assert evaluated(source, value(schema, chance)) is None


@_CAREFULLY
@given(_CHANCE, st.sampled_from(["~ = L", "L = ~", "~ in [L, L]", "L in ~", "~ in [L]"]))
def test_a_comparison_that_is_reported_never_holds_for_the_literal(chance: Random, form: str) -> None:
    schema = root(chance)
    writer = Writer(chance)
    compared, _ = chance.choice(list(paths(schema)))
    source = writer.filled(form, Seen(schema), 0).replace("~", compared)
    _, findings = inferred(source, schema)
    wrong = [source[each.origin.start : each.origin.end] for each in findings if each.kind is Kind.IMPOSSIBLE]
    for literal in wrong:
        alone = f"{literal} in {compared}" if form == "L in ~" else f"{compared} = {literal}"
        for _ in range(30):
            assert evaluated(alone, value(schema, chance)) is False, (source, literal)


@pytest.mark.parametrize(
    "source",
    ["$length('a', 'b')", "$join()", "$substring()", "$sum()", "$exists()", "$map([1])",
     "$contains('a', 'b', 'c')", "$uppercase('a', 'b')", "$round(1, 2, 3)", "$power(2, 2, 2)"],
)  # fmt: skip
def test_a_wrong_number_of_arguments_makes_the_evaluation_fail(source: str) -> None:
    _, findings = inferred(source, _RECORD)
    assert [each.kind for each in findings] == [Kind.COUNT]
    assert evaluated(source, _FULL) is _FAILED
