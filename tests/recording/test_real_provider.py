"""Calls of the fake provider of the bundled catalogue, recorded by the command and played again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import OWNER, unispec
from tests.fakes import FakeCalendly, Fault

PAGES = Path(__file__).parents[2] / "docs"
PEOPLE = ("Olga", "Aron", "Mina", "Nils", "Ingrid", "acme.test", "Acme", "Example Way", "98765432100", "+49")

CALLS: dict[str, tuple[str, ...]] = {
    "all events": ("calendar/events", "list", "--pages", "9"),
    "pages of events": ("calendar/events", "list", "--limit", "7", "--pages", "3"),
    "events with their invitees": ("calendar/events", "list", "--limit", "4", "-p", "expand=attendees"),
    "events of somebody": ("calendar/events", "list", "-p", "attendee_email=ingrid@invitee.test"),
    "cancelled events": ("calendar/events", "list", "-p", "status=cancelled"),
    "event types": ("calendar/event_types", "list", "--pages", "5"),
    "the user": ("user_directory/me", "get"),
    "users": ("user_directory/users", "list", "--limit", "2", "--pages", "9"),
    "groups": ("user_directory/groups", "list"),
    "roles, which no request is made for": ("user_directory/roles", "list"),
    "what is not there": ("calendar/events", "get", "00000000-1111-4222-8333-444444444444"),
}


def record(fake: FakeCalendly, root: Path, *words: str) -> str:
    given = ("record", "calendly", *words, "--case", "recorded", "--catalogue", str(root))
    ended = unispec(*given, "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    assert (ended.status, ended.out) == (0, ""), ended.err
    return ended.err


def written(root: Path) -> str:
    return "".join(path.read_text() for path in sorted(root.rglob("*")) if path.is_file())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "integrations").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", CALLS)
def test_a_recorded_call_plays_and_is_nobodys(name: str, fake: FakeCalendly, root: Path) -> None:
    words = CALLS[name]
    told = record(fake, root, *words)
    assert str(root) in told
    text = written(root)
    assert [each for each in (*PEOPLE, OWNER) if each.lower() in text.lower()] == []
    assert not [path.name for path in root.rglob("*.json") if "bodies" not in path.parts]
    again = unispec("run", "calendly", *words[:2], "--replay", "recorded", "--catalogue", str(root))
    if name == "what is not there":
        assert "the provider answered 404" in again.err
        assert "so does the case" in told
        return
    assert again.status == 0, again.err
    assert "error[" not in again.err
    played: Any = json.loads(again.out)["result"]
    real = unispec("run", "calendly", *_once(words), "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    expected = json.loads(real.out)["result"]
    assert [*map(shape, listed(played))] == [*map(shape, listed(expected)[: len(listed(played))])]
    assert listed(played) or name == "events of somebody"


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same call of `run`, all pages of it."""
    kept = tuple(
        each for at, each in enumerate(words) if {each, words[at - 1]}.isdisjoint({"--pages", "--limit"})
    )
    return (*kept, "--all") if words[1] == "list" else kept


def listed(result: Any) -> list[Any]:
    return result if isinstance(result, list) else [result]


def shape(record: Any) -> Any:
    """What must not change: fields, times, words of closed lists, numbers that count."""
    if isinstance(record, dict):
        return {name: shape(each) for name, each in record.items()}
    if isinstance(record, list):
        return [shape(each) for each in record]
    if isinstance(record, str):
        return record if record[:4] == "2026" else str
    return record if isinstance(record, bool) or (isinstance(record, int) and record < 1000) else type(record)


def test_an_event_with_its_invitees_is_recorded_with_both_calls(fake: FakeCalendly, root: Path) -> None:
    first = fake.world.events[0]["uri"].rpartition("/")[2]
    record(fake, root, "calendar/events", "get", first)
    assert first not in written(root)
    again = unispec("run", "calendly", "calendar/events", "get", "--replay", "--catalogue", str(root))
    assert again.status == 0
    (path,) = root.rglob("recorded.yaml")
    assert "/invitees" in path.read_text()


@pytest.mark.parametrize("has_schemas", [True, False])
def test_an_editor_is_led_to_the_schema_when_there_is_one(
    fake: FakeCalendly, root: Path, *, has_schemas: bool
) -> None:
    if has_schemas:
        assert unispec("schema", "--write", str(root)).status == 0
    record(fake, root, "user_directory/me", "get")
    (path,) = root.rglob("recorded.yaml")
    assert path.read_text().startswith("# yaml-language-server: $schema=") is has_schemas
    assert "wrong-modeline" not in unispec("check", "--onto-bundled", str(root)).out


def test_the_page_shows_what_is_written(fake: FakeCalendly, root: Path) -> None:
    page = (PAGES / "recording.md").read_text()
    shown = page.partition("```yaml part=case\n")[2].partition("```")[0].splitlines()
    event = page.partition("-p event.id=")[2].split()[0]
    record(fake, root, "calendar/attendees", "list", "-p", f"event.id={event}", "--summary", "One attendee.")
    (path,) = root.rglob("recorded.yaml")
    lines = {line.replace("- ", "  ") for line in path.read_text().splitlines()}
    found = [line.replace("- ", "  ") for line in shown if not line.startswith("now: ")]
    assert len(found) > 20
    assert [line for line in found if line not in lines] == []


def test_a_rate_limit_is_recorded_with_the_wait_that_was_asked_for(fake: FakeCalendly, root: Path) -> None:
    fake.faults.add(Fault("reset", times=1))
    record(fake, root, "user_directory/groups", "list")
    assert "fault: reset" in written(root)


def test_many_events_of_one_list_stand_in_files_beside_the_case(many: FakeCalendly, root: Path) -> None:
    record(many, root, "calendar/events", "list", "--limit", "30")
    (body,) = root.rglob("*.json")
    assert body.parent.name == "bodies"
    assert body.name == "events-recorded-2.json"
    (case,) = root.rglob("recorded.yaml")
    assert f"body_file: ../../bodies/{body.name}" in case.read_text()


def test_the_catalogue_with_the_case_is_still_well(fake: FakeCalendly, root: Path) -> None:
    record(fake, root, "calendar/events", "list", "--limit", "5", "--pages", "2")
    checked = unispec("check", "--onto-bundled", str(root))
    assert "error[" not in checked.out + checked.err


def test_a_mistake_of_the_spec_is_written_only_when_it_is_kept(fake: FakeCalendly, root: Path) -> None:
    overlay = root / "integrations/calendly/user_directory/groups.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("operations: {list: {records: nowhere}}\n")
    words = (
        "record",
        "calendly",
        "user_directory/groups",
        "list",
        "--case",
        "lost",
        "--catalogue",
        str(root),
    )
    refused = unispec(*words, "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    assert refused.status == 1
    assert "error[missing-records]" in refused.err
    assert "nothing was written; mend the spec, or --keep-error" in refused.err
    assert not (overlay.parents[1] / "cases").exists()
    kept = unispec(*words, "--keep-error", "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    assert (kept.status, "so does the case" in kept.err) == (0, True)
    assert (overlay.parents[1] / "cases/user_directory/groups/lost.yaml").is_file()


def test_what_is_wrong_with_records_is_told_with_a_warning(fake: FakeCalendly, root: Path) -> None:
    overlay = root / "integrations/calendly/user_directory/groups.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("map: {name: $number(name)}\n")
    told = record(fake, root, "user_directory/groups", "list")
    assert "error[expression-failed]" in told
    assert "warning: " in told
    assert "the case keeps this" in told


def test_a_case_that_is_replaced_leaves_no_body_behind(many: FakeCalendly, root: Path) -> None:
    words = ("calendar/events", "list", "--overwrite")
    record(many, root, *words, "--pages", "9")
    bodies = root / "integrations/calendly/cases/bodies"
    names = sorted(path.name for path in bodies.iterdir())
    assert len(names) > 1
    (bodies / "events-other-1.json").write_text("{}")
    told = record(many, root, *words, "--limit", "1")
    assert sorted(path.name for path in bodies.iterdir()) == ["events-other-1.json"]
    assert told.count("which no case uses any more") == len(names)
