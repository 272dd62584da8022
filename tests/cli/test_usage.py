"""What is typed: the words that go together, those that do not, and what `--replay` takes."""

import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.commands import Ended, unispec
from unispec.__main__ import main

LIST = "run calendly calendar/events list"


def typed(line: str) -> Ended:
    return unispec(*line.split())


@pytest.mark.parametrize(
    ("line", "case"),
    [
        (f"{LIST} --replay", "demo"),
        (f"{LIST} --replay -o ndjson", "demo"),
        (f"{LIST} --replay -o json --raw", "demo"),
        (f"{LIST} --replay three-pages", "three-pages"),
        (f"{LIST} --replay three-pages -o table", "three-pages"),
        (f"{LIST} --replay=three-pages", "three-pages"),
        (f"{LIST} -o ndjson --replay three-pages", "three-pages"),
        ("run --replay calendly calendar/events list", "demo"),
        ("run calendly --replay calendar/events list", "demo"),
        ("run calendly calendar/events --replay list", "demo"),
        ("run --replay three-pages calendly calendar/events list", "three-pages"),
        ("run -o ndjson --replay calendly calendar/events list", "demo"),
        ("run calendly calendar/events get --replay", "get"),
    ],
)
def test_replay_takes_the_next_word_unless_that_is_needed_elsewhere(line: str, case: str) -> None:
    done = typed(line)
    assert done.status == 0, done.err
    assert f"replaying the case `{case}`" in done.err
    assert done.out


def test_a_replay_gives_the_raw_record_when_asked() -> None:
    assert "remote_data" in json.loads(typed(f"{LIST} --replay --raw").out)["result"][0]
    assert "remote_data" not in json.loads(typed(f"{LIST} --replay").out)["result"][0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "Usage: unispec"),
        ("fly", "No such command 'fly'"),
        ("run", "Missing argument 'INTEGRATION'"),
        ("run calendly calendar/events", "Missing argument 'OPERATION'"),
        ("run calendly calendar/events --replay", "Missing argument 'OPERATION'"),
        ("run calendly calendar/events drop", "'drop' is not one of 'list', 'get'"),
        (f"{LIST} --limit 0", "x>=1"),
        (f"{LIST} --limit many", "'many' is not a valid integer"),
        (f"{LIST} -o yaml", "'yaml' is not one of 'json', 'ndjson', 'table'"),
        (f"{LIST} --limit 3 --all", "--limit and --all exclude each other"),
        (f"{LIST} --raw -o table", "a table has no room for --raw"),
        (f"{LIST} some-id", "`list` takes no ID"),
        (f"{LIST} --base-url=", "--base-url holds no URL"),
        ("run calendly calendar/events get x --all --limit 2", "leave out --limit, --all"),
        ("run calendly calendar/events get x --cursor c", "leave out --cursor"),
        (f"{LIST} --dry-run --cursor c", "leave out --cursor"),
        (f"{LIST} --base-url http://127.0.0.1:1 --token-env=", "--token-env names no variable"),
        (f"{LIST} --replay --token-env=", "--token-env names no variable"),
        (f"{LIST} --dry-run --all", "leave out --all"),
        (f"{LIST} --dry-run --token-env X", "leave out --token-env"),
        (f"{LIST} --dry-run --raw", "leave out --raw"),
        (f"{LIST} --dry-run -o table", "leave out --output"),
        (f"{LIST} --dry-run -o json --raw", "leave out --raw, --output"),
        ("run calendly calendar/events get x -p id=y", "ID and `-p id` exclude each other"),
        ("run calendly calendar/events get x -p id=x --dry-run", "ID and `-p id` exclude each other"),
        (f"{LIST} --replay --dry-run", "leave out --dry-run"),
        (f"{LIST} --replay -p status=confirmed --all", "leave out --param, --all"),
        (f"{LIST} --replay --token-env X --base-url http://127.0.0.1", "leave out --base-url, --token-env"),
        (f"{LIST} -p status", "`-p status` must be `name=value`"),
        (f"{LIST} -p =confirmed", "`-p =confirmed` must be `name=value`"),
        (f"{LIST} -p status=a -p status=b", "`-p status` is given twice"),
        (f"{LIST} -p user=1 -p user.id=2", "`user` has a value already"),
        (f"{LIST} -p user..id=2", "`-p user..id` has an empty step"),
        (f"{LIST} --catalogue /nowhere/at/all", "does not exist"),
        ("schema model", "'model' is not one of"),
        ("check /nowhere/at/all", "does not exist"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(line: str, message: str) -> None:
    done = typed(line)
    assert done.status == 2
    assert message in " ".join(done.err.split())
    assert done.out == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("run calendlx calendar/events list --replay", "did you mean `calendly`?"),
        ("run calendly calendar/event list --replay", "did you mean `calendar/events`?"),
        ("run calendly user_directory/me list --replay", "list"),
        (f"{LIST} --replay three-page", "did you mean `three-pages`?"),
        (f"{LIST} -p stauts=confirmed --dry-run", "did you mean `status`?"),
        (f"{LIST} -p status=confirmd --dry-run", "`status` is not one of `confirmed`"),
        ("run calendly calendar/events get --dry-run", "needs the id of a record"),
        ("list calendlx", "did you mean `calendly`?"),
        ("demo calendlx", "did you mean `calendly`?"),
        ("demo calendly calendar/nothing", "calendar/nothing"),
    ],
)
def test_unknown_names_are_errors_that_name_what_there_is(line: str, message: str) -> None:
    done = typed(line)
    assert done.status == 1
    assert message in " ".join(done.err.split())
    assert done.out == ""


@pytest.mark.parametrize("command", ["run", "explain"])
def test_a_catalogue_in_this_folder_is_pointed_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "integrations").mkdir()
    monkeypatch.chdir(tmp_path)
    said = "for the one in this folder: --catalogue ."
    assert said in unispec(command, "mine", "calendar/events", "list").err
    assert said not in unispec(command, "mine", "calendar/events", "list", "--catalogue", ".").err


def test_an_interruption_while_the_command_starts_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "unispec.cli", Slow("unispec.cli"))
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130


def test_what_make_demo_installs_is_enough_for_the_commands_that_the_readme_offers() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text()
    (extras,) = re.findall(r"\.installed: .*\n.*-e '\.\[(.*)\]'", makefile)
    assert set(extras.split(",")) >= {"accounts", "lsp"}
