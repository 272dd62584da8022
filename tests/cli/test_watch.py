"""`unispec check --watch`, as a process of its own over a catalogue that is edited while it runs."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.commands import COMMAND, environment, unispec
from tests.rules.small import EVENTS, FILES, MODEL, TITLE, change, write_small_root

END = "(Ctrl-C ends)\n"
CLEAN = "no problems\n"
WRONG = "  title: $nobody(name)\n"
LONGEST = 20.0


@dataclass
class Watching:
    """A process that watches a root; what it writes comes through `output`."""

    root: Path
    process: subprocess.Popen[bytes]
    output: int
    _rest: str = field(default="")

    def told(self) -> str:
        """Wait for the end of the next check, and give all that it wrote."""
        deadline = time.monotonic() + LONGEST
        while END not in self._rest:
            ready, _, _ = select.select([self.output], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"nothing was told; so far: {self._rest}"
            self._rest += os.read(self.output, 65_536).decode().replace("\r\n", "\n")
        text, _, self._rest = self._rest.partition(END)
        return text + END

    def is_silent(self, seconds: float) -> bool:
        return not self._rest and not select.select([self.output], [], [], seconds)[0]

    def save(self, old: str, new: str, file: str = EVENTS) -> None:
        change(self.root, file, old, new)

    def interrupted(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LONGEST)


def started(
    root: Path, *words: str, output: int, words_environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "check", "--watch", *words, "."],
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        env={**environment(), **words_environment},
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_small_root(tmp_path / "root")


@pytest.fixture
def watching(root: Path) -> Iterator[Watching]:
    reading, writing = os.pipe()
    process = started(root, output=writing, words_environment={})
    os.close(writing)
    yield from ended(Watching(root, process, reading))


def ended(watching: Watching) -> Iterator[Watching]:
    try:
        yield watching
    finally:
        watching.process.kill()
        watching.process.wait()
        os.close(watching.output)


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def by_rename(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.tmp")
    new.write_text(text)
    new.replace(path)


def anew(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def in_halves(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text[: len(text) // 2])
        file.flush()
        time.sleep(0.01)
        file.write(text[len(text) // 2 :])


@pytest.mark.parametrize("save", [in_place, by_rename, anew, in_halves])
def test_after_each_save_the_findings_of_now_are_told(
    watching: Watching, save: Callable[[Path, str], None]
) -> None:
    assert watching.told().startswith(CLEAN)
    path = watching.root / EVENTS
    text = path.read_text()
    save(path, text.replace(TITLE, WRONG))
    assert "error[unknown-function]" in watching.told()
    save(path, text)
    assert watching.told().startswith(CLEAN)
    assert watching.interrupted() == 0


def test_it_ends_as_the_last_check_did_and_says_how_long_that_took(watching: Watching) -> None:
    assert " ms, waiting for changes" in watching.told()
    watching.save(TITLE, WRONG)
    assert "error[unknown-function]" in watching.told()
    assert watching.interrupted() == 1


def test_a_burst_of_saves_gives_one_check(watching: Watching) -> None:
    watching.told()
    path = watching.root / EVENTS
    for number in range(10):
        by_rename(path, FILES[EVENTS].replace(TITLE, f"  title: $nobody{number}(name)\n"))
        time.sleep(0.005)
    told = watching.told()
    assert "$nobody9" in told
    assert told.count("error[unknown-function]") == 1
    assert watching.is_silent(0.5)


def test_files_and_folders_may_come_and_go(watching: Watching) -> None:
    watching.told()
    folder = watching.root / "integrations" / "another"
    folder.mkdir()
    assert "`another` has no `integration.yaml`" in watching.told()
    (folder / "integration.yaml").write_text(
        "spec_version: 1\nintegration: another\nbase_url: https://a.test\n"
    )
    assert watching.told().startswith(CLEAN)
    (watching.root / "unispec.toml").write_text("[severity]\nnothing = 'off'\n")
    assert "error[invalid-setting]: `nothing` is not a code" in watching.told()
    (watching.root / "unispec.toml").unlink()
    assert watching.told().startswith(CLEAN)
    shutil.rmtree(watching.root / "integrations")
    shutil.rmtree(watching.root / "unified_models")
    while "holds neither" not in watching.told():
        pass
    write_small_root(watching.root)
    while not watching.told().startswith(CLEAN):
        pass


def test_what_changed_nothing_is_not_told_again(watching: Watching) -> None:
    watching.told()
    (watching.root / "README.md").write_text("beside the catalogue")
    (watching.root / "integrations" / "demo" / ".events.yaml.swp").write_text("of an editor")
    assert watching.is_silent(0.5)


def test_a_finding_follows_another_file_that_it_depends_on(watching: Watching) -> None:
    watching.told()
    watching.save('"title"', '"titel"', MODEL)
    told = watching.told()
    assert "error[unknown-model-field]" in told
    assert EVENTS in told
    watching.save('"titel"', '"title"', MODEL)
    assert watching.told().startswith(CLEAN)


def test_a_terminal_is_cleared_and_a_file_is_not(root: Path, watching: Watching) -> None:
    assert "\x1b" not in watching.told()
    primary, secondary = pty.openpty()
    process = started(root, output=secondary, words_environment={"NO_COLOR": "1"})
    os.close(secondary)
    for on_terminal in ended(Watching(root, process, primary)):
        assert on_terminal.told().startswith("\x1b[2J\x1b[1;1Hno problems")
        on_terminal.save(TITLE, WRONG)
        assert on_terminal.told().startswith("\x1b[2J\x1b[1;1Herror")


def test_the_named_settings_are_watched_too(root: Path, tmp_path: Path) -> None:
    config = tmp_path / "other.toml"
    config.write_text("")
    reading, writing = os.pipe()
    process = started(root, "--config", str(config), output=writing, words_environment={})
    os.close(writing)
    for watching in ended(Watching(root, process, reading)):
        watching.told()
        config.write_text("severity = 1")
        assert "error[invalid-setting]" in watching.told()


def test_only_text_can_be_watched(root: Path) -> None:
    done = unispec("check", "--watch", "--format", "json", str(root))
    assert done.status == 2
    assert "--watch shows text" in done.err
