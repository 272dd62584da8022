"""Expressions made to cost much, or to be wrong in each way: the inference ends in time, and never raises."""

from time import process_time
from typing import Any

import pytest

from unispec.inference import BUILT_IN, Given, Inference, Owner, Schemas, Source
from unispec.language import syntax

_MOST_SECONDS = 0.3

_NODE = {
    "type": "object",
    "properties": {
        "l": {"$ref": "#/$defs/Node"},
        "r": {"$ref": "#/$defs/Node"},
        "v": {"type": ["string", "null"]},
        "kids": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
    },
}
_SHAPES = [
    {"type": "object", "properties": {f"p{i}": {"type": "string"}, "k": {"enum": [i]}}} for i in range(60)
]
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "huge": {"enum": [f"v{i}" for i in range(2000)]},
        "large": {"enum": [f"w{i}" for i in range(90)]},
        "s": {"type": "string"},
        "o": {"$ref": "#/$defs/Node"},
        "wide": {"type": "object", "properties": {f"f{i}": {"type": ["string", "null"]} for i in range(200)}},
        "endless": {"$ref": "#/$defs/Endless"},
        "shapes": {"oneOf": _SHAPES},
        "b": {"type": ["boolean", "null", "string", "number"]},
    },
    "$defs": {"Node": _NODE, "Endless": {"type": "array", "items": {"$ref": "#/$defs/Endless"}}},
}


def branching(depth: int) -> str:
    return f"(b ? {branching(depth - 1)} : {branching(depth - 1)})" if depth else "s"


def growing(first: str, more: str, count: int, last: str) -> str:
    """Bind one variable after another, each made of the one before."""
    bound = [f"$v{i} := {more.replace('~', f'$v{i - 1}')}; " for i in range(1, count)]
    return f"($v0 := {first}; {''.join(bound)}{last.replace('~', f'$v{count - 1}')})"


def table(count: int) -> str:
    return "{" + ",".join(f'"v{i}":{i}' for i in range(count)) + "}"


_EXPRESSIONS = {
    "nested brackets": "(" * 150 + "s" + ")" * 150,
    "branches in branches": branching(9),
    "a long chain of &": " & ".join(["s"] * 190),
    "a long chain of and": " and ".join(["o.l.v != 'x'"] * 180),
    "a long chain of or": " or ".join(["$not(o.l.v)"] * 180),
    "a long chain of conditions": " : ".join(f"wide.f{i} != null ? wide.f{i}" for i in range(110)) + " : s",
    "a huge enum in conditions": " & ".join(["(huge = 'nope' ? huge : large)"] * 150),
    "many large enums": "[" + ",".join(["(huge = 'v1' ? huge : large)"] * 600) + "]",
    "a huge enum in a table": f"$lookup({table(3500)}, huge)",
    "a large enum in a table": f"$lookup({table(3500)}, large)",
    "a field of a table": f"{table(3500)}.v1",
    "a long list": "huge in [" + ",".join(f"'v{i}'" for i in range(4500)) + "] ? huge : s",
    "recursion": "($f := function($x) { $x = 'a' ? 'b' : $f($x & 'c') }; $f(s))",
    "recursion in arguments": "($f := function($x) { $f($f($f($x))) }; $f(large))",
    "recursion in two places": "($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(30))",
    "a function given to itself": "($w := function($x) { $x($x) & $x($x) }; $w($w))",
    "functions twice in functions": growing(
        "function($x) { $x }", "function($x) { ~($x) & ~($x) }", 25, "~(b)"
    ),
    "functions of many alternatives": growing(
        "function($a, $b) { $a & $b }",
        "function($a, $b) { $a = $b ? ~($a, $b) : ~($b, $a) }",
        12,
        "~(b, large)",
    ),
    "many calls of many alternatives": "($f := function($x) { $x = 'q' ? 1 : 2 }; "
    + " + ".join(["$f(large)"] * 190)
    + ")",
    "objects twice in objects": growing("b", "{'a': ~, 'b': ~}", 40, "~.a.b.a"),
    "arrays twice in arrays": growing("b", "[[~], [[~]]]", 40, "~.a"),
    "alternatives twice in alternatives": growing("b", "b ? {'a': ~} : {'b': [~, ~]}", 60, "~"),
    "many bindings": growing("s", "1", 3500, "~"),
    "arrays without end": "endless.x.y & endless[0][0][0].x & endless.$.$.$",
    "records without end": ".".join(["o"] + ["l", "r"] * 80),
    "lists without end": "o.kids" + ".kids" * 100 + ".v",
    "predicates behind predicates": "o" + ".kids[v != null and l.v = 'x']" * 60,
    "predicates in predicates": "o" + ".kids[l" * 40 + "= 1" + "]" * 40,
    "functions in functions": "$map(o.kids, function($a) { " * 25 + "s" + " })" * 25,
    "many shapes": "shapes.k & (shapes.k = 3 ? shapes.p3) & shapes.p9",
    "many entries": "{" + ",".join(f'"a{i}":wide.f{i % 200}' for i in range(1500)) + "}",
    "many objects in one": "$merge([" + ",".join(f"{{'a{i}':s}}" for i in range(1500)) + "])",
    "lists in lists": "$append(" * 120 + "large" + ", huge)" * 120,
}


_CALLS = [
    "F()",
    "s ~> F()",
    "s ~> F",
    "F(?, s)",
    "F(s)",
    "o.F()",
    "F(s, s, s, s, s, s)",
    "F(F, F)",
    "F() = 'string' ? s : b",
    "s ~> F() != 'string' ? s : b",
    "$not(F()) and F(s, b) in ['x'] ? s : b",
]
"""Calls with too few arguments, with too many, and with what no function takes."""


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_no_call_of_a_function_raises_whatever_it_is_given(name: str) -> None:
    seen = Given(Schemas(Owner.SOURCE).type(_SCHEMA, _SCHEMA, "Record"))
    for written in _CALLS:
        Inference({}).type(Source("source", syntax(written.replace("F", f"${name}"))), seen)


@pytest.mark.parametrize("source", _EXPRESSIONS.values(), ids=_EXPRESSIONS.keys())
def test_no_expression_takes_long(source: str) -> None:
    parsed = Source("source", syntax(source))
    seen = Given(Schemas(Owner.SOURCE).type(_SCHEMA, _SCHEMA, "Record"))
    assert min(_seconds(parsed, seen) for _ in range(2)) < _MOST_SECONDS


def _seconds(source: Source, seen: Given) -> float:
    before = process_time()
    Inference({}).type(source, seen)
    return process_time() - before


def test_an_expression_that_costs_too_much_is_not_known() -> None:
    source = Source("source", syntax(_EXPRESSIONS["functions twice in functions"]))
    inference = Inference({})
    assert inference.type(source, Given()).is_unknown
    assert not list(inference.verdicts.findings())
