"""Whatever an expression really comes to is one of the alternatives that the inference tells.

Schemas, expressions about them and values that follow them are drawn; the runtimes evaluate. Not drawn are
predicates that hold of nothing (`x["a"]` makes null where `x` is missing) and numbers that are none (`0 / 0`).
"""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inference.membership import contains
from tests.inference.shapes import Schema, root, value
from tests.inference.writing import Seen, Writer
from unispec.inference import Given, Inference, Owner, Schemas, Source, Type
from unispec.language import ExpressionError, runtime, syntax

_VALUES = 6


def type_of(source: str, schema: Schema) -> Type:
    """The type of an expression about values of a schema."""
    seen = Given(Schemas(Owner.SOURCE).type(schema, schema, "Record"))
    return Inference({}).type(Source("source", syntax(source)), seen)


def evaluated(name: str, source: str, data: Any) -> tuple[Any, ...]:
    """What a runtime gives; nothing when it fails."""
    try:
        return (runtime(name).compile(source).evaluate(data, {}),)
    except ExpressionError:
        return ()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_what_an_expression_gives_is_one_of_its_alternatives(chance: Random, depth: int) -> None:
    schema = root(chance)
    source = Writer(chance).any(Seen(schema), depth)
    try:
        found = type_of(source, schema)
    except ExpressionError:
        return
    for _ in range(_VALUES):
        data = value(schema, chance)
        for result in evaluated("jlens", source, data):
            assert contains(found, result), (source, data, result, found)
