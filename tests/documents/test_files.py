from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from unispec.documents import MAX_BYTES, MAX_VALUES, Parsed, read_json, read_yaml

Read = Callable[[Path, str], Parsed]


@pytest.mark.parametrize("read", [read_yaml, read_json])
def test_a_file_is_read_under_the_name_people_know(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "x"
    path.write_text('{"a": 1}')
    parsed = read(path, "integrations/x")
    assert parsed.document is not None
    assert parsed.document.data == {"a": 1}
    assert str(parsed.document.location(("a",))) == "integrations/x:1:7"


def _directory(path: Path) -> None:
    path.mkdir()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _missing(path: Path) -> None:
    path.with_name("other").touch()


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * MAX_BYTES)


@pytest.mark.parametrize("read", [read_yaml, read_json])
@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (_directory, "unreadable-file", "this is not a regular file"),
        (_fifo, "unreadable-file", "this is not a regular file"),
        (_device, "unreadable-file", "this is not a regular file"),
        (_missing, "unreadable-file", "the file cannot be read: no such file or directory"),
        (_dangling, "unreadable-file", "the file cannot be read: no such file or directory"),
        (_large, "file-too-large", "the file has more than 1,000,000 bytes"),
    ],
)
def test_what_is_no_file_of_a_fair_size_is_a_diagnostic(
    tmp_path: Path, read: Read, make: Callable[[Path], None], code: str, message: str
) -> None:
    path = tmp_path / "x"
    make(path)
    parsed = read(path, "x")
    assert parsed.document is None
    (found,) = parsed.diagnostics
    assert (found.code.value, found.message, str(found.location)) == (code, message, "x:1:1")


def test_a_path_that_no_file_can_have_is_a_diagnostic() -> None:
    (found,) = read_yaml(Path("a\0b"), "x").diagnostics
    assert found.message == "the file cannot be read: the path is not usable"


@pytest.mark.parametrize("read", [read_yaml, read_json])
@pytest.mark.parametrize(
    ("items", "codes"),
    [(MAX_VALUES - 1, []), (MAX_VALUES, ["file-too-large"]), (400_000, ["file-too-large"])],
)
def test_a_file_holds_a_limited_number_of_values(
    tmp_path: Path, read: Read, items: int, codes: list[str]
) -> None:
    path = tmp_path / "x"
    path.write_text("[" + ",".join("1" * items) + "]")
    assert [each.code.value for each in read(path, "x").diagnostics] == codes
