"""Files are read again when they changed, and only then."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from unispec.documents import KeptFiles, Parsed


def data(parsed: Parsed) -> object:
    assert parsed.document is not None
    return parsed.document.data


def test_a_file_that_stays_gives_the_same_document(tmp_path: Path) -> None:
    files = KeptFiles()
    path = tmp_path / "f"
    path.write_text("[1]")
    for read in (files.yaml, files.json):
        assert read(path, "f") is read(path, "f")
    assert files.yaml(path, "f") is not files.yaml(path, "g")


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def by_rename(path: Path, text: str) -> None:
    other = path.with_name("other")
    other.write_text(text)
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


def with_its_old_time(path: Path, text: str) -> None:
    before = path.stat().st_mtime_ns
    path.write_text(text)
    os.utime(path, ns=(before, before))


@pytest.mark.parametrize("save", [in_place, by_rename, with_its_old_time])
def test_a_file_that_was_saved_is_read_again(tmp_path: Path, save: Callable[[Path, str], None]) -> None:
    files = KeptFiles()
    path = tmp_path / "f"
    path.write_text("a: 1")
    os.utime(path, ns=(0, 0))
    assert data(files.yaml(path, "f")) == {"a": 1}
    save(path, "a: 2")
    assert data(files.yaml(path, "f")) == {"a": 2}


def test_a_file_may_come_and_go(tmp_path: Path) -> None:
    files = KeptFiles()
    path = tmp_path / "f"
    assert files.toml(path, "f").document is None
    path.write_text("a = 1")
    assert data(files.toml(path, "f")) == {"a": 1}
    path.unlink()
    assert files.toml(path, "f").document is None


def test_what_is_wrong_with_a_file_is_kept_too(tmp_path: Path) -> None:
    files = KeptFiles()
    path = tmp_path / "f"
    path.write_text("a: [")
    assert files.yaml(path, "f").diagnostics
    assert files.yaml(path, "f") is files.yaml(path, "f")
