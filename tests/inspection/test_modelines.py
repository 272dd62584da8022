"""wrong-modeline: what `unispec check` says of the lines that lead editors to schemas."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.rules.small import DEMO, EVENTS, write_small_root
from tests.snapshots import text_files
from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inspection import Inspection
from unispec.rendering import frame
from unispec.specs import catalogue_root, modeline, schema_files

CASE = "integrations/demo/cases/planning/events/first.yaml"
RIGHT = "../../.unispec/integration.schema.json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with all schemas, and with modelines that are right."""
    write_small_root(tmp_path)
    for path, text in schema_files(tmp_path).items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
    (tmp_path / CASE).parent.mkdir(parents=True)
    exchange = {"request": {"path": "/meetings"}, "reply": {"body": {"collection": []}}}
    (tmp_path / CASE).write_text("operation: list\nexchanges: " + json.dumps([exchange]) + "\n")
    for name in (DEMO, EVENTS, CASE):
        lead(tmp_path, name, modeline(tmp_path / name, tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lead(root: Path, name: str, line: str) -> None:
    """Put a line, and no other modeline, before a file."""
    text = (root / name).read_text()
    text = text.partition("\n")[2] if text.startswith("# yaml-language-server") else text
    (root / name).write_text(f"{line}\n{text}")


def findings(root: Path) -> list[Diagnostic]:
    found = Inspection((root,)).findings()
    return [each for each in found if each.code is not Code.MISSING_SNAPSHOT]


def test_modelines_that_are_right_are_no_findings(root: Path) -> None:
    assert [frame(each) for each in findings(root)] == []
    assert [frame(each) for each in findings(Path())] == []


def test_modelines_that_are_wrong_are_shown(root: Path, snapshot: SnapshotAssertion) -> None:
    lead(root, DEMO, "# yaml-language-server: $schema=../../.unispec/case.schema.json")
    lead(root, EVENTS, "# yaml-language-server: $schema=../../schemas/resource.schema.json")
    lead(root, CASE, "# $schema: ../../../../../.unispec/resource.schema.json")
    found = findings(Path())
    assert [each.severity for each in found] == [Severity.WARNING, Severity.WARNING, Severity.NOTE]
    shown = "\n\n".join(map(frame, found)) + "\n"
    assert shown == snapshot(name="wrong-modelines", extension_class=text_files("inspection"))


def test_a_root_without_its_schemas_is_told_once(root: Path) -> None:
    shutil.rmtree(root / ".unispec")
    (found,) = findings(Path())
    assert found.message == (
        "`../../../../../.unispec/case.schema.json` leads to no file, as in 2 other files"
    )
    assert found.help == "`unispec schema --write .` puts the schemas there"
    lead(root, EVENTS, "# yaml-language-server: $schema=nowhere.json")
    assert len(findings(Path())) == 2


LEFT_ALONE = {
    "none at all": "# a comment",
    "of the web": "# yaml-language-server: $schema=https://example.com/case.schema.json",
    "an address of a file": "# yaml-language-server: $schema=file:///x/case.schema.json",
    "another machine": "# yaml-language-server: $schema=//machine/share/case.schema.json",
    "another machine, as Windows writes it": "# yaml-language-server: $schema=\\\\machine\\case.schema.json",
    "turned off": "# yaml-language-server: $schema=none",
    "no modeline": "# the schema: $schema=nowhere.json",
    "no schema": "# yaml-language-server: schema=nowhere.json",
    "a part of a schema": f"# yaml-language-server: $schema={RIGHT}#/definitions/pagination",
    "a schema of one's own": "# yaml-language-server: $schema=provider.schema.json",
    "the second": f"# yaml-language-server: $schema={RIGHT}\n# yaml-language-server: $schema=nowhere.json",
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_a_modeline_is_left_alone(name: str, root: Path) -> None:
    lead(root, DEMO, LEFT_ALONE[name])
    assert [frame(each) for each in findings(root)] == []


LEADS_NOWHERE = {
    "a folder": "../../.unispec",
    "a file in a file": "provider.schema.json/x",
    "a name that is too long": "x" * 5_000,
    "a path that is too long": "x/" * 5_000,
    "a link that goes round": "round.json",
    "an escape": "\\u0000\\x1b[31m",
    "a letter that is none": "\u202e.json",
    "half a word": "..",
    "an absolute path": "/nowhere/integration.schema.json",
}


@pytest.mark.parametrize("name", LEADS_NOWHERE)
def test_a_modeline_that_leads_nowhere_is_told(name: str, root: Path) -> None:
    (root / "integrations/demo/round.json").symlink_to("round.json")
    lead(root, DEMO, f"# yaml-language-server: $schema={LEADS_NOWHERE[name]}")
    found = [each for each in findings(root) if each.code is Code.WRONG_MODELINE]
    assert [each.severity for each in found] == [Severity.NOTE]
    assert found[0].location is not None
    assert (found[0].location.span.line, found[0].location.span.column) == (1, 33)


def test_a_finding_can_be_allowed_and_turned_off(root: Path) -> None:
    line = "# yaml-language-server: $schema=nowhere.json"
    lead(root, EVENTS, line)
    assert len(findings(root)) == 1
    (root / "unispec.toml").write_text('[severity]\nwrong-modeline = "off"\n')
    assert findings(root) == []


def test_a_catalogue_that_is_not_the_bundled_one_is_looked_at(tmp_path: Path) -> None:
    shutil.copytree(catalogue_root() / "unified_models", tmp_path / "unified_models")
    shutil.copytree(
        catalogue_root() / "integrations", tmp_path / "integrations", ignore=shutil.ignore_patterns("cases")
    )
    found = {each.code for each in Inspection((tmp_path,)).findings()}
    assert Code.WRONG_MODELINE in found
    assert Inspection(()).findings() == ()
