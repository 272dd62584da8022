"""Files as authors break them, each an overlay of one clean catalogue, and what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.snapshots import ROOT, text_files
from unispec.diagnostics import Severity
from unispec.rendering import frame
from unispec.rules import check

HERE = Path(__file__).parent
BASE = HERE.parent / "rules" / "base"
NAMES = sorted(folder.name for folder in HERE.iterdir() if folder.is_dir() and folder.name != "__pycache__")


@pytest.mark.parametrize("name", NAMES)
def test_an_author_is_told_what_is_wrong_and_where(name: str, snapshot: SnapshotAssertion) -> None:
    found = check([(BASE, Path()), (HERE / name, Path())])
    assert found
    assert "\n\n".join(map(frame, found)) + "\n" == snapshot(name=name, extension_class=text_files("broken"))


def test_every_snapshot_has_its_files() -> None:
    assert {file.stem for file in (ROOT / "broken").iterdir()} == set(NAMES)


def test_a_mistake_of_an_earlier_stage_hides_those_of_later_ones() -> None:
    found = check([(BASE, Path()), (HERE / "unknown-function", Path()), (HERE / "typo-in-a-key", Path())])
    assert [each.code for each in found] == ["unknown-key"]


def test_a_warning_hides_nothing() -> None:
    found = check([(BASE, Path()), (HERE / "misplaced-file", Path()), (HERE / "unknown-function", Path())])
    assert {each.severity for each in found} == {Severity.WARNING, Severity.ERROR}


def test_a_root_that_does_not_exist_is_a_finding() -> None:
    assert [each.code for each in check([(HERE / "nowhere", Path("nowhere"))])] == ["unreadable-file"]
