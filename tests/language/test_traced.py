"""A traced runtime gives what jlens gives, and tells how it came to it."""

from contextlib import suppress

import pytest

from tests.cases.recorded import CATALOGUE, recorded
from unispec.data import Json
from unispec.flow import Program
from unispec.language import Evaluation, ExpressionError, Trace, TracedRuntime, runtime
from unispec.testing import replay

RECORD = {"status": "y", "location": {"join_url": "https://a"}, "people": [{"n": 1}, {"n": 2}]}


def traced(source: str, data: Json = None) -> Evaluation:
    seen: list[Evaluation] = []
    expression = TracedRuntime(seen.append).compile(source)
    with suppress(ExpressionError):
        expression.evaluate(data, {"input": {"id": 7}})
    assert len(seen) == 1
    return seen[0]


def parts(source: str, data: Json = None) -> list[Trace]:
    trace = traced(source, data).trace
    assert trace is not None
    return list(trace.walk())


@pytest.mark.parametrize("name", CATALOGUE.integrations)
def test_it_gives_what_jlens_gives_for_every_recorded_case(name: str) -> None:
    seen: list[Evaluation] = []
    integration = CATALOGUE.integration(name)
    watched = Program(integration, CATALOGUE.models, TracedRuntime(seen.append))
    plain = Program(integration, CATALOGUE.models, runtime())
    cases = [case for owner, case in recorded() if owner == name]
    for case in cases:
        there, here = replay(watched, case), replay(plain, case)
        assert [each.result for each in there.answers] == [each.result for each in here.answers]
        assert there.requests == here.requests
        assert repr(there.error) == repr(here.error)
    assert len(seen) > len(cases)


@pytest.mark.parametrize(
    ("source", "kind", "text", "outcome", "branch"),
    [
        ('status = "x" ? 1 : 2', "condition", 'status = "x" ? 1 : 2', "value", "else"),
        ('status = "y" ? 1', "condition", 'status = "y" ? 1', "value", "then"),
        ("nothing ? 1", "condition", "nothing ? 1", "undefined", "none"),
        ("location.phone", "name", "phone", "undefined", None),
        ("location.join_url", "path", "location.join_url", "value", None),
        ('people[n = 3].n ?? "none"', "path", "people[n = 3].n", "undefined", None),
        ("$uppercase(people)", "function", "$uppercase(people)", "error", None),
        ("($double := function($n) { $n * 2 }; $double(4))", "binary", "$n * 2", "value", None),
    ],
)
def test_each_part_of_a_source_says_where_it_stands_and_what_it_came_to(
    source: str, kind: str, text: str, outcome: str, branch: str | None
) -> None:
    found = [part for part in parts(source, RECORD) if part.kind == kind]
    told = [(source[part.start : part.end], part.outcome, part.branch) for part in found]
    assert (text, outcome, branch) in told


def test_an_evaluation_tells_its_data_its_variables_and_its_failure() -> None:
    told = traced("$uppercase($input.id)", RECORD)
    assert told.data == RECORD
    assert told.variables == {"input": {"id": 7}}
    assert told.error is not None
    assert (told.error.code, told.error.start) == ("T0410", 0)


@pytest.mark.parametrize("source", ["$eval('1')", "(", "x" * 200_000])
def test_it_refuses_what_jlens_refuses(source: str) -> None:
    with pytest.raises(ExpressionError):
        TracedRuntime(print).compile(source)


def test_an_endless_evaluation_is_stopped_and_told() -> None:
    told = traced("($f := function($n) { $f($n + 1) + 1 }; $f(1))")
    assert told.error is not None
    assert told.error.is_limit


def test_what_is_no_json_is_a_failure() -> None:
    with pytest.raises(ExpressionError, match="not JSON"):
        TracedRuntime(print).compile("x").evaluate({"x": object()}, {})
