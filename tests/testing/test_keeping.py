"""Snapshots are written in one go and only inside of their root; those without a case are found."""

import os
from pathlib import Path

import pytest

from tests.testing.roots import CASE, CASES, SNAPSHOTS, acme, files, write
from unispec.diagnostics import UnispecError
from unispec.testing import Outcome, Suite, Verdict, Wanted, keep, remove, stray_snapshots


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return acme(tmp_path / "root")


def verdict(root: Path) -> Verdict:
    suite = Suite.load(root, root)
    (found,) = suite.play("acme", suite.cases(Wanted())["acme"], ["jlens"])
    return found


def test_a_snapshot_is_written_with_its_folders_and_nothing_else(root: Path) -> None:
    before = files(root)
    keep(verdict(root), root)
    assert files(root).keys() - before.keys() == {str(SNAPSHOTS / "two-pages.json")}
    assert (root / SNAPSHOTS / "two-pages.json").stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("link", ["snapshots", SNAPSHOTS.parent, SNAPSHOTS, SNAPSHOTS / "two-pages.json"])
def test_nothing_is_written_through_a_link_that_leads_out(root: Path, tmp_path: Path, link: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside / "target.json" if str(link).endswith(".json") else outside
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(target)
    found = verdict(root)
    assert found.outcome is Outcome.FAILED
    assert [each.message for each in found.diagnostics] == ["this leads out of the root"]
    assert list(outside.iterdir()) == []


def test_a_link_made_between_reading_and_writing_is_not_followed(root: Path, tmp_path: Path) -> None:
    found = verdict(root)
    (tmp_path / "outside").mkdir()
    (root / "snapshots").symlink_to(tmp_path / "outside")
    with pytest.raises(UnispecError, match="behind a link that leads elsewhere"):
        keep(found, root)
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_snapshot_that_cannot_be_written_is_an_error(root: Path) -> None:
    found = verdict(root)
    write(root, "snapshots", "a file where a folder should be")
    with pytest.raises(UnispecError, match="cannot be written"):
        keep(found, root)


def test_a_failure_to_write_leaves_the_old_snapshot_and_no_other_file(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(verdict(root), root)
    (root / SNAPSHOTS / "two-pages.json").write_text("{}")
    before, found = files(root), verdict(root)
    assert found.outcome is Outcome.CHANGED

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UnispecError, match="no space left on device"):
        keep(found, root)
    assert files(root) == before


@pytest.mark.parametrize(
    ("path", "is_stray"),
    [
        (SNAPSHOTS / "two-pages.json", False),
        (SNAPSHOTS / "broken.json", False),
        (SNAPSHOTS / "gone.json", True),
        ("snapshots/acme/calendar/events/two-pages.json", True),
        (SNAPSHOTS / "gone.txt", False),
        ("snapshots/other/user_directory/groups/gone.json", False),
        ("snapshots/acme/gone.json", False),
    ],
)
def test_a_snapshot_without_a_case_is_astray(root: Path, path: str, is_stray: bool) -> None:
    write(root, CASES / "broken.yaml", CASE[:20])
    place = write(root, path, "{}")
    found = list(stray_snapshots(root, "acme"))
    assert found == ([place] if is_stray else [])
    for each in found:
        remove(each, root)
        assert not place.exists()


def test_no_snapshot_outside_of_the_root_is_astray(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside/groups/gone.json", "{}")
    (root / SNAPSHOTS).parent.parent.mkdir(parents=True)
    (root / SNAPSHOTS).parent.symlink_to(tmp_path / "outside")
    assert list(stray_snapshots(root, "acme")) == []
    with pytest.raises(UnispecError, match="behind a link that leads elsewhere"):
        remove(root / SNAPSHOTS / "gone.json", root)
    assert (tmp_path / "outside/groups/gone.json").exists()


@pytest.mark.parametrize(
    ("link", "target"),
    [("snapshots", "integrations"), ("snapshots/acme", ".."), ("snapshots/acme", "../integrations/acme")],
)
def test_no_other_file_of_the_root_is_taken_for_a_snapshot(root: Path, link: str, target: str) -> None:
    """A link inside of the root would make a specification, or anything in JSON, look like one."""
    other = write(root, "integrations/acme/cases/bodies/one.json", "{}")
    precious = write(root, "data/x/precious.json", "{}")
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(target)
    assert list(stray_snapshots(root, "acme")) == []
    with pytest.raises(UnispecError, match="behind a link"):
        remove(root / SNAPSHOTS.parent / "gone.json", root)
    with pytest.raises(UnispecError, match="behind a link"):
        keep(verdict(root), root)
    assert other.exists()
    assert precious.exists()


def test_a_folder_that_has_the_name_of_a_snapshot_is_none(root: Path) -> None:
    (root / SNAPSHOTS.parent / "gone.json").mkdir(parents=True)
    assert list(stray_snapshots(root, "acme")) == []
