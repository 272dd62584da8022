"""`unispec check --format` and `--explain`: what other programs get, and nothing else beside it."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from tests.cli.commands import Ended, process, unispec
from tests.cli.test_ends import FULL, in_terminal, redirected
from unispec.cli._formats import FORMATS, show_findings, status_of
from unispec.diagnostics import Code, Diagnostic, Severity

FILE = "integrations/calendly/calendar/events.yaml"
SARIF = Path(__file__).parents[1] / "rendering/sarif/sarif-2.1.0.schema.json"
CLEAN = {
    "text": "no problems\n",
    "github": "no problems\n",
}


@pytest.fixture
def slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An overlay with one mistake."""
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    path.write_text("map:\n  title: a_title_that_nobody_has\n")
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def overlay(slip: Path) -> Path:
    """An overlay with 300 mistakes."""
    slip.write_text("map:\n" + "".join(f"  wrong_{number}: name\n" for number in range(300)))
    return slip


def check(form: str) -> Any:
    return unispec("check", "--onto-bundled", "--format", form, ".")


@pytest.mark.parametrize("form", FORMATS)
def test_any_number_of_findings_ends_with_status_one(overlay: Path, form: str) -> None:
    done = check(form)
    assert done.status == 1
    assert done.err == ""
    assert done.out.count("unknown-model-field") >= 300


def test_the_report_is_one_document_of_the_shape_that_ships(overlay: Path) -> None:
    schema = json.loads((files("unispec.rendering") / "report.schema.json").read_text("utf-8"))
    written = json.loads(check("json").out)
    Draft202012Validator(schema).validate(written)
    assert written["summary"] == {"errors": 300, "warnings": 0, "notes": 0}
    assert [each["line"] for each in written["diagnostics"]] == list(range(2, 302))
    assert {each["file"] for each in written["diagnostics"]} == {FILE}


def test_the_log_is_valid_sarif_with_a_result_for_each_finding(overlay: Path) -> None:
    written = json.loads(check("sarif").out)
    Draft4Validator(json.loads(SARIF.read_text("utf-8"))).validate(written)
    assert len(written["runs"][0]["results"]) == 300


def test_the_commands_for_github_say_that_it_will_not_show_them_all(overlay: Path) -> None:
    *lines, last = check("github").out.splitlines()
    assert len(lines) == 300
    assert all(line.startswith(f"::error file={FILE},line=") for line in lines)
    assert last.startswith("300 errors in 1 file; GitHub annotates the first 10 ")


@pytest.mark.parametrize(("form", "root"), [("sarif", '"uri": "'), ("github", "file=")])
def test_paths_count_from_the_checkout_of_a_job_that_runs_in_a_folder_of_it(
    slip: Path, tmp_path: Path, form: str, root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "integrations")
    words = ("check", "--onto-bundled", "--format", form, "..")
    for workspace in (str(tmp_path), str(tmp_path) + "/"):
        assert f"{root}{FILE}" in unispec(*words, GITHUB_WORKSPACE=workspace).out
    for elsewhere in (None, "", "/nowhere"):
        shown = unispec(*words, GITHUB_WORKSPACE=elsewhere).out
        assert f"{root}{FILE.removeprefix('integrations/')}" in shown


@pytest.mark.parametrize("form", FORMATS)
def test_a_clean_catalogue_ends_with_status_zero(form: str) -> None:
    done = unispec("check", "--format", form)
    assert done.status == 0
    assert done.err == "checking the bundled catalogue\n"
    assert CLEAN.get(form, done.out) == done.out
    if form not in CLEAN:
        assert not any(json.loads(done.out).get(part) for part in ("diagnostics", "results"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("severity", "status"), [(Severity.ERROR, 1), (Severity.WARNING, 1), (Severity.NOTE, 0)]
)
def test_notes_alone_are_shown_and_are_no_failure(
    form: str, severity: Severity, status: int, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    note = Diagnostic(Code.QUOTED_WORD, "x", severity=Severity.NOTE)
    found = (note, Diagnostic(Code.UNUSED_FUNCTION, "nothing calls `f`", severity=severity), note)
    show_findings(found, form)
    assert b"unused-function" in capsysbinary.readouterr().out
    assert status_of(found) == status


@pytest.mark.parametrize("form", FORMATS)
def test_the_loss_of_a_report_is_told(form: str, slip: Path) -> None:
    if not FULL.exists():
        pytest.skip("no device that is full")
    words = ("check", "--onto-bundled", "--format", form, str(slip.parents[3]))
    lost = "Error: the output cannot be written: No space left on device\n"
    assert redirected(f">{FULL}", *words) == Ended(1, "", lost)


def test_an_unknown_format_is_wrong_usage() -> None:
    assert unispec("check", "--format", "xml").status == 2


@pytest.mark.parametrize("code", Code)
def test_every_code_explains_itself(code: Code) -> None:
    done = unispec("check", "--explain", code.value)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"## {code.value}\n\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("unkown-key",), "`unkown-key` is not a code; did you mean `unknown-key`?"),
        (("UNKNOWN_KEY",), "did you mean `unknown-key`?"),
        (("zzz",), "codes: `"),
        (("",), "`` is not a code"),
        (("unknown-key", "."), "leave out PATHS"),
        (("unknown-key", "--format", "json", "--onto-bundled"), "leave out --onto-bundled, --format"),
    ],
)
def test_what_cannot_be_explained_is_wrong_usage(words: tuple[str, ...], told: str) -> None:
    done = unispec("check", "--explain", *words)
    assert (done.status, done.out) == (2, "")
    assert told in done.err


def test_a_page_is_drawn_on_a_terminal_and_is_markdown_elsewhere() -> None:
    words = ("check", "--explain", "yaml-feature")
    plain = process(*words).out
    assert "```yaml\nget: &one {path: /me}      # wrong\n" in plain
    assert in_terminal(words, shared=True, NO_COLOR="1")[2].replace("\r\n", "\n") == plain
    drawn = in_terminal(words, shared=True, COLUMNS="60")[2]
    assert "\x1b[" in drawn
    assert "```" not in drawn
    lines = re.sub(r"\x1b\[[0-9;]*m", "", drawn).splitlines()
    assert max(map(len, lines)) <= 60
    assert "get: &one {path: /me}" in "\n".join(lines)


def test_findings_wrap_to_the_width_of_the_terminal(slip: Path) -> None:
    words = ("check", "--onto-bundled", str(slip.parents[3]))
    screen = in_terminal(words, shared=True, COLUMNS="50", NO_COLOR="1")[2].splitlines()
    assert screen[:3] == [
        "error[unknown-source-field]:",
        "      `a_title_that_nobody_has` is not a field of",
        "      `Event`",
    ]
    assert screen[3].startswith("  --> ")
    assert screen[3].endswith(f"/{FILE}:2:10")
    assert all(len(line) <= 50 for line in screen[4:])


@pytest.mark.parametrize(
    ("changes", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_can_be_asked_for_where_there_is_no_terminal(
    slip: Path, changes: dict[str, str], coloured: bool
) -> None:
    done = unispec("check", "--onto-bundled", ".", **changes)
    assert ("\x1b[1;31merror[unknown-source-field]" in done.out) is coloured


def test_a_dumb_terminal_gets_no_colour(slip: Path) -> None:
    words = ("check", "--onto-bundled", str(slip.parents[3]))
    assert "\x1b" not in in_terminal(words, shared=True, TERM="dumb")[2]
