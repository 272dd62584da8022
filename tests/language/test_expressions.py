"""Both runtimes against one table, against each other, and against expressions that mean harm.

In `expressions.json` an expected value that starts with `!` is an error's code.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import jlens
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unispec.language import FORBIDDEN, RUNTIMES, ExpressionError, Limits, runtime

TABLE = json.loads(Path(__file__).with_name("expressions.json").read_text())
BOTH = [runtime(name) for name in RUNTIMES]
NAMES = [each.name for each in BOTH]


def answer(engine: Any, source: Any, data: Any, variables: Any) -> Any:
    try:
        return engine.compile(source).evaluate(data, variables)
    except ExpressionError as error:
        return f"!{error.code or error.problem}"


@pytest.mark.parametrize("engine", BOTH, ids=NAMES)
@pytest.mark.parametrize(("source", "expected"), TABLE["same"], ids=[row[0] for row in TABLE["same"]])
def test_an_expression_has_the_value_of_the_table(source: Any, expected: Any, engine: Any) -> None:
    found = answer(engine, source, TABLE["data"], TABLE["variables"])
    assert json.dumps(found) == json.dumps(expected)


@pytest.mark.parametrize("row", TABLE["different"], ids=[row[0] for row in TABLE["different"]])
def test_the_known_differences_are_still_there(row: Any) -> None:
    found = [answer(engine, row[0], TABLE["data"], TABLE["variables"]) for engine in BOTH]
    assert json.dumps(found) == json.dumps(row[1:])


@pytest.mark.parametrize("source", [row[0] for row in TABLE["same"] if not str(row[1]).startswith("!")])
def test_the_wrapper_keeps_what_jlens_answers(source: Any) -> None:
    direct = jlens.Expression(source).evaluate(TABLE["data"], TABLE["variables"])
    assert BOTH[0].compile(source).evaluate(TABLE["data"], TABLE["variables"]) == direct


@pytest.mark.parametrize("source", [row[0] for row in TABLE["same"]])
def test_many_at_once_is_the_same_as_one_by_one(source: Any) -> None:
    """A map always makes an object, so that is what is compared; None leaves it to one by one."""
    data = [TABLE["data"], {**TABLE["data"], "num": 4, "n": 1}, {}]
    try:
        compiled = BOTH[0].compile(f'{{"value": ({source})}}')
        single = [compiled.evaluate(each, TABLE["variables"]) for each in data]
    except ExpressionError:
        return
    found = compiled.evaluate_each(data, TABLE["variables"])
    assert found is None or found == single


def test_many_at_once_is_what_a_plain_map_gets() -> None:
    compiled = BOTH[0].compile('{"id": a, "list": [b.c]}')
    assert compiled.evaluate_each([{"a": 1}, {"b": [{"c": 2}]}], {}) == [{"id": 1, "list": []}, {"list": [2]}]
    assert BOTH[1].compile("a").evaluate_each([{"a": 1}], {}) is None


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text("ab é", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
ANY_SHAPE = [
    "a",
    "a.b",
    "a[0]",
    "a[]",
    "b.c[0].a",
    "$",
    "a ? 1 : 2",
    "$exists(a.b)",
    "$type(a)",
    "$boolean(a)",
    "a = b",
    "$keys($)",
    "a.{'x': b}",
    "[a, b]",
    "{'x': a, 'y': c.b}",
    "$v.a",
    "a[b = 1]",
]


@settings(max_examples=60, deadline=None)
@given(data=JSON, value=JSON, source=st.sampled_from(ANY_SHAPE))
def test_both_runtimes_agree_on_data_of_any_shape(data: Any, value: Any, source: Any) -> None:
    first, second = (answer(engine, source, data, {"v": value}) for engine in BOTH)
    if str(first).startswith("!"):
        assert str(second).startswith("!")
    else:
        assert first == second


LIMITS = Limits(seconds=0.2)
HOSTILE = [
    '$match($pad("",40,"a") & "b", /^(a|aa)+$/)',
    "[1..1e4].([1..1e4])",
    '$pad("x",1e9)',
    "[1..1e7]",
    "[1..9999].[1..9999]",
    '($f := function($s,$n){$n = 0 ? $s : $f($s & $s, $n - 1)}; $f("xxxxxxxxxx", 40))',
    '[1..9999].$pad("x",1e6)',
    "$reduce([1..40], function($a,$b){[$a,$a]}, 1)",
    '$string($reduce([1..40], function($a,$b){{"a":$a,"b":$a}}, 1))',
    "[1..99999]",
    "($f := function($x){$f($x)}; $f(1))",
    "($f := function($x){1 + $f($x)}; $f(1))",
    "$map([1..9999], function($a){$map([1..9999], function($b){$b})})",
    '$replace($pad("",900000,"a"), "a", $pad("",900000,"b"))',
    '$replace($pad("",900000,"a"), /a/, $pad("",9000,"b"))',
    '$pad("",900000,"a") ~> $replace("a", $pad("",900000,"b"))',
    '($r := $replace; $r($pad("",900000,"a"), "a", $pad("",900000,"b")))',
    '($s := $pad("",500000,"b"); $join([1..999].$string($), $s))',
    '$fromMillis(1, "[Y,9999999-9999999]")',
    '$split($pad("",900000,"a"), "")',
    '$merge([1..9999].{$string($): $pad("x",1e5)})',
    "$count([1..9999][$ in [1..9999]])",
    "$each($merge([1..9999].{$string($): 1}), function($v){[1..9999]})",
    "$sort([1..9999], function($a,$b){$count([1..999]) > 0})",
]


@pytest.mark.parametrize("name", RUNTIMES)
@pytest.mark.parametrize("source", HOSTILE)
def test_a_hostile_expression_is_stopped_in_time(source: Any, name: Any) -> None:
    expression = runtime(name, LIMITS).compile(source)
    begun = time.monotonic()
    with pytest.raises(ExpressionError) as caught:
        expression.evaluate({}, {})
    assert caught.value.is_limit
    assert time.monotonic() - begun < LIMITS.seconds + 1


@pytest.mark.parametrize("engine", BOTH, ids=NAMES)
@pytest.mark.parametrize("name", sorted(FORBIDDEN))
@pytest.mark.parametrize(
    "form",
    ["${}()", "($f := ${}; $f('1'))", "a.(1 + ${} ())", "a / b ~> ${}", "/* x */ ${}", "function(${}){{1}}"],
)
def test_a_forbidden_function_is_refused_where_it_stands(form: Any, name: Any, engine: Any) -> None:
    source = form.format(name)
    with pytest.raises(ExpressionError) as caught:
        engine.compile(source)
    assert source[caught.value.start : caught.value.end] == f"${name}"
    assert not caught.value.is_limit


@pytest.mark.parametrize("engine", BOTH, ids=NAMES)
@pytest.mark.parametrize(
    "source",
    [
        '"$eval(1)"',
        "'$now()'",
        "/* $eval */ 1",
        "`$now`",
        '$contains("a", /$eval/)',
        "$evaluate",
        '"\\"$now"',
    ],
)
def test_text_that_only_looks_forbidden_is_let_through(source: Any, engine: Any) -> None:
    engine.compile(source).evaluate({}, {})


BROKEN = [
    "(",
    "a +",
    "a[",
    '"abc',
    "`a",
    "/* x",
    "$match(a, /(x/)",
    "a b",
    "{'a'}",
    "1 := 2",
    "%",
    "$replace := 1",
    "(" * 60_000,
]


@pytest.mark.parametrize("engine", BOTH, ids=NAMES)
@pytest.mark.parametrize("source", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_source_is_one_error_with_a_place(source: Any, engine: Any) -> None:
    with pytest.raises(ExpressionError) as caught:
        engine.compile(source)
    assert caught.value.problem
    if caught.value.start is not None:
        assert caught.value.end is not None
        assert 0 <= caught.value.start <= caught.value.end <= len(source)


@pytest.mark.parametrize("engine", BOTH, ids=NAMES)
@pytest.mark.parametrize(
    "source",
    [
        "$number(s)",
        "$error(s)",
        "$toMillis(s)",
        "$assert(false, s)",
        "1 + s",
        "$sum(s)",
        "$power(1e300, 9)",
    ],
)
def test_an_error_never_quotes_the_data(source: Any, engine: Any) -> None:
    with pytest.raises(ExpressionError) as caught:
        engine.compile(source).evaluate({"s": "secret"}, {})
    assert "secret" not in caught.value.problem
    assert caught.value.__cause__ is None
    assert not caught.value.is_limit


@pytest.mark.parametrize("engine", BOTH, ids=NAMES)
def test_one_expression_serves_many_threads(engine: Any) -> None:
    first, second = engine.compile("$v & a.b[c = $v].d"), engine.compile("($x := $v; a.b.(c + $x))")
    wrong: list[Any] = []

    def work(number: Any) -> None:
        data = {"a": {"b": [{"c": number, "d": "y"}, {"c": -1, "d": "n"}]}}
        for _ in range(30):
            found = (first.evaluate(data, {"v": number}), second.evaluate(data, {"v": number}))
            if found != (f"{number}y", [2 * number, number - 1]):
                wrong.append(found)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("engine", BOTH, ids=NAMES)
def test_evaluation_leaves_its_data_and_the_process_alone(engine: Any) -> None:
    data, before = {"a": {"b": None}, "l": [1]}, sys.getrecursionlimit()
    engine.compile('[$, $ ~> |a|{"c": 1}|, $append(l, null)]').evaluate(data, {"v": data})
    assert data == {"a": {"b": None}, "l": [1]}
    assert sys.getrecursionlimit() == before


def test_importing_the_package_loads_neither_the_reference_nor_jinja() -> None:
    program = "import sys, unispec.language; print({'jinja2', 'jsonata', 'regex'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_unknown_runtime_is_refused() -> None:
    with pytest.raises(ValueError, match="`other`"):
        runtime("other")
