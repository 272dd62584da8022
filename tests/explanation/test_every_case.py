"""Every field of every record of every recorded case is explained, and the explanation is true."""

from __future__ import annotations

import pytest

from tests.cases.recorded import label, recorded
from tests.explanation.evidence import (
    CATALOGUE,
    assembled,
    covers,
    in_order_of_keys,
    is_unconditional,
    leaves_written,
    may_read,
    played,
    resource_file,
)
from unispec.data import Json
from unispec.explanation import Explanation, Mapped, Watched, explain
from unispec.flow import Program, pruned
from unispec.language import runtime
from unispec.testing import Case, replay

CASES = {label(integration, case): (integration, case) for integration, case in recorded()}
_MOST = 3


def explanations(integration: str, case: Case) -> list[tuple[Watched, Mapped, Explanation]]:
    watched = played(integration, case)
    mapped = list(watched.mapped)
    return [
        (watched, each, explain(watched, each)) for each in [*mapped[: _MOST - 1], *mapped[_MOST - 1 :][-1:]]
    ]


def records_of(integration: str, case: Case) -> list[Json] | None:
    """The records of a case in the usual runtime; None when an error took those that were mapped."""
    program = Program(CATALOGUE.integration(integration), CATALOGUE.models, runtime())
    replayed = replay(program, case)
    records: list[Json] = []
    for answer in replayed.answers:
        records += answer.result if isinstance(answer.result, list) else [answer.result]
    for record in records:
        record.pop("remote_data", None)
    return None if replayed.error is not None else [in_order_of_keys(each) for each in records]


def check_values(
    watched: Watched, mapped: Mapped, explanation: Explanation, records: list[Json] | None
) -> None:
    program = Program(watched.program.integration, CATALOGUE.models, runtime())
    plan = program.plans(explanation.operation)[watched.plans.index(mapped.plan)]
    found = in_order_of_keys(assembled(explanation))
    assert found == in_order_of_keys(pruned(plan.map.evaluate(mapped.record, mapped.variables)))
    if records is not None:
        assert found in records


def check_places(integration: str, watched: Watched, mapped: Mapped, explanation: Explanation) -> None:
    name = explanation.operation
    path = resource_file(integration, name.resource)
    places = {}
    for leaf in explanation.leaves:
        span = leaf.location.span
        places[leaf.path] = (span.line, span.column)
        assert leaf.location.file.endswith(f"integrations/{integration}/{name.resource}.yaml")
    assert places == leaves_written(path, name.operation, watched.plans.index(mapped.plan))


def check_reasons(explanation: Explanation) -> None:
    for leaf in explanation.leaves:
        assert leaf.problem is None
        assert bool(leaf.because) or not leaf.is_absent, leaf.name
        for reason in leaf.because:
            assert reason.text
            assert reason.location.span.line > 1


def check_reads(watched: Watched, mapped: Mapped, explanation: Explanation) -> None:
    for leaf in explanation.leaves:
        told = {read.name for read in leaf.reads}
        of_record, altogether = may_read(watched, mapped, leaf)
        assert all(covers(altogether, name) for name in told), leaf.name
        if is_unconditional(leaf):
            assert of_record <= told, leaf.name


@pytest.mark.parametrize("name", CASES)
def test_every_field_of_a_record_is_explained_as_the_spec_and_the_replay_have_it(name: str) -> None:
    integration, case = CASES[name]
    records = records_of(integration, case)
    for watched, mapped, explanation in explanations(integration, case):
        check_values(watched, mapped, explanation, records)
        check_places(integration, watched, mapped, explanation)
        check_reasons(explanation)
        check_reads(watched, mapped, explanation)


def test_there_is_something_to_explain() -> None:
    told = [
        explanation
        for name in (
            "calendar/events/get-group",
            "calendar/events/full-page",
            "user_directory/roles/full-page",
        )
        for _, _, explanation in explanations(*CASES[f"calendly/{name}"])
    ]
    assert len(told) >= 5
    assert sum(leaf.is_absent for each in told for leaf in each.leaves) > 10
    assert sum(len(each.leaves) for each in told) > 60
