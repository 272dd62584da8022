"""A provider that plants somebody's data and the credentials everywhere: none of it is written anywhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import Ended, unispec
from tests.recording.planting import SIGNS, Answers, planting
from tests.recording.recordings import EVENTS, ROOT, TOKEN
from unispec.documents import read_yaml


@pytest.fixture
def answers() -> Iterator[Answers]:
    with planting() as found:
        yield found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT, tmp_path / "root")
    return tmp_path / "root"


def record(root: Path, answers: Answers, *words: str) -> Ended:
    given = ("record", "tiny", EVENTS, *words, "--base-url", answers.url, "--catalogue", str(root))
    ended = unispec(*given, TINY_TOKEN=TOKEN)
    assert [sign for sign in SIGNS if sign in (ended.out + ended.err).lower()] == []
    for path in root.rglob("*"):
        assert [sign for sign in SIGNS if sign in path.name.lower()] == []
        if path.is_file():
            assert [sign for sign in SIGNS if sign in path.read_text().lower()] == []
    return ended


def case(root: Path, name: str) -> dict[str, Any]:
    path = root / f"integrations/tiny/cases/{EVENTS}/{name}.yaml"
    document = read_yaml(path, "case").document
    assert document is not None
    found: dict[str, Any] = document.data
    return found


def replayed(root: Path, operation: str, name: str) -> Any:
    ended = unispec("run", "tiny", EVENTS, operation, "--replay", name, "--catalogue", str(root))
    return json.loads(ended.out)["result"] if ended.status == 0 else ended.err


def test_a_list_is_recorded_to_its_end(root: Path, answers: Answers) -> None:
    ended = record(root, answers, "list", "--case", "all", "--pages", "9", "--summary", "Three pages.")
    assert (ended.status, ended.out) == (0, "")
    assert "pages" not in case(root, "all")
    assert case(root, "all")["summary"] == "Three pages."
    assert len(case(root, "all")["exchanges"]) == len(answers.asked) == 3
    assert len(replayed(root, "list", "all")) == 6
    assert unispec("check", str(root)).status == 0


def test_pages_and_their_size_can_be_bounded(root: Path, answers: Answers) -> None:
    assert record(root, answers, "list", "--case", "few", "--limit", "3", "--pages", "1").status == 0
    assert case(root, "few")["limit"] == 3
    assert case(root, "few")["pages"] == 1
    assert len(replayed(root, "list", "few")) == 3


def test_a_record_is_recorded_by_an_id_that_is_somebodys(root: Path, answers: Answers) -> None:
    assert record(root, answers, "get", "quixandra@zarvolt.net", "--case", "one").status == 0
    assert replayed(root, "get", "one")["attendees"][0]["person"]["emails"][0]["email"].endswith(".example")


def test_what_the_caller_gave_stands_in_the_case_as_in_the_requests(root: Path, answers: Answers) -> None:
    words = ("-p", "start_time=2026-11-10T00:00:00Z", "-p", "status=confirmed")
    assert record(root, answers, "list", "--case", "some", *words).status == 0
    assert case(root, "some")["input"] == {"start_time": "2026-11-10T00:00:00Z", "status": "confirmed"}
    query = case(root, "some")["exchanges"][0]["request"]["query"]
    assert query == {"from": "2026-11-10T00:00:00Z", "state": "on", "per_page": 20}


def test_tries_that_fail_are_recorded_too(root: Path, answers: Answers) -> None:
    answers.fails = 1
    assert record(root, answers, "list", "--case", "again").status == 0
    first, second, *_ = case(root, "again")["exchanges"]
    assert first["reply"]["status"] == 503
    assert first["reply"]["headers"]["retry-after"] == 0
    assert first["request"] == second["request"]


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_an_error_is_recorded_and_the_case_ends_in_it(root: Path, answers: Answers, status: int) -> None:
    answers.status = status
    ended = record(root, answers, "get", "7", "--case", "error")
    assert ended.status == 0
    assert f"ended in the error `provider-error`, status {status}" in ended.err
    assert f"the provider answered {status}" in replayed(root, "get", "error")


@pytest.mark.parametrize("content", [b"<b>Quixandra</b>", b"\xffQuixandra", b'{"name": "Quixandra"', b""])
@pytest.mark.parametrize("status", [200, 404])
def test_a_body_that_is_not_json_is_replaced(
    root: Path, answers: Answers, content: bytes, status: int
) -> None:
    answers.status, answers.content = status, content
    assert record(root, answers, "get", "7", "--case", "odd", "--keep-error").status == 0
    reply = case(root, "odd")["exchanges"][0]["reply"]
    assert reply.get("text") == ("This body was not JSON, and was replaced." if content else None)


def test_nothing_is_written_when_a_credential_would_be(root: Path, answers: Answers) -> None:
    before = sorted(root.rglob("*"))
    ended = record(root, answers, "list", "--case", "kept", "--keep", "reversed", "--keep", "unforeseen")
    assert ended.status == 1
    assert (
        "error[secret-in-recording]: the case would hold a credential in `exchanges[0].reply.body"
        in ended.err
    )
    assert sorted(root.rglob("*")) == before


def test_a_dry_run_prints_the_case_and_writes_nothing(root: Path, answers: Answers) -> None:
    before = sorted(root.rglob("*"))
    ended = record(root, answers, "list", "--case", "dry", "--dry-run")
    assert ended.status == 0
    assert ended.out.startswith(f"# cases/{EVENTS}/dry.yaml\noperation: list\n")
    assert sorted(root.rglob("*")) == before


def test_a_case_is_replaced_only_when_that_is_wanted(root: Path, answers: Answers) -> None:
    assert record(root, answers, "get", "7", "--case", "one").status == 0
    asked = len(answers.asked)
    ended = record(root, answers, "get", "7", "--case", "one")
    assert (ended.status, len(answers.asked)) == (2, asked)
    assert "is there already; --overwrite replaces it" in ended.err
    assert record(root, answers, "get", "7", "--case", "one", "--overwrite").status == 0


def test_a_place_that_a_link_leads_out_to_is_not_written(
    root: Path, answers: Answers, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (root / "integrations/tiny/cases").symlink_to(tmp_path / "outside")
    ended = record(root, answers, "get", "7", "--case", "one")
    assert ended.status == 1
    assert "leads out of the catalogue" in ended.err
    assert (answers.asked, [*(tmp_path / "outside").iterdir()]) == ([], [])


WRONG = {
    "no catalogue": ("get", "7", "--case", "one"),
    "a path for a name": ("get", "7", "--case", "../one", "--catalogue", "."),
    "a name with a space": ("get", "7", "--case", "one two", "--catalogue", "."),
    "an ID for a list": ("list", "7", "--case", "one", "--catalogue", "."),
    "pages for a record": ("get", "7", "--case", "one", "--pages", "2", "--catalogue", "."),
    "no case": ("get", "7", "--catalogue", "."),
    "an ID twice": ("get", "7", "-p", "id=7", "--case", "one", "--catalogue", "."),
    "an empty field": ("get", "7", "--case", "one", "--keep", "a..b", "--catalogue", "."),
    "a summary of two lines": ("get", "7", "--case", "one", "--summary", "a\nb", "--catalogue", "."),
    "no variable": ("get", "7", "--case", "one", "--token-env", "", "--catalogue", "."),
    "a dry run that overwrites": ("get", "7", "--case", "one", "--dry-run", "--overwrite"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_told_before_anything_is_sent(
    name: str, answers: Answers, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    ended = unispec("record", "tiny", EVENTS, *WRONG[name], "--base-url", answers.url, TINY_TOKEN=TOKEN)
    assert (ended.status, ended.out, answers.asked) == (2, "", [])


def test_no_answer_at_all_is_the_error_of_the_call(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unispec.cli._account_call.announced", lambda _: None)
    given = ("record", "tiny", EVENTS, "get", "7", "--case", "one", "--base-url", "http://127.0.0.1:1/")
    settings = ("--catalogue", str(root))
    ended = unispec(*given, *settings, TINY_TOKEN="wrong")
    assert ended.status == 1
    assert "error[no-answer]" in ended.err
    assert not (root / "integrations/tiny/cases").exists()


def test_a_case_that_would_play_otherwise_is_refused_until_the_field_is_kept(
    root: Path, answers: Answers
) -> None:
    spec = root / f"integrations/tiny/{EVENTS}.yaml"
    chosen = "records: |\n      $[$contains(people[0].tel, /^\\+49 171/)]"
    spec.write_text(spec.read_text().replace("records: $", chosen))
    before = sorted(root.rglob("*"))
    ended = record(root, answers, "list", "--case", "german", "--pages", "9")
    assert ended.status == 1
    assert (
        "error[unplayable-recording]: the case does not play as the call went: 1 instead of 3 requests"
        in ended.err
    )
    assert sorted(root.rglob("*")) == before
    words = ("record", "tiny", EVENTS, "list", "--case", "german", "--pages", "9", "--keep", "people.tel")
    kept = unispec(*words, "--base-url", answers.url, "--catalogue", str(root), TINY_TOKEN=TOKEN)
    assert kept.status == 0
    assert "zarvolt" not in "".join(path.read_text() for path in root.rglob("cases/**/*") if path.is_file())
    assert len(replayed(root, "list", "german")) == 6
