"""Cases that are read and played: what is theirs to say, and what is raised."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from unispec.diagnostics import Code, InputError, SpecError
from unispec.flow import Page, Program, Validation
from unispec.language import runtime
from unispec.specs import Catalogue, OperationName, catalogue_root
from unispec.testing import Case, UnexpectedRequest, dry_run, find_case, read_case, read_cases, replay

CATALOGUE = Catalogue.bundled()
FOLDER = catalogue_root() / "integrations" / "calendly"
EVENTS = OperationName("calendar/events", "list")
NOW = datetime(2026, 11, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def program() -> Program:
    return Program(CATALOGUE.integration("calendly"), CATALOGUE.models, runtime())


def case(name: str) -> Case:
    return find_case([FOLDER], EVENTS, name)


def test_the_cases_of_one_resource_are_read_alone() -> None:
    everything = read_cases(FOLDER)
    events = read_cases(FOLDER, "calendar/events")
    assert {each.name for each in events} == {
        each.name for each in everything if each.operation.resource == "calendar/events"
    }
    assert 0 < len(events) < len(everything)


@pytest.mark.parametrize(
    ("operation", "name", "found"),
    [
        (EVENTS, None, "demo"),
        (EVENTS, "three-pages", "three-pages"),
        (OperationName("calendar/attendees", "list"), None, "full-page"),
        (OperationName("calendar/events", "get"), None, "get"),
        (OperationName("user_directory/licenses", "list"), None, "free-plan"),
    ],
)
def test_a_case_is_found_by_its_name_or_by_default(
    operation: OperationName, name: str | None, found: str
) -> None:
    assert find_case([FOLDER], operation, name).name == found


@pytest.mark.parametrize(
    ("operation", "name"), [(EVENTS, "get"), (EVENTS, ""), (OperationName("calendar/nothing", "list"), None)]
)
def test_a_case_of_another_operation_is_not_found(operation: OperationName, name: str | None) -> None:
    with pytest.raises(InputError) as raised:
        find_case([FOLDER], operation, name)
    assert raised.value.diagnostic.code is Code.UNKNOWN_CASE


def test_every_wrong_case_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "integrations" / "some"
    for name in ("a", "b"):
        path = folder / "cases" / "calendar" / "events" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("summary: no operation\n")
    with pytest.raises(SpecError) as raised:
        read_cases(folder)
    assert [each.location.file for each in raised.value.diagnostics if each.location] == [
        f"integrations/some/cases/calendar/events/{name}.yaml" for name in ("a", "b")
    ]


def test_a_wrong_body_file_is_told_at_the_line_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "cases" / "calendar" / "events" / "a.yaml"
    path.parent.mkdir(parents=True)
    exchanges = [f"  - request: {{path: /{name}}}\n    reply: {{body_file: {name}}}\n" for name in ("x", "y")]
    path.write_text("operation: list\nexchanges:\n" + "".join(exchanges))
    (path.parent / "x").write_text("{")
    found, problems = read_case(path, "a.yaml")
    assert found is None
    assert [each.code for each in problems] == [Code.JSON_SYNTAX, Code.UNREADABLE_FILE]
    assert [each.location.span.line for each in problems if each.location] == [4, 6]


def test_a_case_without_answers_for_a_request_is_the_authors_error(program: Program) -> None:
    with pytest.raises(UnexpectedRequest):
        replay(program, replace(case("demo"), exchanges=()))


def test_an_exchange_that_nobody_asks_for_is_counted(program: Program) -> None:
    whole = case("demo")
    assert len(replay(program, replace(whole, exchanges=whole.exchanges * 3)).unused) == 2


@pytest.mark.parametrize(("pages", "read"), [(1, 1), (2, 2), (3, 3), (4, 3), (None, 3)])
def test_as_many_pages_are_read_as_the_case_says(program: Program, pages: int | None, read: int) -> None:
    replayed = replay(program, replace(case("three-pages"), pages=pages))
    assert len(replayed.requests) == len(replayed.answers) == read
    last = replayed.answers[-1]
    assert isinstance(last, Page)
    assert (last.next_cursor is None) is (read == 3)


@pytest.mark.parametrize("validation", list(Validation))
def test_records_that_do_not_fit_are_raised_reported_or_let_pass(
    program: Program, validation: Validation
) -> None:
    replayed = replay(program, case("error-unknown-words"), validation)
    assert (replayed.error is not None) is (validation is Validation.RAISE)
    assert bool(replayed.diagnostics) is (validation is Validation.REPORT)


def test_a_dry_run_gives_the_first_request_of_every_operation(program: Program) -> None:
    start, end = "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"
    given = {"calendar/availability": {"start_time": start, "end_time": end}}
    for resource in program.integration.resources.values():
        for operation in resource.operations.values():
            parameters: dict[str, object] = dict(given.get(resource.name, {}))
            if not operation.is_list and resource.name != "user_directory/me":
                parameters["id"] = "42"
            if str(operation.name) == "calendar/attendees.get":
                parameters["event"] = {"id": "7"}
            request = dry_run(program, operation.name, parameters, NOW)
            static = any(variant.static is not None for variant in operation.variants)
            assert (request is None) is static, operation.name
            if request is not None:
                assert request.url.startswith("https://api.calendly.com/")
                assert "authorization" not in {name.lower() for name, _ in request.headers}


@pytest.mark.parametrize(("limit", "count"), [(None, "100"), (7, "7"), (1000, "100")])
def test_a_dry_run_asks_for_as_many_records_as_the_call_would(
    program: Program, limit: int | None, count: str
) -> None:
    request = dry_run(program, EVENTS, {}, NOW, limit)
    assert request is not None
    assert dict(request.query) == {"organization": "{connection.organization}", "count": count}
