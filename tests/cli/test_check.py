"""`unispec check`: every finding with its place, and how far a path reaches."""

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import process, unispec
from unispec.specs import catalogue_root

EVENTS = "integrations/calendly/calendar/events.yaml"
USERS = "integrations/calendly/user_directory/users.yaml"
CASE = "integrations/calendly/cases/calendar/events/demo.yaml"
BODY = "integrations/calendly/cases/bodies/events-demo.json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one's own, which happens to stand below a folder named `integrations`."""
    home = tmp_path / "integrations" / "mine"
    shutil.copytree(
        catalogue_root() / "integrations", home / "integrations", ignore=shutil.ignore_patterns("cases")
    )
    for name in (CASE, BODY):
        (home / name).parent.mkdir(parents=True)
        shutil.copy(catalogue_root() / name, home / name)
    (home / "unispec.toml").write_text(
        '[severity]\nmissing-case = "off"\nwrong-modeline = "off"\n'
    )  # it has one case alone, and no schemas
    monkeypatch.chdir(home)
    return home


def change(file: str, old: str, new: str) -> None:
    text = Path(file).read_text()
    assert old in text
    Path(file).write_text(text.replace(old, new, 1))


def test_the_bundled_catalogue_is_clean() -> None:
    done = unispec("check")
    assert (done.status, done.out) == (0, "no problems\n")


@pytest.mark.parametrize("path", [".", "integrations", "integrations/calendly", EVENTS, CASE])
def test_a_catalogue_without_models_is_checked_against_the_bundled_ones(root: Path, path: str) -> None:
    done = unispec("check", path)
    assert (done.status, done.out) == (0, "no problems\n")


@pytest.mark.parametrize("absolute", [False, True])
def test_every_finding_of_every_file_has_a_frame_with_line_and_column(root: Path, absolute: bool) -> None:
    change(EVENTS, "description: meeting_notes_plain", "description: meeting_note_plain")
    change(USERS, "map:", "mapp:")
    change(CASE, "operation: list", "operation: list\nnow: tomorrow")
    done = unispec("check", str(root) if absolute else ".")
    assert done.status == 1
    lead = f"{root}/" if absolute else ""
    assert f"--> {lead}{USERS}:" in done.out
    assert f"--> {lead}{CASE}:" in done.out
    assert done.out.endswith("in 2 files\n")
    change(USERS, "mapp:", "map:")
    done = unispec("check", str(root) if absolute else ".")
    assert f"--> {lead}{EVENTS}:" in done.out
    assert "did you mean `meeting_notes_plain`?" in done.out


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (".", True),
        ("integrations/calendly", True),
        ("integrations/calendly/calendar", True),
        (EVENTS, True),
        (USERS, False),
        ("integrations/calendly/user_directory", False),
        (CASE, False),
    ],
)
def test_only_findings_inside_of_the_path_are_told(root: Path, path: str, told: bool) -> None:
    change(EVENTS, "description: meeting_notes_plain", "description: meeting_note_plain")
    assert ("meeting_note_plain" in unispec("check", path).out) is told


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (EVENTS, "description: meeting_notes_plain", "description: a ? b : c", "ternary-in-plain-scalar"),
        (EVENTS, "operations:", "operation:", "unknown-key"),
        (EVENTS, "resource: calendar/events", "resource: calendar/event", "misplaced-file"),
    ],
)
def test_a_mistake_in_a_resource_is_not_told_again_for_each_of_its_cases(
    root: Path, file: str, old: str, new: str, code: str
) -> None:
    change(file, old, new)
    done = unispec("check", ".")
    assert f"error[{code}]" in done.out
    assert CASE not in done.out
    change(CASE, "operation: list", "operation: lst")
    assert CASE not in unispec("check", ".").out
    change(file, new, old)
    assert f"--> {CASE}:" in unispec("check", ".").out


def test_a_finding_that_two_paths_lead_to_is_told_once(root: Path) -> None:
    change(EVENTS, "description: meeting_notes_plain", "description: meeting_note_plain")
    assert unispec("check", ".", EVENTS, "integrations").out.count("error[") == 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "calendar/events/a.yaml",
            "operation: list\nnow: 2026-01-01T00:00:00\n",
            "`now` is not a time with an",
        ),
        ("calendar/events/a.yaml", "operation: list\nnow: noon\n", "`now` is not a time with an offset"),
        (
            "calendar/events/a.yaml",
            "operation: list\ncolour: red\n",
            "error[unknown-key]: unknown key `colour`",
        ),
        ("calendar/events/a.yaml", "summary: x\n", "error[missing-key]"),
        ("calendar/evnts/a.yaml", "operation: list\n", "`calendar/evnts` is not a resource of `calendly`"),
        ("calendar/events/a.yaml", "operation: lst\n", "`lst` is not an operation of `calendar/events`"),
        ("calendar/a.yaml", "operation: list\n", "warning[misplaced-file]"),
        ("calendar/events/a.yml", "operation: list\n", "warning[misplaced-file]"),
        ("calendar/events/a/b.yaml", "operation: list\n", "warning[misplaced-file]"),
        (
            "calendar/events/a.yaml",
            "operation: list\nexchanges:\n  - request: {path: /x}\n    reply: {body_file: ../none.json}\n",
            "error[unreadable-file]",
        ),
        (
            "calendar/events/a.yaml",
            "operation: list\nexchanges:\n  - request: {path: /x}\n    reply: {text: x, body: 1}\n",
            "a reply has one of `body`, `body_file`, `text`, `fault`",
        ),
        (
            "calendar/events/a.yaml",
            "operation: list\nexchanges:\n  - request: {path: /x}\n    reply: {fault: reset, status: 500}\n",
            "a reply has one of",
        ),
    ],
)
def test_a_case_that_cannot_be_played_is_a_finding(root: Path, name: str, text: str, message: str) -> None:
    path = root / "integrations/calendly/cases" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    done = unispec("check", "integrations/calendly/cases")
    assert done.status == 1
    assert message in done.out
    assert f"--> integrations/calendly/cases/{name}:" in done.out


def test_a_single_overlay_is_checked_over_the_bundled_integrations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    overlay = tmp_path / EVENTS
    overlay.parent.mkdir(parents=True)
    overlay.write_text("map:\n  title: nam\n")
    alone = unispec("check", ".").out
    assert "error[missing-key]: `calendly` has no `integration.yaml`" in alone
    assert "error[missing-key]: `operations` is missing" in alone
    assert alone.count("help: to lay `calendly` over the bundled one: `unispec check --onto-bundled") == 1
    head = tmp_path / "integrations/calendly/integration.yaml"
    head.write_text("base_url: https://here.test\n")
    assert unispec("check", ".").out.count("= help: to lay `calendly` over the bundled one") == 1
    assert unispec("check", "--onto-bundled", ".").status == 1
    head.unlink()
    (tmp_path / "integrations/calendly").rename(tmp_path / "integrations/another")
    assert "--onto-bundled" not in unispec("check", ".").out
    (tmp_path / "integrations/another").rename(tmp_path / "integrations/calendly")
    done = unispec("check", "--onto-bundled", ".")
    assert done.status == 1
    assert "`nam` is not a field of" in done.out
    assert f"--> {EVENTS}:2:10" in done.out
    overlay.write_text("map:\n  title: uri\n")
    assert unispec("check", "--onto-bundled", ".").status == 0
    assert unispec("check", "--onto-bundled").status == 2


def test_a_folder_without_a_catalogue_is_a_finding(tmp_path: Path) -> None:
    done = unispec("check", str(tmp_path))
    assert done.status == 1
    assert "holds neither `integrations` nor `unified_models`" in done.out


def test_the_real_command_ends_with_the_same_status(root: Path) -> None:
    assert process("check", ".", cwd=root).status == 0
    change(EVENTS, "map:", "map: [")
    done = process("check", ".", cwd=root)
    assert done.status == 1
    assert "error[yaml-syntax]" in done.out


def test_what_keeps_a_file_from_being_judged_is_told_for_that_file_too(root: Path) -> None:
    change(EVENTS, "description: meeting_notes_plain", "description: meeting_note_plain")
    change(USERS, "map:", "mapp:")
    done = unispec("check", EVENTS)
    assert done.status == 1
    assert f"--> {root / USERS}:" in done.out or f"--> {USERS}:" in done.out
    assert "was not checked; mend these errors first" in done.err


@pytest.mark.parametrize("kind", ["a link out of the root", "a dangling link", "a folder"])
def test_settings_that_cannot_count_are_told(root: Path, tmp_path: Path, kind: str) -> None:
    settings = root / "unispec.toml"
    settings.unlink()
    if kind == "a folder":
        settings.mkdir()
    else:
        target = tmp_path / "shared.toml"
        if kind == "a link out of the root":
            target.write_text("")
        settings.symlink_to(target)
    done = unispec("check", ".")
    assert done.status == 1
    assert "error[unreadable-file]" in done.out
    assert "its settings do not count" in done.out


def test_the_line_of_a_finding_shows_no_secret(root: Path) -> None:
    secret = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    change("integrations/calendly/integration.yaml", "retry:", f"retri: {{tok: {secret}}}\nretry:")
    done = unispec("check", ".")
    assert "error[unknown-key]: unknown key `retri`" in done.out
    assert secret not in done.out + done.err
    assert "****" in done.out
