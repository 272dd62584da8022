"""`unispec test`: what it plays, what it writes, how it ends, and how it reads."""

import json
import os
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.commands import Ended, process, unispec
from tests.snapshots import ROOT, text_files
from tests.testing.roots import CASE, CASES, HOME, SNAPSHOTS, acme, files, write
from unispec.specs import catalogue_root

_SECONDS = re.compile(r" in \d+\.\d s")
CASE_FILE = CASES / "two-pages.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(acme(tmp_path))
    return tmp_path


def ran(*words: str) -> Ended:
    ended = unispec("test", *words)
    return Ended(ended.status, _SECONDS.sub(" in 0.0 s", ended.out), ended.err)


def last(*words: str) -> tuple[int, str]:
    ended = ran(*words)
    return ended.status, ended.out.splitlines()[-1]


def changed(root: Path) -> None:
    spec = root / HOME / "user_directory/groups.yaml"
    spec.write_text(spec.read_text().replace("$label(title)", "title"))


def test_the_bundled_cases_pass_in_both_runtimes() -> None:
    ended = ran("--jsonata", "both")
    assert ended.status == 0
    assert re.fullmatch(r"(\d+) cases: \1 passed in 0.0 s\n", ended.out)
    assert ended.err == "testing the bundled catalogue\n"


def test_new_changed_and_stray_are_accepted_at_once(root: Path) -> None:
    assert ran(".").status == 1
    assert not (root / "snapshots").exists()
    assert last(".", "--update") == (0, "1 case: 1 written in 0.0 s")
    assert last(".") == (0, "1 case: 1 passed in 0.0 s")
    changed(root)
    write(root, SNAPSHOTS / "gone.json", "{}")
    assert ran(".").out.splitlines()[-2] == "1 case: 1 changed, 1 stray in 0.0 s"
    assert last(".", "--update") == (0, "1 case: 1 updated, 1 removed in 0.0 s")
    assert last(".") == (0, "1 case: 1 passed in 0.0 s")
    assert not (root / SNAPSHOTS / "gone.json").exists()


@pytest.mark.parametrize("words", [[str(CASE_FILE)], ["-k", "two", "."], [str(HOME)]])
def test_an_update_of_a_part_removes_nothing(root: Path, words: list[str]) -> None:
    write(root, SNAPSHOTS / "gone.json", "{}")
    assert last(*words, "--update")[0] == 0
    assert (root / SNAPSHOTS / "gone.json").exists()
    assert "stray" not in ran(*words).out
    assert last(".")[0] == 1


def test_a_stray_snapshot_alone_is_a_failure(root: Path) -> None:
    ran(".", "--update")
    write(root, SNAPSHOTS / "gone.json", "{}")
    assert ran(".").out.splitlines() == [
        "stray   snapshots/acme/user_directory/groups/gone.json",
        "1 case: 1 passed, 1 stray in 0.0 s",
        "accept with: unispec test . --update",
    ]


def test_a_failed_case_is_never_written(root: Path) -> None:
    write(root, CASE_FILE, CASE.replace("/v2/teams", "/teams"))
    before = files(root)
    for words in (["."], [str(CASE_FILE)]):
        assert last(*words, "--update") == (1, "1 case: 1 failed in 0.0 s")
    assert files(root) == before


def test_an_error_is_accepted_when_its_case_is_named(root: Path) -> None:
    write(root, CASE_FILE, CASE[: CASE.rindex("  - request")].replace("title: one", "title: 1"))
    assert last(".", "--update")[0] == 1
    assert ran(".").out.splitlines()[-2:] == [
        f"  when it is meant to end so: `unispec test {CASE_FILE} --update`",
        "1 case: 1 failed, 1 warning in 0.0 s",
    ]
    assert last(str(CASE_FILE), "--update")[0] == 0
    assert last(".")[0] == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--update"], 2, "--update writes below a PATH"),
        (["nowhere"], 2, "does not exist"),
        ([".", "-k", "zzz"], 1, "no case is there with `zzz` in its name"),
        (["unified"], 1, "neither `integrations` nor `unified_models`"),
        ([".", "--jsonata", "other"], 2, "is not one of"),
        ([".", "--format", "xml"], 2, "is not one of"),
    ],
)
def test_wrong_usage_is_told(root: Path, words: list[str], status: int, said: str) -> None:
    (root / "unified").mkdir()
    ended = ran(*words)
    assert ended.status == status
    assert said in ended.err


def test_a_catalogue_is_tested_without_a_path_and_laid_below_one_with_it(root: Path, tmp_path: Path) -> None:
    assert last("--catalogue", ".", "--update")[0] == 0
    assert last("--catalogue", ".") == (0, "1 case: 1 passed in 0.0 s")
    upper = tmp_path / "upper"
    write(upper, CASE_FILE, CASE)
    assert ran("upper").status == 1
    assert last("upper", "--catalogue", ".", "--update")[0] == 0
    assert last("upper", "--catalogue", ".", "--catalogue", "upper")[0] == 0


def test_two_roots_are_tested_one_after_the_other(root: Path, tmp_path: Path) -> None:
    acme(tmp_path / "other")
    assert last(".", "other", str(CASE_FILE), "--update") == (0, "2 cases: 2 written in 0.0 s")
    assert last("other/integrations", str(CASE_FILE)) == (0, "2 cases: 2 passed in 0.0 s")


def test_the_document_says_what_the_text_says(root: Path) -> None:
    ran(".", "--update")
    changed(root)
    write(root, CASES / "broken.yaml", "operation: [")
    write(root, SNAPSHOTS / "gone.json", "{}")
    ended = ran(".", "--format", "json", "--coverage")
    assert ended.status == 1
    told = json.loads(ended.out)
    assert told["version"] == 1
    assert told["summary"] == {"cases": 2, "passed": 0, "changed": 1, "new": 0, "failed": 1, "stray": 1}
    assert told["stray"] == ["snapshots/acme/user_directory/groups/gone.json"]
    broken, two = told["cases"]
    assert (broken["outcome"], broken["diagnostics"][0]["code"]) == ("failed", "yaml-syntax")
    assert broken["diagnostics"][0]["record"] is None
    assert two["file"] == CASE_FILE.as_posix()
    assert two["changes"][0] == {"path": "pages[0].result[0].name", "was": "ONE", "is": "one"}
    (coverage,) = told["coverage"]
    assert coverage["leaves"]["all"] >= coverage["leaves"]["exercised"] > 0
    assert coverage["branches"] == {"all": 6, "exercised": 2}
    assert {"kind", "what", "file", "line", "column", "end_line", "end_column"} == set(coverage["gaps"][0])


def test_coverage_plays_what_a_test_plays(root: Path) -> None:
    ran(".", "--update")
    assert last(".", "--coverage") == (0, "1 case: 1 passed in 0.0 s")
    both = ran(".", "--coverage", "--jsonata", "both")
    assert both == ran(".", "--coverage")


def test_what_a_terminal_would_act_on_is_shown_and_not_sent(root: Path) -> None:
    hostile = CASE.replace("title: one", r'title: "\e]0;owned\a"').replace("summary", "summary")
    write(root, CASE_FILE, hostile)
    ran(".", "--update")
    changed(root)
    write(root, CASE_FILE, hostile.replace("owned", "again"))
    write(root, CASES / "\x1b[31mred.yaml", CASE)
    (root / CASES / os.fsdecode(b"\xff.yaml")).write_text("operation: drop\n")
    ended = ran(".", "-v")
    assert "again" in ended.out
    assert r"groups/\udcff" in ended.out
    assert "red" in ended.out
    assert "\x1b" not in ended.out + ended.err
    assert "\x07" not in ended.out + ended.err


def test_it_is_quick_to_say_how_it_is_used() -> None:
    ended = process("test", "--help")
    assert ended.status == 0
    assert "Exit status: 0 all passed" in " ".join(ended.out.split())


def test_an_installed_package_without_snapshots_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unispec.cli._test.catalogue_root", lambda: tmp_path)
    assert catalogue_root() != tmp_path
    ended = unispec("test")
    assert ended.status == 2
    assert "no snapshots" in ended.err


def _new(root: Path) -> None:
    write(root, CASES / "empty.yaml", CASE[: CASE.rindex("  - request")].replace("more: true", "more: false"))


def _failures(root: Path) -> None:
    ran(".", "--update")
    changed(root)
    write(root, SNAPSHOTS / "gone.json", "{}")
    write(root, CASES / "elsewhere.yaml", CASE.replace("/v2/teams", "/teams"))
    write(root, CASES / "idle.yaml", CASE + "  - {request: {path: /v2/users}, reply: {body: {}}}\n")
    write(root, CASES / "wrong-type.yaml", CASE.replace("more: true", "more: 1"))


SCREENS = {
    "new": (_new, ". -v"),
    "update": (_new, ". --update"),
    "failures": (_failures, "."),
    "coverage": (lambda root: ran(".", "--update"), ". --coverage"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_reads_well(name: str, root: Path, snapshot: SnapshotAssertion) -> None:
    prepare, words = SCREENS[name]
    prepare(root)
    ended = ran(*words.split())
    parts = [f"$ unispec test {words}\n", ended.out]
    parts += ["--- error stream\n", ended.err] if ended.err else []
    parts += [f"--- exit status {ended.status}\n"] if ended.status else []
    assert "".join(parts) == snapshot(name=name, extension_class=text_files("testing"))


def test_every_snapshot_belongs_to_a_screen() -> None:
    assert {path.stem for path in (ROOT / "testing").iterdir()} == set(SCREENS)


def test_colour_is_for_terminals_alone(root: Path) -> None:
    assert "\x1b" not in ran(".").out
    assert "\x1b[36mnew\x1b[0m" in unispec("test", ".", FORCE_COLOR="1").out


@pytest.mark.parametrize("words", [["."], ["unified"]])
def test_there_is_one_document_even_when_nothing_can_be_played(root: Path, words: list[str]) -> None:
    (root / "unified").mkdir()
    if words == ["."]:
        write(root, HOME / "integration.yaml", "integration: [")
    ended = ran(*words, "--format", "json")
    told = json.loads(ended.out)
    assert (ended.status, ended.err) == (1, "")
    assert told["cases"] == []
    assert told["diagnostics"][0]["severity"] == "error"


def test_a_stray_that_stays_is_told_in_the_document(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(".", "--update")
    write(root, SNAPSHOTS / "gone.json", "{}")

    def refused(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refused)
    ended = ran(".", "--update", "--format", "json")
    assert ended.status == 1
    assert "cannot be written" in json.loads(ended.out)["diagnostics"][0]["message"]


GROUPS_OF_CALENDLY = Path("integrations/calendly/user_directory/groups.yaml")


def test_the_bundled_cases_are_played_with_an_overlay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, GROUPS_OF_CALENDLY, "map:\n  name: $uppercase(name)\n")
    ended = ran(".")
    assert "changes `calendly` and has no case of it; --bundled plays the bundled ones" in ended.err
    ended = ran(".", "--bundled", "-k", "groups/full-page")
    assert ended.status == 0
    assert "1 bundled case: 1 changed" in ended.out
    assert '-> "SALES EMEA"' in ended.out
    told = json.loads(ran(".", "--bundled", "-k", "groups/full-page", "--format", "json").out)
    assert [each["outcome"] for each in told["bundled"]] == ["changed"]
    write(tmp_path, GROUPS_OF_CALENDLY, "map:\n  name: $number(name)\n")
    ended = ran(".", "--bundled", "-k", "groups/full-page")
    assert (ended.status, "1 failed" in ended.out) == (1, True)
    assert ran(".", "--bundled", "--update").status == 2


def test_the_document_names_the_record_of_a_problem(root: Path) -> None:
    write(root, CASE_FILE, CASE.replace("title: two", "title: [1, 2]"))
    (case,) = json.loads(ran(".", "--format", "json").out)["cases"]
    (failed,) = [each for each in case["diagnostics"] if each["code"] == "expression-failed"]
    assert "record 1 of page 1" in failed["record"]
    assert "unused-exchange" not in [each["code"] for each in case["diagnostics"]]


def test_a_body_that_no_case_uses_is_told_and_is_no_failure(root: Path) -> None:
    ran(".", "--update")
    body = write(root, HOME / "cases/bodies/groups-old-1.json", "{}")
    ended = ran(".")
    assert (ended.status, ended.err) == (0, f"no case uses `{body.relative_to(root).as_posix()}`\n")
    spelled = CASE + "  - request: {path: /x}\n    reply: {body_file: ../../bodies/groups-old-1.json}\n"
    write(root, CASE_FILE, spelled)
    assert ran(".").err == ""
