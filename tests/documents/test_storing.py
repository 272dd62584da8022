"""Files are written whole or not at all, and never outside of the folder that was named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from unispec.documents import store


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_new_file_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    assert store(tmp_path / "a/b/c.txt", b"one", tmp_path)
    assert (tmp_path / "a/b/c.txt").read_bytes() == b"one"
    assert names(tmp_path / "a/b") == ["c.txt"]


def test_the_same_content_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    store(path, b"one", tmp_path)
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert not store(path, b"one", tmp_path)
    assert not store(path, b"one", tmp_path, overwrite=True)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_another_content_is_replaced_only_when_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    store(path, b"one", tmp_path)
    with pytest.raises(FileExistsError):
        store(path, b"two", tmp_path)
    assert path.read_bytes() == b"one"
    assert store(path, b"two", tmp_path, overwrite=True)
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("place", ["../x", "a/../../x", "link/x", "file"])
def test_nothing_is_written_outside_of_the_root(place: str, tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "y").write_bytes(b"kept")
    (root / "link").symlink_to(outside, target_is_directory=True)
    (root / "file").symlink_to(outside / "y")
    with pytest.raises(PermissionError):
        store(root / place, b"new", root, overwrite=True)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "link", "outside", "root", "y"]
    assert (outside / "y").read_bytes() == b"kept"


def test_a_link_that_stays_inside_keeps_being_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"one")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert store(tmp_path / "link.txt", b"two", tmp_path, overwrite=True)
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"two"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_modes_are_those_of_the_old_file_or_of_any_new_one(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    store(tmp_path / "new", b"", tmp_path)
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "plain").chmod(0o640)
    store(tmp_path / "plain", b"x", tmp_path, overwrite=True)
    assert (tmp_path / "plain").stat().st_mode & 0o777 == 0o640


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(FileExistsError):
        store(tmp_path / "a", b"x", tmp_path, overwrite=True)
    (tmp_path / "b").touch()
    with pytest.raises(NotADirectoryError):
        store(tmp_path / "b/c", b"x", tmp_path)


def test_what_fails_half_way_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    store(path, b"one", tmp_path)

    def fails(self: Path, target: Path) -> Path:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="full"):
        store(path, b"two", tmp_path, overwrite=True)
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.txt"]
