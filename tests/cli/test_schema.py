"""`unispec schema`: schemas are printed, or written where editors find them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.commands import unispec
from tests.cli.test_screens import screen
from tests.rules.small import DEMO, EVENTS, write_small_root
from tests.snapshots import text_files
from unispec.specs import KINDS, meta_schema

SETTINGS = ".unispec/settings.schema.json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_small_root(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_printed_as_it_is(kind: str) -> None:
    assert json.loads(unispec("schema", kind).out) == meta_schema(kind)


def test_writing_the_schemas_reads_well(root: Path, snapshot: SnapshotAssertion) -> None:
    (root / EVENTS).write_text("# yaml-language-server: $schema=nowhere.json\n" + (root / EVENTS).read_text())
    lines = ["schema --write . --modelines", "schema --write . --modelines", "check ."]
    shown = "\n".join(screen(f"unispec {line}", unispec(*line.split())) for line in lines)
    assert shown == snapshot(name="schema-write", extension_class=text_files("cli"))


def test_what_is_written_is_what_is_printed(root: Path) -> None:
    assert unispec("schema", "--write", str(root)).status == 0
    for kind in KINDS:
        written = (root / f".unispec/{kind}.schema.json").read_text("utf-8")
        assert written == unispec("schema", kind).out


def test_specs_stay_as_they_are_unless_modelines_are_asked_for(root: Path) -> None:
    before = {name: (root / name).read_bytes() for name in (DEMO, EVENTS)}
    assert unispec("schema", "--write", ".").status == 0
    assert {name: (root / name).read_bytes() for name in before} == before
    assert unispec("schema", "--write", ".", "--modelines").status == 0
    for name, text in before.items():
        first, _, rest = (root / name).read_bytes().partition(b"\n")
        assert first.startswith(b"# yaml-language-server: $schema=../")
        assert rest == text
    assert unispec("check", ".").status == 0


def test_a_schema_of_another_version_is_replaced_only_when_that_is_asked_for(root: Path) -> None:
    unispec("schema", "--write", ".")
    (root / SETTINGS).write_text("{}")
    refused = unispec("schema", "--write", ".")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == f"Error: `{SETTINGS}` is another one; --overwrite replaces it\n"
    assert (root / SETTINGS).read_text() == "{}"
    assert unispec("schema", "--write", ".", "--overwrite").err == f"wrote {SETTINGS}\n"
    assert json.loads((root / SETTINGS).read_text()) == meta_schema("settings")


WRONG = {
    "": "name either a KIND to print, or a folder with --write",
    "case --write .": "name either a KIND to print, or a folder with --write",
    "case --modelines": "--modelines and --overwrite need --write",
    "case --overwrite": "--modelines and --overwrite need --write",
    "cases": "'cases' is not one of 'integration', 'resource', 'case', 'settings'",
    "--write nowhere": "Directory 'nowhere' does not exist",
    f"--write {DEMO}": f"Directory '{DEMO}' is a file",
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_usage_is_told(words: str, root: Path) -> None:
    done = unispec("schema", *words.split())
    assert (done.status, done.out) == (2, "")
    assert WRONG[words] in done.err
    assert not (root / ".unispec").exists()


def test_nothing_is_written_through_a_link_that_leads_out(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (root / ".unispec").symlink_to(outside, target_is_directory=True)
    done = unispec("schema", "--write", ".")
    assert (done.status, done.err) == (
        1,
        "Error: `.unispec/integration.schema.json` cannot be used: leads out of the folder\n",
    )
    assert list(outside.iterdir()) == []


ODD = {
    "not UTF-8": b"\xff\xfe\x00\x01",
    "nothing": b"",
    "half a file": b"resource: [",
    "terminal escapes": b"\x1b[31m: 1\n",
    "a huge file": b"# x\n" * 300_000,
    "only a mark": b"\xef\xbb\xbf",
}


@pytest.mark.parametrize("name", ODD)
def test_a_spec_of_any_kind_is_led_or_left(name: str, root: Path) -> None:
    (root / EVENTS).write_bytes(ODD[name])
    done = unispec("schema", "--write", ".", "--modelines")
    assert done.status == 0
    assert (root / EVENTS).read_bytes().endswith(ODD[name].removeprefix(b"\xef\xbb\xbf"))


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_folder_that_cannot_hold_them_is_told(root: Path) -> None:
    (root / ".unispec").write_text("a file in the way")
    done = unispec("schema", "--write", ".")
    assert done.status == 1
    assert done.err.startswith("Error: `.unispec/integration.schema.json` cannot be used: ")
    assert "Traceback" not in done.err
