"""What the survey says holds of every record that the recorded cases give."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cases.recorded import CATALOGUE, label, recorded
from tests.survey.records import fields_in, holders, is_there
from unispec.flow import Ceilings, Page, Program, Validation, new_call, variant_for
from unispec.inference import names_of
from unispec.language import runtime
from unispec.rules import Scopes
from unispec.specs import OperationName
from unispec.survey import Field, Filling, Presence, Survey, survey_of
from unispec.testing import Case, replay

CASES = {label(name, case): (name, case) for name, case in recorded()}


@cache
def surveyed(name: str) -> Survey:
    return survey_of(CATALOGUE, name)


@cache
def program(name: str) -> Program:
    return Program(CATALOGUE.integration(name), CATALOGUE.models, runtime())


@cache
def records(key: str) -> list[dict[str, Any]]:
    """What comes of a case, the provider's own record in `remote_data`."""
    name, case = CASES[key]
    answers = replay(program(name), replace(case, raw=True), Validation.RAISE).answers
    return [
        record
        for answer in answers
        for record in (answer.result if isinstance(answer, Page) else [answer.result])
    ]


def is_promised(key: str, record: dict[str, Any]) -> bool:
    """Whether the provider's record is what its schema says."""
    name, case = CASES[key]
    plan = program(name).plans(case.operation)[_way(name, case) - 1]
    provider = CATALOGUE.integration(name).provider
    wanted = {"$defs": provider["$defs"], "$ref": f"#/$defs/{plan.variant.record}"}
    return Draft202012Validator(wanted).is_valid(record["remote_data"])


def fillings(key: str) -> Iterator[tuple[Field, Filling]]:
    """Every field of the resource, with what is said of it for the way that served the case."""
    name, case = CASES[key]
    coverage = surveyed(name).resource(case.operation.resource)
    assert coverage is not None
    way = _way(name, case)
    for number, each in enumerate(coverage.ways):
        if (each.offer.operation, each.offer.variant) == (case.operation.operation, way):
            yield from ((field, field.fillings[number]) for field in coverage.fields)


def _way(name: str, case: Case) -> int:
    plans = program(name).plans(case.operation)
    call = new_call(
        program(name), case.input, case.account or {}, case.now, lambda: 0.5, Ceilings(), case.limit
    )
    return plans.index(variant_for(call, plans)) + 1


GIVING = [key for key in CASES if records(key)]


def test_every_way_to_serve_an_operation_is_looked_at_in_some_case() -> None:
    seen = {(CASES[key][0], CASES[key][1].operation, _way(*CASES[key])) for key in GIVING}
    offered = {
        (name, operation.name, number)
        for name, integration in CATALOGUE.integrations.items()
        for resource in integration.resources.values()
        for operation in resource.operations.values()
        for number in range(1, len(operation.variants) + 1)
    }
    assert seen == offered


@pytest.mark.parametrize("key", GIVING)
def test_every_field_that_occurs_is_listed_as_given(key: str) -> None:
    given = {field.path for field, each in fillings(key) if each.presence is not Presence.NEVER}
    found = {path for record in records(key) for path, _ in fields_in(record)}
    assert found - given == set()


def test_the_records_of_nearly_all_cases_are_what_the_schema_of_the_provider_says() -> None:
    promised = [key for key in GIVING if all(is_promised(key, record) for record in records(key))]
    assert len(promised) > 0.9 * len(GIVING)


@pytest.mark.parametrize("key", GIVING)
def test_every_field_that_always_comes_is_in_every_record(key: str) -> None:
    always = [field.path for field, each in fillings(key) if each.presence is Presence.ALWAYS]
    assert always
    missing = {
        path
        for path in always
        for record in records(key)
        if is_promised(key, record)
        for holder in holders(record, path)
        if not is_there(holder, path)
    }
    assert missing == set()


@pytest.mark.parametrize("key", GIVING)
def test_every_value_that_occurs_is_among_those_that_can_come(key: str) -> None:
    known = {field.path: each.values for field, each in fillings(key) if each.values is not None}
    assert known
    for record in records(key):
        for path, values in fields_in(record):
            for value in values if path in known else ():
                assert value in known[path], f"{path}: {value!r}"


@pytest.mark.parametrize("key", GIVING)
def test_a_field_with_a_condition_does_not_occur_where_the_condition_fails(key: str) -> None:
    _, case = CASES[key]
    failing = {
        field.path
        for field, each in fillings(key)
        for condition in each.conditions
        if condition.parameter and condition.value not in case.input.get(condition.parameter, ())
    }
    found = {path for record in records(key) for path, _ in fields_in(record)}
    assert found & failing == set()


def test_conditions_are_told_of_and_met_by_some_case() -> None:
    met = {
        condition.value
        for key in GIVING
        for _, each in fillings(key)
        for condition in each.conditions
        if condition.value in CASES[key][1].input.get(condition.parameter, ())
    }
    assert met == {"attendees"}


@pytest.mark.parametrize("name", CATALOGUE.integrations)
def test_what_a_field_is_read_from_is_a_field_of_the_provider_or_a_variable(name: str) -> None:
    scopes = Scopes(CATALOGUE.integration(name), CATALOGUE.models)
    for coverage in surveyed(name).resources:
        for number, way in enumerate(coverage.ways):
            plan = program(name).plans(OperationName(coverage.resource, way.offer.operation))
            known = names_of(scopes.record(plan[way.offer.variant - 1].variant))
            reads = {read for field in coverage.fields for read in field.fillings[number].reads}
            own = {read.partition(".")[0] for read in reads if not read.startswith("$")}
            assert own
            assert own <= known
            assert {read.partition(".")[0] for read in reads} - own <= {"$input", "$connection", "$related"}
