"""`unispec explain` on the command line: where records come from, what is shown, and bad input."""

import json
import os
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from tests.cli.commands import COMMAND, environment, process, unispec
from unispec.specs import catalogue_root

EVENT = ("explain", "calendly", "calendar/events", "get")
EVENTS = ("explain", "calendly", "calendar/events", "list")
BODIES = catalogue_root() / "integrations/calendly/cases/bodies"


def explained(*words: str, status: int = 0) -> dict[str, Any]:
    ended = unispec(*words, "-o", "json")
    assert ended.status == status, ended.err
    answer: dict[str, Any] = json.loads(ended.out)
    return answer


def field(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in answer["fields"] if each["field"] == name)
    return found


def written(tmp_path: Path, record: Any) -> str:
    path = tmp_path / "record.json"
    path.write_text(record if isinstance(record, str) else json.dumps(record))
    return str(path)


def test_the_json_has_the_keys_that_are_documented() -> None:
    answer = explained(*EVENT, "--replay", "get-group")
    assert list(answer) == [
        "integration",
        "operation",
        "case",
        "index",
        "records",
        "fields",
        "left_out",
        "not_mapped",
    ]
    assert (answer["integration"], answer["operation"]) == ("calendly", "calendar/events.get")
    assert (answer["case"], answer["index"], answer["records"]) == ("get-group", 0, 1)
    kind = field(answer, "conference.provider")
    assert list(kind) == [
        "field",
        "location",
        "expression",
        "value",
        "is_absent",
        "reads",
        "because",
        "problem",
    ]
    assert kind["location"]["file"] == "integrations/calendly/calendar/events.yaml"
    assert kind["reads"] == [{"field": "location.type", "value": "physical", "is_missing": False}]
    assert kind["because"][0]["text"] == '`$lookup` has no entry "physical"'
    assert kind["because"][0]["location"]["file"] == "integrations/calendly/integration.yaml"
    assert answer["left_out"] == ["conference", "cancellation"]


def test_without_a_case_the_one_that_shows_the_operation_well_is_played() -> None:
    assert explained(*EVENT)["case"] == "get"


@pytest.mark.parametrize("words", [("--replay", *EVENT[1:]), (*EVENT[1:], "--replay")])
def test_the_word_of_replay_may_be_left_out(words: tuple[str, ...]) -> None:
    assert explained("explain", *words)["case"] == "get"


def test_a_field_may_follow_a_case() -> None:
    answer = explained(*EVENT, "--replay", "get-group", "location")
    assert (answer["field"], answer["value"]) == ("location", None)
    assert [each["field"] for each in answer["fields"]] == [
        "location.name",
        "location.kind",
        "location.description",
        "location.url",
    ]


@pytest.mark.parametrize(
    ("name", "leaf", "value"),
    [
        ("title", "title", "Onboarding webinar"),
        ("attendees.0.person.name", "attendees", "Olga Owner"),
        ("attendees.person.first_name", "attendees", ["Paula"]),
        ("attendees.99.id", "attendees", None),
        ("organizer.emails.0.email", "organizer.emails", "olga@acme.test"),
    ],
)
def test_a_part_of_a_leaf_leads_to_the_leaf(name: str, leaf: str, value: Any) -> None:
    answer = explained(*EVENT, "--replay", "get-group", name)
    assert [each["field"] for each in answer["fields"]] == [leaf]
    assert (answer["field"], answer["value"]) == (name, value)


def test_a_field_that_no_leaf_fills_is_not_mapped() -> None:
    answer = explained(*EVENT, "availability")
    assert (answer["fields"], answer["not_mapped"]) == ([], ["availability"])
    ended = unispec(*EVENT, "availability")
    assert "availability is not mapped" in ended.out
    assert "integrations/calendly/calendar/events.yaml:" in ended.out


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("titel", "did you mean `title`?"),
        ("locaton.url", "did you mean `location.url`?"),
        ("organizer.emial", "did you mean `organizer.email"),
        ("title.x", "did you mean"),
        ("", "fields: "),
        (".", "fields: "),
        ("attendees..name", "did you mean"),
        ("attendees.0.nmae", "did you mean"),
        ("\x1b[31m", "fields: "),
        ("x" * 5000, "fields: "),
    ],
)
def test_an_unknown_field_is_an_error_with_a_suggestion(name: str, remedy: str) -> None:
    ended = unispec(*EVENT, "--replay", "get-group", name)
    assert ended.status == 1
    assert ended.err.count("error[unknown-model-field]") == 1
    assert remedy in ended.err
    assert "\x1b" not in ended.err
    assert ended.out == ""


def test_a_record_of_a_file_is_explained(tmp_path: Path) -> None:
    record = {"uri": "https://x/1", "name": "", "event_memberships": [{"user": "https://x/u/me"}]}
    answer = explained(
        *EVENT,
        "--record",
        written(tmp_path, record),
        "--connection",
        "user=https://x/u/me",
        "--connection",
        "timezone=UTC",
    )
    assert answer["file"].endswith("record.json")
    assert field(answer, "title")["value"] == "One-on-one meeting"
    assert field(answer, "timezone")["value"] == "UTC"


@pytest.mark.parametrize("index", ["0", "1"])
def test_the_records_of_a_whole_answer_are_found(index: str) -> None:
    body = BODIES / "events-page-1.json"
    records = json.loads(body.read_text())["collection"]
    answer = explained(*EVENTS, "--record", str(body), "--index", index)
    assert (answer["records"], answer["index"]) == (len(records), int(index))
    assert field(answer, "start_time")["value"] == records[int(index)]["start_time"]


def test_a_list_of_records_is_taken_as_it_is(tmp_path: Path) -> None:
    file = written(tmp_path, [{"uri": "a/1"}, {"uri": "a/2"}])
    answer = explained(*EVENT, "--record", file, "--index", "1")
    assert (answer["records"], field(answer, "id")["value"]) == (2, "2")


def test_what_a_caller_asked_is_read_and_chooses_the_variant(tmp_path: Path) -> None:
    file = written(tmp_path, {"uri": "a/b", "user": {"uri": "a/c"}})
    users = ("explain", "calendly", "user_directory/users", "list", "--record", file)
    assert field(explained(*users), "id")["value"] == "c"
    assert field(explained(*users, "-p", "status=invited"), "id")["value"] == "b"
    free = ("explain", "calendly", "calendar/availability", "list", "--record", file)
    asked = explained(*free, "-p", "event_type.id=7", "-p", "availability=free", "event_type.id")
    assert asked["value"] == "7"
    assert asked["fields"][0]["reads"] == [
        {"field": "$input.event_type.id", "value": "7", "is_missing": False}
    ]


def test_the_input_may_hold_the_record() -> None:
    words = [*COMMAND, *EVENT, "id", "--record", "-", "-o", "json"]
    done = run(
        words, input=b'{"uri": "a/b"}', capture_output=True, timeout=30, check=False, env=environment()
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["value"] == "b"
    assert json.loads(done.stdout)["file"] == "-"


def test_a_leaf_of_a_later_catalogue_stands_in_its_own_file(tmp_path: Path) -> None:
    overlay = tmp_path / "integrations/calendly/calendar/events.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("map:\n  description: null\n  title: |\n    $uppercase(name)\n")
    words = (*EVENT, "--catalogue", str(tmp_path), "--replay", "get-group")
    answer = explained(*words)
    title = field(answer, "title")
    assert title["value"] == "ONBOARDING WEBINAR"
    assert title["location"] == {"file": str(overlay), "line": 4, "column": 5}
    assert "description" in answer["not_mapped"]
    ended = unispec(*words)
    assert f"[2] {overlay}" in ended.out
    assert "[2] 4:5" in ended.out


def test_a_map_that_is_one_expression_is_explained_by_field(tmp_path: Path) -> None:
    resource = tmp_path / "integrations/acme/user_directory/groups.yaml"
    resource.parent.mkdir(parents=True)
    (resource.parents[1] / "integration.yaml").write_text(
        "spec_version: 1\nintegration: acme\nbase_url: https://acme.test\n"
    )
    resource.write_text(
        "resource: user_directory/groups\n"
        "operations:\n  list:\n    request: {path: /g}\n    pagination: none\n    records: data\n"
        'map: |\n  {\n    "id": $string(number),\n    "name": title,\n'
        '    "member_count": $count(people)\n  }\n'
    )
    file = written(tmp_path, {"data": [{"number": 7, "people": [1, 2]}, {"number": 8, "title": "x"}]})
    words = (
        "explain",
        "--catalogue",
        str(tmp_path),
        "acme",
        "user_directory/groups",
        "list",
        "--record",
        file,
    )
    answer = explained(*words)
    assert (answer["records"], field(answer, "id")["value"]) == (2, "7")
    name = field(answer, "name")
    assert name["location"] == {"file": str(resource), "line": 10, "column": 13}
    assert name["because"] == [{"text": "`title` is missing", "location": name["location"]}]
    assert '10 |     "name": title,' in unispec(*words, "name").out
    whole = resource.read_text().replace("map: |\n  {", "map: |\n  $merge({").replace("\n  }\n", "\n  })\n")
    resource.write_text(whole)
    assert [each["field"] for each in explained(*words)["fields"]] == ["$"]
    assert "  member_count" in unispec(*words).out
    assert explained(*words, "member_count")["value"] == 2


def test_a_leaf_that_fails_is_shown_with_its_frame_and_the_status_is_one(tmp_path: Path) -> None:
    file = written(tmp_path, {"uri": "a/b", "start_time": "x", "end_time": "y", "name": 7})
    overlay = tmp_path / "integrations/calendly/calendar/events.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("map:\n  title: $number(start_time)\n")
    words = (*EVENT, "--catalogue", str(tmp_path), "--record", file)
    ended = unispec(*words)
    assert ended.status == 1
    assert "failed" in ended.out
    assert "error[expression-failed]: a value cannot be read as a number" in ended.err
    assert f"{overlay}:2:10" in ended.err
    answer = explained(*words, "title", status=1)
    assert answer["fields"][0]["problem"]["code"] == "expression-failed"
    assert "title fails" in unispec(*words, "title").out


def test_a_case_that_ends_in_an_error_shows_it() -> None:
    ended = unispec(*EVENTS, "--replay", "error-401")
    assert ended.status == 1
    assert "error[provider-error]" in ended.err
    assert ended.out == ""


def test_a_case_without_records_has_nothing_to_explain() -> None:
    ended = unispec(*EVENTS, "--replay", "empty")
    assert ended.status == 1
    assert "error[missing-records]: the case `empty` holds no record to explain" in ended.err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "json-syntax"),
        ('{"uri": "a/b", "na', "json-syntax"),
        ("uri: a/b", "json-syntax"),
        ('{"a": 1, "a": 2}', "duplicate-key"),
        ("7", "not-a-record"),
        ("[1]", "not-a-record"),
        ("null", "not-a-record"),
        ("[]", "missing-records"),
        ('{"resource": []}', "missing-records"),
        ("[" * 3000, "json-syntax"),
        ('{"a":' * 300 + "1" + "}" * 300, "json-syntax"),
        (f"[{'1,' * 500_000}1]", "file-too-large"),
    ],
)
def test_a_file_that_holds_no_record_is_an_error(content: str, code: str, tmp_path: Path) -> None:
    ended = unispec(*EVENT, "--record", written(tmp_path, content))
    assert ended.status == 1
    assert f"error[{code}]" in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("kind", ["binary", "folder", "pipe", "missing", "nul"])
def test_what_is_no_file_of_text_is_an_error(kind: str, tmp_path: Path) -> None:
    path = tmp_path / kind
    match kind:
        case "binary":
            path.write_bytes(bytes(range(256)))
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
    ended = unispec(*EVENT, "--record", "a\0b" if kind == "nul" else str(path))
    assert ended.status == 1
    assert "error[" in ended.err


def test_nothing_in_a_record_reaches_the_terminal_as_it_is(tmp_path: Path) -> None:
    evil = "\x1b[31mred\x07\u202e\r\n"
    record = {"uri": evil, "name": evil, "status": evil, "location": {"type": evil}, evil: 1}
    file = written(tmp_path, record)
    for words in ((), ("title",), ("conference.provider",), ("id",)):
        ended = unispec(*EVENT, *words, "--record", file)
        assert ended.status == 0
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(ended.out + ended.err)


def test_no_secret_is_shown(tmp_path: Path) -> None:
    record = {
        "uri": "a/b",
        "name": "Bearer q8Zr3Tn6Vb1Xc9Lm4Kp7",
        "meeting_notes_plain": "the word is hunter2",
        "location": {"password": "hunter2", "location": "hunter2"},
    }
    overlay = tmp_path / "integrations/calendly/calendar/events.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text('map:\n  timezone: |\n    $translate(location.password, {"a": "b"}) = "x" ? 1\n')
    file = written(tmp_path, record)
    for words in ((), ("title",), ("description",), ("timezone",), ("location.name",), ("-o", "json")):
        ended = unispec(*EVENT, *words, "--record", file, "--catalogue", str(tmp_path))
        assert ended.status == 0
        assert "hunter2" not in ended.out + ended.err
        assert "q8Zr3Tn6" not in ended.out + ended.err


def test_a_large_record_is_explained_as_far_as_there_is_time(tmp_path: Path) -> None:
    hosts = [{"user": f"u/{number}", "user_name": "n" * 40} for number in range(4_000)]
    answer = explained(
        *EVENT, "attendees", "--record", written(tmp_path, {"uri": "a", "event_memberships": hosts})
    )
    (leaf,) = answer["fields"]
    assert len(leaf["value"]) == 4_000
    assert leaf["because"][0]["text"] == "the record is too large to say why"
    assert "event_memberships.user" in {each["field"] for each in leaf["reads"]}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--record", "x.json", "--replay", "get"), "exclude each other"),
        (("--replay", "get", "-p", "id=1"), "go with --record"),
        (("--connection", "user=x"), "go with --record"),
        (("--record", "x.json", "--connection", "user"), "must be `name=text`"),
        (("--record", "x.json", "--connection", "a=1", "--connection", "a=2"), "is given twice"),
        (("--record", "x.json", "-p", "user"), "must be `name=value`"),
        (("--index", "-1"), "--index"),
        (("--index", "5"), "--index 5: there is one record, counted from 0"),
        (("-o", "ndjson"), "ndjson"),
    ],
)
def test_words_that_have_no_effect_together_are_wrong_usage(words: tuple[str, ...], message: str) -> None:
    ended = unispec(*EVENT, *words)
    assert ended.status == 2
    assert message in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("explain", "calendy", "calendar/events", "get"), "unknown-integration"),
        (("explain", "calendly", "calendar/event", "get"), "unknown-resource"),
        (("explain", "calendly", "calendar/events", "drop"), "unknown-operation"),
        ((*EVENT, "--replay", "get-grup"), "unknown-case"),
        ((*EVENT, "--record", "-", "-p", "colour=red"), "unknown-parameter"),
    ],
)
def test_what_there_is_not_is_named_with_a_suggestion(words: tuple[str, ...], code: str) -> None:
    ended = unispec(*words)
    assert ended.status == 1
    assert f"error[{code}]" in ended.err


def test_it_works_in_a_process_of_its_own_and_is_narrow_where_the_terminal_is() -> None:
    ended = process(*EVENT, "--replay", "get-group", "attendees.0.id", COLUMNS="60")
    assert ended.status == 0
    assert ended.out.startswith("attendees.0.id")


@pytest.mark.parametrize(
    ("name", "lack"),
    [
        ("attendees.99.id", "`attendees` has 4 items, counted from 0"),
        ("attendees.0.response.status", "`attendees.0` has no `response`"),
        ("attendees.0.person.name", None),
        ("title", None),
    ],
)
def test_a_part_that_is_not_there_says_where_the_way_ends(name: str, lack: str | None) -> None:
    words = (*EVENT, "--replay", "get-group", name)
    assert explained(*words)["lack"] == lack
    if lack is not None:
        assert f"   = {lack}\n" in unispec(*words).out


@pytest.mark.parametrize(
    ("written", "name"), [("description: null", "description"), ("location: null", "location.url")]
)
def test_a_field_that_an_overlay_removes_is_shown_with_that_line(
    tmp_path: Path, written: str, name: str
) -> None:
    overlay = tmp_path / "integrations/calendly/calendar/events.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(f"map:\n  {written}\n")
    words = (*EVENT, "--catalogue", str(tmp_path), "--replay", "get-group", name)
    removed = explained(*words)["removed"]
    assert (removed["file"], removed["line"]) == (str(overlay), 2)
    shown = unispec(*words).out
    assert f"{name} is not mapped" in shown
    assert f"{overlay}:2" in shown
    assert "takes it out of the map" in shown
