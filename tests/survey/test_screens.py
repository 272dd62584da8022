"""What a person sees of `unispec docs`, reviewed as text in `snapshots/survey/`."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.commands import unispec
from tests.cli.test_screens import screen
from tests.docs.blocks import ROOT as PROJECT
from tests.snapshots import ROOT, text_files

SCREENS = {
    "page": "docs tiny --catalogue providers",
    "not-current": "docs --catalogue providers --out docs/catalogue --check",
    "not-made": "docs --catalogue providers --out own/catalogue",
    "wrong-usage": "docs --check",
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_reads_well(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "providers").symlink_to(PROJECT / "tests" / "providers")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "catalogue.md").write_text("# Mine\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    shown = screen(f"unispec {SCREENS[name]}", unispec(*SCREENS[name].split()))
    assert shown == snapshot(name=name, extension_class=text_files("survey"))


def test_every_snapshot_belongs_to_a_screen() -> None:
    assert {path.stem for path in (ROOT / "survey").iterdir()} == set(SCREENS)
