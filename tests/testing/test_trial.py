"""A case that is tested passes, is changed or new, or fails, and says why."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.testing.roots import CASE, CASES, HOME, SNAPSHOTS, acme, write
from unispec.diagnostics import Code
from unispec.specs import catalogue_root
from unispec.testing import Outcome, Suite, Verdict, Wanted, keep, snapshot_text

RAISES = CASE[: CASE.rindex("  - request")].replace("title: one", "title: [1, 2]")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return acme(tmp_path)


def verdicts(
    root: Path, *paths: Path, runtimes: Sequence[str] = ("jlens",), accept: bool = False
) -> list[Verdict]:
    suite = Suite.load(root, root)
    wanted = suite.cases(Wanted(paths)).get("acme", [])
    return list(suite.play("acme", wanted, runtimes, frozenset(wanted if accept else ())))


def verdict(root: Path) -> Verdict:
    (found,) = verdicts(root)
    return found


def kept(root: Path) -> Verdict:
    found = verdict(root)
    keep(found, root)
    return found


def codes(found: Verdict) -> list[Code]:
    return [each.code for each in found.diagnostics]


def test_a_case_is_new_then_passes(root: Path) -> None:
    new = kept(root)
    assert (new.outcome, new.gist, new.changes) == (Outcome.NEW, "2 requests, 3 records", ())
    assert new.name == "acme/user_directory/groups/two-pages"
    assert verdict(root).outcome is Outcome.PASSED


def test_a_case_changes_with_its_spec(root: Path) -> None:
    kept(root)
    spec = root / HOME / "user_directory/groups.yaml"
    spec.write_text(spec.read_text().replace("$label(title)", "title"))
    found = verdict(root)
    assert found.outcome is Outcome.CHANGED
    assert [str(each) for each in found.changes][:2] == [
        'pages[0].result[0].name: "ONE" -> "one"',
        'pages[0].result[1].name: "TWO" -> "two"',
    ]


@pytest.mark.parametrize(
    ("content", "outcome", "code"),
    [
        (b"", Outcome.CHANGED, Code.JSON_SYNTAX),
        (b"{", Outcome.CHANGED, Code.JSON_SYNTAX),
        (b"\xff\xfe", Outcome.CHANGED, Code.NOT_UTF8),
        (b"[" * 5000, Outcome.CHANGED, Code.JSON_SYNTAX),
        (b" " * 1_100_000, Outcome.CHANGED, Code.FILE_TOO_LARGE),
        (b"null", Outcome.CHANGED, None),
        (b"[]", Outcome.CHANGED, None),
        (b'{"error": {"code": []}}', Outcome.CHANGED, None),
        (None, Outcome.FAILED, Code.UNREADABLE_FILE),
    ],
)
def test_a_spoiled_snapshot_is_a_finding(
    root: Path, content: bytes | None, outcome: Outcome, code: Code | None
) -> None:
    path = root / SNAPSHOTS / "two-pages.json"
    path.parent.mkdir(parents=True)
    path.mkdir() if content is None else path.write_bytes(content)
    found = verdict(root)
    assert found.outcome is outcome
    assert codes(found) == ([code] if code else [])
    assert found.changes or code


@pytest.mark.parametrize("spoil", [lambda text: text + "\n", lambda text: json.dumps(json.loads(text))])
def test_a_snapshot_that_is_written_otherwise_is_changed(root: Path, spoil: object) -> None:
    kept(root)
    path = root / SNAPSHOTS / "two-pages.json"
    assert callable(spoil)
    path.write_text(spoil(path.read_text()))
    found = verdict(root)
    assert found.outcome is Outcome.CHANGED
    assert [each.path for each in found.changes] == ["the file"]


@pytest.mark.parametrize(
    ("case", "code", "line"),
    [
        (CASE.replace("/v2/teams", "/teams", 1), Code.UNEXPECTED_REQUEST, 3),
        (CASE + "  - {request: {path: /v2/x}, reply: {status: 200}}\n", Code.UNUSED_EXCHANGE, 13),
        ("operation: drop\n", Code.UNKNOWN_OPERATION, None),
        ("operation: list\nexchanges: 3\n", Code.WRONG_TYPE, 2),
        ("operation: [", Code.YAML_SYNTAX, None),
        (CASE + "now: today\n", Code.WRONG_VALUE, 13),
    ],
)
def test_a_case_that_cannot_be_played_to_its_end_fails(
    root: Path, case: str, code: Code, line: int | None
) -> None:
    write(root, CASES / "two-pages.yaml", case)
    found = verdict(root)
    if code is Code.UNKNOWN_OPERATION:
        assert found.outcome is Outcome.NEW, "what a caller does wrong is what such a case shows"
        assert "error[unknown-operation]" in found.gist
        return
    assert (found.outcome, found.text) == (Outcome.FAILED, None)
    (problem,) = found.diagnostics
    assert problem.code is code
    assert problem.location is not None
    assert problem.location.file == str(root / CASES / "two-pages.yaml")
    assert line in (None, problem.location.span.line)
    with pytest.raises(ValueError, match="nothing to keep"):
        keep(found, root)


def test_an_error_of_the_author_fails_until_the_snapshot_has_it(root: Path) -> None:
    write(root, CASES / "two-pages.yaml", RAISES)
    found = verdict(root)
    assert found.outcome is Outcome.FAILED
    assert codes(found) == [Code.MISMATCHED_REPLY, Code.EXPRESSION_FAILED]
    (accepted,) = verdicts(root, accept=True)
    assert (accepted.outcome, codes(accepted)) == (Outcome.NEW, [])
    keep(accepted, root)
    assert verdict(root).outcome is Outcome.PASSED


def test_a_changed_case_that_ended_in_that_error_before_is_changed(root: Path) -> None:
    write(root, CASES / "two-pages.yaml", RAISES)
    (accepted,) = verdicts(root, accept=True)
    keep(accepted, root)
    write(root, CASES / "two-pages.yaml", RAISES + "limit: 1\n")
    assert verdict(root).outcome is Outcome.CHANGED


@pytest.mark.parametrize(
    ("was", "now", "path", "place"),
    [
        ("number: 1,", 'number: "1",', "data[0].number", (6, 25)),
        ("more: true", "more: 1", "more", (7, 15)),
        ("size: 4}", "size: [4]}", "data[1].size", (6, 80)),
        ("title: two", "title: null", None, None),
        ("title: two", "title: two, further: [1]", None, None),
        ("title: two, ", "", None, None),
    ],
)
def test_an_answer_of_another_type_than_its_shape_is_a_warning(
    root: Path, was: str, now: str, path: str | None, place: tuple[int, int] | None
) -> None:
    write(root, CASES / "two-pages.yaml", CASE.replace(was, now, 1))
    found = [each for each in verdict(root).diagnostics if each.code is Code.MISMATCHED_REPLY]
    assert [each.message.split("`")[1] for each in found] == ([path] if path else [])
    for each in found:
        assert each.location is not None
        assert (each.location.span.line, each.location.span.column) == place


def test_an_error_body_is_compared_with_the_shape_of_errors(root: Path) -> None:
    body = "operation: list\nexchanges:\n  - request: {path: /v2/teams}\n    reply: {status: 404, body: %s}\n"
    write(root, CASES / "two-pages.yaml", body % "{error: {text: 4}}")
    assert codes(verdict(root)) == [Code.MISMATCHED_REPLY]
    write(root, CASES / "two-pages.yaml", body % "{error: {text: four}}")
    assert codes(verdict(root)) == []


def test_a_case_passes_in_both_runtimes_or_fails(root: Path) -> None:
    kept(root)
    (found,) = verdicts(root, runtimes=("jlens", "jsonata-python"))
    assert found.outcome is Outcome.PASSED
    spec = root / HOME / "user_directory/groups.yaml"
    spec.write_text(spec.read_text().replace("description: note", "description: $string(0.1 + 0.7)"))
    (found,) = verdicts(root, runtimes=("jlens", "jsonata-python"))
    assert found.outcome in (Outcome.FAILED, Outcome.CHANGED)
    assert (Code.DIFFERING_RUNTIMES in codes(found)) is (found.outcome is Outcome.FAILED)


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        (".", True),
        ("integrations", True),
        (HOME, True),
        (HOME / "integration.yaml", True),
        (HOME / "provider.schema.json", True),
        (HOME / "user_directory", True),
        (HOME / "user_directory/groups.yaml", True),
        (HOME / "cases", True),
        (CASES / "two-pages.yaml", True),
        (HOME / "cases/bodies/used.json", True),
        (HOME / "cases/bodies/other.json", False),
        (HOME / "user_directory/roles.yaml", False),
        ("unified_models/user_directory/groups.json", True),
        ("unified_models/user_directory/users.json", False),
    ],
)
def test_the_cases_of_a_path_are_those_below_it_or_about_it(root: Path, path: str, is_wanted: bool) -> None:
    body = CASE + "  - {request: {path: /v2/x}, reply: {body_file: ../../bodies/used.json}}\n"
    write(root, CASES / "two-pages.yaml", body)
    write(root, HOME / "cases/bodies/used.json", "{}")
    found = Suite.load(root, root).cases(Wanted((root / path,)))
    assert bool(found) is is_wanted


def test_what_is_kept_is_byte_for_byte_what_the_tests_of_this_project_keep(tmp_path: Path) -> None:
    suite = Suite.load(catalogue_root(), Path())
    for name, paths in suite.cases(Wanted()).items():
        for each in suite.play(name, paths, ["jlens"]):
            assert each.outcome is Outcome.PASSED, each.name
            assert each.diagnostics == ()
            assert each.text is not None
            assert each.snapshot.read_bytes() == each.text.encode()


def test_a_snapshot_names_files_from_the_root_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, CASES / "two-pages.yaml", RAISES)
    (far,) = verdicts(root, accept=True)
    monkeypatch.chdir(root)
    (near,) = verdicts(Path(), accept=True)
    assert near.text == far.text
    assert far.text is not None
    assert json.loads(far.text)["error"]["file"] == "integrations/acme/integration.yaml"


def test_a_snapshot_is_text_that_ends_with_a_newline(root: Path) -> None:
    text = kept(root).text
    assert text is not None
    assert text.endswith("}\n")
    assert callable(snapshot_text)


@pytest.mark.parametrize(
    ("case", "code", "line"),
    [
        (CASE + "input: {colour: red}\n", Code.UNKNOWN_PARAMETER, 13),
        (RAISES + CASE[CASE.rindex("  - request") :], Code.EXPRESSION_FAILED, None),
    ],
)
def test_an_error_before_the_last_exchange_is_the_cause_that_is_told(
    root: Path, case: str, code: Code, line: int | None
) -> None:
    write(root, CASES / "two-pages.yaml", case)
    found = verdict(root)
    assert found.outcome is Outcome.FAILED
    assert code in codes(found)
    assert Code.UNUSED_EXCHANGE not in codes(found)
    problem = next(each for each in found.diagnostics if each.code is code)
    assert problem.location is not None
    assert line in (None, problem.location.span.line)


def test_an_exchange_that_an_error_leaves_over_is_told_when_the_error_is_meant(root: Path) -> None:
    write(root, CASES / "two-pages.yaml", RAISES)
    (accepted,) = verdicts(root, accept=True)
    keep(accepted, root)
    write(root, CASES / "two-pages.yaml", RAISES + CASE[CASE.rindex("  - request") :])
    assert Code.UNUSED_EXCHANGE in codes(verdict(root))


def test_records_that_are_not_there_are_no_mismatch(root: Path) -> None:
    spec = root / HOME / "user_directory/groups.yaml"
    spec.write_text(spec.read_text().replace("records: data", "records: rows"))
    found = verdict(root)
    assert codes(found) == [Code.MISSING_RECORDS]
