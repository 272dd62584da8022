"""Where `unispec check` takes its settings from, and what it does with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.commands import unispec
from tests.rules.small import EVENTS, TITLE, change, write_small_root

FIELD = "unknown-source-field"
OFF = f"severity.{FIELD} = 'off'\n"
MINE = "[project]\nname = 'mine'\ndependencies = ['unispec']\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_small_root(tmp_path / "root")
    change(root, EVENTS, TITLE, "  title: nam\n")
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("path", [".", EVENTS, "integrations", "{}", "../root"])
def test_settings_of_the_root_count_wherever_the_path_leads_to(root: Path, path: str) -> None:
    assert unispec("check", path.format(root)).status == 1
    Path("unispec.toml").write_text(
        f"[[paths]]\nfiles = ['integrations/demo/**']\nseverity = {{{FIELD} = 'note'}}\n"
    )
    done = unispec("check", path.format(root))
    assert done.status == 0
    assert f"note[{FIELD}]" in done.out
    Path("unispec.toml").rename("pyproject.toml")
    change(root, "pyproject.toml", "[[paths]]", f"{MINE}[[tool.unispec.paths]]")
    assert unispec("check", path.format(root)).out == done.out


def test_a_folder_above_or_below_the_root_gives_no_settings(root: Path) -> None:
    (root.parent / "unispec.toml").write_text(OFF)
    (root / "integrations" / "unispec.toml").write_text(OFF)
    assert f"error[{FIELD}]" in unispec("check", ".").out


def test_a_named_file_takes_the_place_of_those_in_the_root(root: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    named.write_text(OFF)
    assert unispec("check", "--config", str(named), ".").status == 0
    Path("unispec.toml").write_text("severity = 1")
    assert unispec("check", "--config", str(named), ".").out == "no problems\n"
    named.write_text("")
    assert f"error[{FIELD}]" in unispec("check", "--config", str(named), ".").out
    done = unispec("check", "--config", str(tmp_path / "none.toml"), ".")
    assert done.status == 2


def test_a_named_project_file_has_the_settings_in_its_table(root: Path, tmp_path: Path) -> None:
    named = tmp_path / "pyproject.toml"
    named.write_text(f"[tool.unispec]\n{OFF}")
    assert unispec("check", "--config", str(named), ".").status == 0
    named.write_text(OFF)
    assert "has no `[tool.unispec]`" in unispec("check", "--config", str(named), ".").out


def test_settings_in_both_files_are_an_error_and_none_counts(root: Path) -> None:
    Path("unispec.toml").write_text(OFF)
    Path("pyproject.toml").write_text(MINE)
    assert unispec("check", ".").status == 0
    Path("pyproject.toml").write_text(f"{MINE}[tool.unispec]\n{OFF}")
    done = unispec("check", ".")
    assert done.status == 1
    assert "error[invalid-setting]: settings stand in `pyproject.toml` and in `unispec.toml` too" in done.out
    assert "--> pyproject.toml:4:1" in done.out
    assert f"error[{FIELD}]" in done.out


@pytest.mark.parametrize(
    ("text", "told"),
    [("[project\n", False), ("", False), (MINE, False), (f"{MINE}[tool.unispec\n", True), ("\xff", False)],
)
def test_a_project_file_that_does_not_name_this_tool_is_nobodys_business(
    root: Path, text: str, told: bool
) -> None:
    Path("pyproject.toml").write_text(text, "latin-1")
    assert ("error[invalid-setting]: the file is not TOML" in unispec("check", ".").out) is told


def test_a_mistake_in_the_settings_is_told_whichever_path_is_checked(root: Path) -> None:
    Path("unispec.toml").write_text("[severity]\nunknown-source-fild = 'off'\n")
    done = unispec("check", "unified_models")
    assert done.status == 1
    assert f"did you mean `{FIELD}`?" in done.out
    assert "--> unispec.toml:2:1" in done.out


def test_a_pattern_that_matches_no_file_is_a_warning(root: Path, tmp_path: Path) -> None:
    written = f"[[paths]]\nfiles = ['integrations/dem/**']\nseverity = {{{FIELD} = 'off'}}\n"
    Path("unispec.toml").write_text(written)
    done = unispec("check", ".")
    assert "warning[invalid-setting]: `integrations/dem/**` matches no file of the root" in done.out
    assert f"error[{FIELD}]" in done.out
    other = write_small_root(tmp_path / "other")
    (other / "integrations" / "demo").rename(other / "integrations" / "dem")
    told = "matches no file"
    assert told in unispec("check", "--config", "unispec.toml", ".").out
    assert told not in unispec("check", "--config", "unispec.toml", ".", str(other)).out


def test_a_case_may_hold_silences_too(root: Path) -> None:
    change(root, EVENTS, "  title: nam\n", TITLE)
    case = root / "integrations/demo/cases/planning/events/one.yaml"
    case.parent.mkdir(parents=True)
    case.write_text("operation: lst # unispec: allow unknown-operation: it is to come\n")
    assert f"error[{FIELD}]" not in unispec("check", ".").out
    assert "unknown-operation" not in unispec("check", ".").out
    case.write_text("operation: list # unispec: allow unknown-operation: it is to come\n")
    assert "warning[unneeded-silence]" in unispec("check", ".").out


@pytest.mark.skipif(os.geteuid() == 0, reason="for this user, every file can be read")
def test_settings_that_cannot_be_read_are_an_error(root: Path) -> None:
    Path("unispec.toml").touch(mode=0)
    assert "error[unreadable-file]" in unispec("check", ".").out
