"""Whether a value comes, told from its type, against what the runtime and the mapper leave of it."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inference.shapes import root, value
from tests.inference.test_soundness import evaluated, inferred
from tests.inference.writing import Seen, Writer, paths
from unispec.flow._expressions import pruned
from unispec.inference import UNKNOWN, Absent, Array, Later, Made, Null, Object, String, Type
from unispec.language import ExpressionError
from unispec.survey import Presence
from unispec.survey._presence import presence_of

ALWAYS, SOMETIMES, NEVER = Presence.ALWAYS, Presence.SOMETIMES, Presence.NEVER
TEXT, GONE, NULL = Type((String(),)), Type((Absent(),)), Type((Null(),))


def object_of(**fields: Type) -> Type:
    return Type((Object(Made(fields)),))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (TEXT, ALWAYS),
        (TEXT | GONE, SOMETIMES),
        (TEXT | NULL, SOMETIMES),
        (GONE, NEVER),
        (NULL | GONE, NEVER),
        (Type(), NEVER),
        (UNKNOWN, SOMETIMES),
        (TEXT | UNKNOWN, SOMETIMES),
        (Type((Array(Later.of(Type())),)), ALWAYS),
        (object_of(), NEVER),
        (object_of(a=TEXT), ALWAYS),
        (object_of(a=TEXT, b=GONE), ALWAYS),
        (object_of(a=TEXT | GONE), SOMETIMES),
        (object_of(a=NULL), NEVER),
        (object_of(a=object_of(b=GONE)), NEVER),
        (object_of(a=object_of(b=TEXT)), ALWAYS),
        (Type((Object(Made({}, is_open=True)),)), SOMETIMES),
    ],
)
def test_a_type_tells_whether_a_value_comes(found: Type, told: Presence) -> None:
    assert presence_of(found) is told


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False), st.integers(0, 3))
def test_a_value_comes_as_often_as_its_type_says(chance: Random, depth: int) -> None:
    schema = root(chance)
    writer = Writer(chance)
    source = (
        writer.any(Seen(schema), depth)
        if depth
        else chance.choice([path for path, _ in paths(schema)] or ["$"])
    )
    try:
        found, _ = inferred(source, schema)
    except ExpressionError:
        return
    told = presence_of(found)
    for _ in range(6):
        data = value(schema, chance)
        result = evaluated(f'{{"field": ({source})}}', data)
        if not isinstance(result, dict):
            continue  # the expression failed
        comes = "field" in pruned(result)
        assert comes or told is not ALWAYS, (source, data, found)
        assert not comes or told is not NEVER, (source, data, found)
