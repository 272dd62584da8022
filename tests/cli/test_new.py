"""`unispec new` as people type it: what it writes, what it says, and how it ends when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import process, unispec
from tests.scaffolding.skeletons import EXAMPLE, api

SLOTWISE = ("new", "integration", "slotwise", "--from-openapi", str(EXAMPLE))


def test_an_openapi_file_becomes_files_that_check_and_play(tmp_path: Path) -> None:
    root = str(tmp_path / "acme")
    made = unispec(*SLOTWISE, "--catalogue", root)
    assert made.status == 0
    files = made.out.splitlines()
    assert files
    assert all(Path(file).is_file() for file in files)
    assert sorted(files) == sorted(str(path) for path in Path(root).rglob("*") if path.is_file())
    assert unispec("check", root).status == 0
    steps = [line.removeprefix("next:").strip() for line in made.err.splitlines()]
    assert steps == [
        f"unispec check {root}",
        f"unispec run --catalogue {root} slotwise calendar/events list --replay first",
        f"unispec test --catalogue {root} --update",
    ]
    for step in steps:
        assert unispec(*step.split()[1:]).status == 0
    assert unispec("check", root).status == 0


def test_resources_follow_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert unispec("new", "integration", "acme_hr").status == 0
    made = unispec("new", "resource", "acme_hr", "user_directory/groups", "--path", "/departments")
    assert made.status == 0
    assert made.out.splitlines()[0] == "integrations/acme_hr/user_directory/groups.yaml"
    assert unispec("check", ".").status == 0
    assert (
        unispec("run", "--catalogue", ".", "acme_hr", "user_directory/groups", "get", "7", "--dry-run").status
        == 0
    )


def test_a_resource_follows_from_an_openapi_file(tmp_path: Path) -> None:
    root = str(tmp_path / "acme")
    assert unispec(*SLOTWISE, "--model", "calendar/events", "--catalogue", root).status == 0
    words = ("new", "resource", "slotwise", "user_directory/users", "--from-openapi", str(EXAMPLE))
    made = unispec(*words, "--path", "/members", "--catalogue", root)
    assert made.status == 0, made.err
    assert f"{root}/integrations/slotwise/provider.schema.json" in made.out.splitlines()
    assert unispec("check", root).status == 0
    again = unispec(*words, "--catalogue", root)
    assert (again.status, again.out) == (2, "")
    assert "users.yaml` is there already; `--overwrite` replaces it" in again.err


def test_a_resource_of_a_bundled_integration_is_checked_over_it(tmp_path: Path) -> None:
    model = {"$id": "unispec:notes/notes", "type": "object", "properties": {"id": {"type": "string"}}}
    file = tmp_path / "unified_models/notes/notes.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(model), "utf-8")
    made = unispec("new", "resource", "calendly", "notes/notes", "--catalogue", str(tmp_path))
    assert made.status == 0, made.err
    assert f"next: unispec check --onto-bundled {tmp_path}\n" in made.err
    assert unispec("check", "--onto-bundled", str(tmp_path)).status == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("integration Slotwise", "`Slotwise` is no name"),
        ("integration ../up", "`../up` is no name"),
        ("integration", "Missing argument 'NAME'"),
        ("integration x --from-openapi nowhere.yaml", "'nowhere.yaml' does not exist"),
        ("integration x --model events", "--model takes MODEL/RESOURCE"),
        ("integration x --model calendar/events=events", "--model takes MODEL/RESOURCE"),
        ("resource x events", "`events` is no resource"),
        ("resource x calendar/../events", "is no resource"),
        ("resource x calendar/events --path {{x}}", "--path takes a path without parameters"),
        ("resource x calendar/events --from-openapi nowhere.yaml", "'nowhere.yaml' does not exist"),
        ("table", "No such command 'table'"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_written(
    words: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = unispec("new", *words.split())
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("integration calendly", "invalid-parameter"),
        ("integration x --model calendar/event", "unknown-model"),
        ("resource x calendar/events", "unknown-integration"),
        ("resource calendly calendar/event", "unknown-model"),
        ("resource calendly calendar/events --record Evnt", "unknown-record"),
        ("resource calendly calendar/events", "invalid-parameter"),
    ],
)
def test_an_unknown_name_is_an_error(
    words: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = unispec("new", *words.split())
    assert (done.status, done.out) == (1, "")
    assert f"error[{code}]" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "invalid-openapi"),
        (b"\x00\x01\x02\xff\xfe", "not-utf8"),
        (b"swagger: '2.0'\n", "invalid-openapi"),
        (b"openapi: 3.1.0\npaths: [\n", "yaml-syntax"),
        (b"[" * 100_000, "yaml-too-deep"),
        (b"openapi: 3.1.0\ninfo: &a {b: [*a]}\n", "yaml-syntax"),
        (b"%PDF-1.7 \xc3\xa9", "yaml-syntax"),
    ],
)
def test_a_broken_file_is_an_error_with_its_place(content: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_bytes(content)
    done = process(
        "new", "integration", "x", "--from-openapi", str(file), "--catalogue", str(tmp_path / "to")
    )
    assert (done.status, done.out) == (1, "")
    assert f"error[{code}]" in done.err
    assert "api.yaml" in done.err
    assert not (tmp_path / "to").exists()


def test_hostile_names_reach_neither_the_terminal_nor_a_silence(tmp_path: Path) -> None:
    evil = "\x1b[31mred # unispec: allow unknown-key: me {{ credentials.token }}"
    document = api(info={"title": evil, "version": "1"})
    document["paths"]["/events"]["get"] |= {"summary": evil, "operationId": evil}
    document["paths"][f"/{evil}"] = {"get": {}}
    document["components"] = {
        "securitySchemes": {"a": {"type": evil, "scheme": evil, "name": evil, "in": "query"}}
    }
    file = tmp_path / "api.json"
    file.write_text(json.dumps(document), "utf-8")
    done = unispec("new", "integration", "x", "--from-openapi", str(file), "--catalogue", str(tmp_path))
    assert done.status == 0
    assert "\x1b" not in done.out + done.err
    for path in (tmp_path / "integrations").rglob("*.yaml"):
        assert "\x1b" not in path.read_text("utf-8")
    assert unispec("check", str(tmp_path)).status == 0


def test_a_file_is_replaced_only_when_that_is_wanted(tmp_path: Path) -> None:
    words = ("new", "integration", "x", "--catalogue", str(tmp_path))
    file = tmp_path / "integrations/x/integration.yaml"
    assert unispec(*words).status == 0
    file.write_text("mine: true\n", "utf-8")
    done = unispec(*words)
    assert (done.status, done.out) == (2, "")
    assert "is there already; `--overwrite` replaces it" in done.err
    assert file.read_text("utf-8") == "mine: true\n"
    assert unispec(*words, "--overwrite").status == 0
    assert "mine" not in file.read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "integrations").write_text("a file", "utf-8")
    done = unispec("new", "integration", "x", "--catalogue", str(tmp_path))
    assert done.status in (1, 2)
    assert "Error: " in done.err
