"""`unispec docs`: what it shows, which pages it writes, and what it leaves alone."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import process, unispec
from tests.docs.blocks import ROOT
from tests.survey.catalogues import LIST, write
from unispec.survey import MARK

PROVIDERS = str(ROOT / "tests" / "providers")
PAGES = ("catalogue.md", "catalogue/calendly.md", "catalogue/acme.md")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalogue with `acme`, laid over the bundled one."""
    return write(tmp_path / "root", {"id": "key"})


def made(root: Path, place: Path, *more: str) -> tuple[int, str]:
    ended = unispec("docs", "--catalogue", str(root), "--out", str(place / "catalogue"), *more)
    assert ended.out == ""
    return ended.status, ended.err.replace(f"{place}/", "")


def below(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}


def test_integrations_are_shown_side_by_side() -> None:
    ended = unispec("docs", "--catalogue", PROVIDERS)
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert "| model | Calendly | Tiny |" in lines
    assert "| `calendar/events` | `list`, `get` | `list`, `get` |" in lines
    assert "| `user_directory/me` | `get` | — |" in lines
    events = lines[lines.index("## `calendar/events`") :]
    assert "| `list` with `expand` | yes | — |" in events
    assert "| `location` | sometimes (4 of 13 fields inside) | sometimes (1 of 13 fields inside) |" in events
    assert "| `visibility` | — | — |" in events


def test_one_integration_is_shown_as_its_page_says_it() -> None:
    ended = unispec("docs", "calendly")
    page = (ROOT / "docs" / "catalogue" / "calendly.md").read_text("utf-8")
    assert ended.out == page.replace(" [All integrations side by side](../catalogue.md).", "")


def test_the_pages_of_the_project_are_made_by_the_command() -> None:
    ended = process("docs", "--out", "docs/catalogue", "--check", cwd=ROOT)
    assert (ended.status, ended.err) == (0, "")


def test_json_tells_of_one_integration_or_of_all() -> None:
    one = json.loads(unispec("docs", "tiny", "-o", "json", "--catalogue", PROVIDERS).out)
    both = json.loads(unispec("docs", "-o", "json", "--catalogue", PROVIDERS).out)
    assert [each["integration"] for each in both] == ["calendly", "tiny"]
    assert both[1] == one
    (resource,) = one["resources"]
    assert [each["operation"] for each in resource["operations"]] == ["list", "get"]
    fields = {each["field"]: each for each in resource["fields"]}
    assert "remote_data" not in fields
    (first, _) = fields["attendees[].is_optional"]["given"]
    place = first.pop("place")
    assert place.endswith("integrations/tiny/calendar/events.yaml:38:7")
    assert first == {
        "operation": "list",
        "variant": 1,
        "presence": "always",
        "values": [False],
        "conditions": [],
        "reads": [],
    }


def test_a_condition_is_told_to_machines_with_its_source() -> None:
    (events,) = (
        each
        for each in json.loads(unispec("docs", "calendly", "-o", "json").out)["resources"]
        if each["resource"] == "calendar/events"
    )
    (answers,) = (each for each in events["fields"] if each["field"] == "attendees[].answers")
    assert [each["conditions"] for each in answers["given"]] == [
        [{"source": '"attendees" in $input.expand', "parameter": "expand", "value": "attendees"}],
        [],
    ]


def test_pages_are_written_once_and_then_current(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "docs"
    assert made(root, place, "--check")[0] == 1
    assert not place.exists()
    assert made(root, place) == (0, "".join(f"wrote {name}\n" for name in PAGES))
    assert below(place) == set(PAGES)
    assert all(MARK in (place / name).read_text("utf-8") for name in PAGES)
    assert made(root, place, "--check") == (0, "")
    assert made(root, place) == (0, "all pages are current\n")


def test_a_page_that_is_not_current_is_named_and_written_anew(root: Path, tmp_path: Path) -> None:
    made(root, tmp_path)
    write(root, {"id": "key", "note": "note"})
    status, err = made(root, tmp_path, "--check")
    assert status == 1
    assert [line.partition(" is not current")[0] for line in err.splitlines()] == [PAGES[0], PAGES[2]]
    assert made(root, tmp_path) == (0, "".join(f"wrote {name}\n" for name in (PAGES[0], PAGES[2])))
    (tmp_path / PAGES[2]).unlink()
    status, err = made(root, tmp_path, "--check")
    assert (status, err) == (1, "catalogue/acme.md is not current, run `unispec docs --out catalogue`\n")


def test_lines_that_move_in_a_spec_leave_its_page_current(root: Path, tmp_path: Path) -> None:
    made(root, tmp_path)
    spec = root / "integrations/acme/shop/things.yaml"
    spec.write_text("\n\n" + spec.read_text("utf-8"), "utf-8")
    assert made(root, tmp_path, "--check") == (0, "")


def test_the_page_of_an_integration_that_is_gone_is_named(root: Path, tmp_path: Path) -> None:
    made(root, tmp_path)
    (tmp_path / "catalogue" / "gone.md").write_text(f"# Gone\n\n{MARK}\n", "utf-8")
    (tmp_path / "catalogue" / "notes.md").write_text("# My notes\n", "utf-8")
    said = "catalogue/gone.md is about no integration that there is, remove it\n"
    assert made(root, tmp_path, "--check") == (1, said)
    assert made(root, tmp_path) == (0, "all pages are current\n" + said)


def test_a_file_that_somebody_wrote_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    own = tmp_path / "catalogue" / "acme.md"
    own.write_bytes(b"\xff my own page")
    refused = (1, "catalogue/acme.md was not made by `unispec docs`; --overwrite replaces it\n")
    assert made(root, tmp_path) == refused
    assert below(tmp_path) & set(PAGES) == {"catalogue/acme.md"}
    assert own.read_bytes() == b"\xff my own page"
    assert made(root, tmp_path, "--check")[0] == 1
    assert made(root, tmp_path, "--overwrite")[0] == 0
    assert MARK in own.read_text("utf-8")


@pytest.mark.parametrize("link", ["catalogue", "catalogue.md", "catalogue/acme.md"])
def test_nothing_is_written_through_a_link_that_leads_out(link: str, root: Path, tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / link).parent.mkdir(parents=True)
    outside.mkdir()
    target = outside / "target"
    if link == "catalogue":
        target.mkdir()
    else:
        target.write_text(MARK, "utf-8")
    (inside / link).symlink_to(target)
    before = below(outside)
    status, err = made(root, inside)
    assert status == 1
    assert "leads out of the folder" in err
    assert below(outside) == before
    assert not target.is_file() or target.read_text("utf-8") == MARK


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--check"], "--check needs --out"),
        (["--overwrite"], "--overwrite needs --out"),
        (["--out", "x", "-o", "json"], "--out writes Markdown"),
        (["calendly", "--out", "x"], "--out writes the pages of all integrations"),
        (["--out", "."], "no name for pages"),
        (["--out", ".."], "no name for pages"),
        (["--out", "/"], "no name for pages"),
        (["-o", "html"], "'html' is not one of"),
        (["--catalogue", "nowhere"], "does not exist"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = unispec("docs", *words)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["catalogue", "catalogue.md/x", "catalogue/calendly.md/x"])
def test_a_place_that_cannot_hold_pages_ends_in_a_clear_error(name: str, tmp_path: Path) -> None:
    blocked = tmp_path / name
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("", "utf-8")
    ended = process("docs", "--out", str(tmp_path / "catalogue"), "--overwrite")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("Error: ")


def test_a_spec_that_is_wrong_is_told_as_anywhere(tmp_path: Path) -> None:
    write(tmp_path, {"id": "$nope("})
    ended = unispec("docs", "--catalogue", str(tmp_path))
    assert (ended.status, ended.out) == (1, "")
    assert "things.yaml" in ended.err
    assert unispec("docs", "nobody").status == 1


def test_a_catalogue_whose_words_cannot_be_printed_makes_pages_that_can(tmp_path: Path) -> None:
    hostile = "\x1b]0;evil\x07 \u202e | \u0000"
    write(tmp_path, {"id": "key"}, label=hostile, operations={"list": LIST | {"summary": hostile}})
    for words in (["docs"], ["docs", "acme"]):
        ended = unispec(*words, "--catalogue", str(tmp_path))
        assert ended.status == 0, ended.err
        assert all(each.isprintable() or each == "\n" for each in ended.out)
