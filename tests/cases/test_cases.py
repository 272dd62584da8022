"""Every recorded case of every integration, played through both JSONata runtimes.

What the caller asked and what the provider answered stand in `integrations/<provider>/cases/`; what
was sent and what came out stands in `snapshots/<provider>/<model>/<resource>/<case>.json`.
"""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cases.recorded import CATALOGUE, json_files, label, recorded, snapshot_files
from unispec.flow import Program, Validation
from unispec.language import RUNTIMES, runtime
from unispec.specs import catalogue_root
from unispec.testing import Case, case_paths, read_case, replay, snapshot_text

CASES = {label(name, case): (name, case) for name, case in recorded()}
PATHS = [
    path for name in CATALOGUE.integrations for path in case_paths(catalogue_root() / "integrations" / name)
]
PROGRAMS = {
    (name, language): Program(CATALOGUE.integration(name), CATALOGUE.models, runtime(language))
    for name in CATALOGUE.integrations
    for language in RUNTIMES
}


@pytest.mark.parametrize(("name", "case"), CASES.values(), ids=CASES)
def test_a_case_sends_and_gives_what_its_snapshot_says_in_both_runtimes(
    name: str, case: Case, snapshot: SnapshotAssertion
) -> None:
    seen = snapshot.with_defaults(extension_class=json_files(f"{name}/{case.operation.resource}"))
    for language in RUNTIMES:
        replayed = replay(PROGRAMS[name, language], case, Validation.RAISE)
        assert replayed.unused == (), "an exchange was never asked for"
        assert snapshot_text(replayed) == seen(name=case.name)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_file_is_read_without_findings(path: Path) -> None:
    case, findings = read_case(path, path.name)
    assert findings == ()
    assert case is not None
    assert case.summary, "a case says in one line what it is about"


def test_every_case_has_a_snapshot_and_every_snapshot_a_case() -> None:
    assert snapshot_files() == set(CASES)


def test_every_operation_has_a_case_that_gives_records() -> None:
    offered = {
        (name, operation.name)
        for name, integration in CATALOGUE.integrations.items()
        for resource in integration.resources.values()
        for operation in resource.operations.values()
    }
    played = {
        (name, case.operation)
        for name, case in CASES.values()
        if any(answer.result for answer in replay(PROGRAMS[name, "jlens"], case).answers)
    }
    assert played == offered


def test_every_recorded_body_is_used_by_a_case() -> None:
    bodies = {path.resolve() for path in catalogue_root().glob("integrations/*/cases/bodies/*")}
    written = {
        (path.parent / exchange["reply"]["body_file"]).resolve()
        for path in PATHS
        if (case := read_case(path, path.name)[0]) is not None
        for exchange in case.document.data.get("exchanges", [])
        if "body_file" in exchange["reply"]
    }
    assert written == bodies
