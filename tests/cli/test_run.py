"""`unispec run` for real, against the fake provider on a loopback port."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import EVENTS, OWNER, process, unispec
from tests.fakes import FakeCalendly, Fault


def answered(fake: FakeCalendly, *words: str) -> dict[str, Any]:
    done = unispec(*words, "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    assert (done.status, done.err) == (0, "")
    answer: dict[str, Any] = json.loads(done.out)
    return answer


def test_a_list_is_one_json_answer_and_nothing_else(fake: FakeCalendly) -> None:
    answer = answered(fake, *EVENTS, "-p", "status=confirmed", "-p", 'sort_by={"start_time": "asc"}')
    assert list(answer) == ["result", "next_cursor", "is_partial"]
    assert {event["status"] for event in answer["result"]} == {"confirmed"}
    assert "remote_data" not in answer["result"][0]
    asked = dict(fake.requests[-1].query)
    assert (asked["status"], asked["sort"]) == ("active", "start_time:asc")
    assert fake.unknown_parameters == []


def test_the_cursor_of_one_run_goes_on_in_the_next(fake: FakeCalendly) -> None:
    whole = answered(fake, *EVENTS, "--all")
    assert whole["next_cursor"] is None
    seen, cursor = [], None
    for _ in range(20):
        words = [*EVENTS, "--limit", "13", *(["--cursor", cursor] if cursor else [])]
        answer = answered(fake, *words)
        seen += answer["result"]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert len(answer["result"]) <= 13 < len(seen)
    assert seen == whole["result"]


def test_all_pages_come_as_one_record_a_line(many: FakeCalendly) -> None:
    done = unispec(*EVENTS, "--all", "-o", "ndjson", "--base-url", many.url, CALENDLY_TOKEN=OWNER)
    assert (done.status, done.err) == (0, "")
    ids = [json.loads(line)["id"] for line in done.out.splitlines()]
    assert len(ids) == len(set(ids)) == len(many.world.events)
    assert sum(each.path == "/scheduled_events" for each in many.requests) == 3


def test_get_takes_the_id_of_a_record(fake: FakeCalendly) -> None:
    first = answered(fake, *EVENTS, "--limit", "1")["result"][0]
    answer = answered(fake, "run", "calendly", "calendar/events", "get", first["id"], "--raw")
    assert answer["result"]["id"] == first["id"]
    assert answer["result"]["remote_data"]["uri"].endswith(first["id"])


def test_a_table_is_for_people_and_fits_a_hundred_columns(fake: FakeCalendly) -> None:
    done = unispec(*EVENTS, "--limit", "3", "-o", "table", "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    assert done.status == 0
    header, rule, *rows = done.out.splitlines()
    assert header.split()[:2] == ["id", "title"]
    assert set(rule) == {"─", " "}
    assert len(rows) == 3
    assert max(map(len, (header, rule, *rows))) <= 100


def test_another_variable_may_hold_the_token(fake: FakeCalendly) -> None:
    words = ("run", "calendly", "user_directory/me", "get", "--base-url", fake.url, "--token-env", "MINE")
    done = unispec(*words, MINE=fake.bearer("member"))
    assert json.loads(done.out)["result"]["name"] == "Mina Member"


@pytest.mark.parametrize("bearer", ["wrong-and-secret", "expired-token"])
def test_a_refused_token_is_told_and_never_shown(fake: FakeCalendly, bearer: str) -> None:
    done = unispec(*EVENTS, "--base-url", fake.url, CALENDLY_TOKEN=bearer)
    assert (done.status, done.out) == (1, "")
    assert "error[provider-error]: the provider answered 401" in done.err
    assert "the token is missing, wrong, expired or revoked" in done.err
    assert bearer not in done.err


def test_a_token_without_a_scope_is_told_which(fake: FakeCalendly) -> None:
    done = unispec(*EVENTS, "--base-url", fake.url, CALENDLY_TOKEN=fake.bearer("narrow"))
    assert done.status == 1
    assert "the token lacks `scheduled_events:read`" in done.err


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        (("-p", "colour=red"), "`colour` is not a parameter of `calendar/events.list`"),
        (("-p", "title=x"), "does not support the parameter `title`"),
        (("-p", "status=tentative"), "cannot express this value of the parameter `status`"),
        (("--cursor", "nonsense"), "cursor"),
        (("--base-url", "ftp://127.0.0.1"), "URL"),
        (("--base-url", "http://someone:secret@127.0.0.1"), "URL"),
        (("--base-url", "127.0.0.1:80"), "URL"),
        (("--base-url", "https://127.0.0.1/?a=b"), "URL"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_sent(
    fake: FakeCalendly, words: tuple[str, ...], clause: str
) -> None:
    base = () if "--base-url" in words else ("--base-url", fake.url)
    done = unispec(*EVENTS, *base, *words, CALENDLY_TOKEN=OWNER)
    assert (done.status, done.out) == (1, "")
    assert clause in done.err
    assert "secret" not in done.err
    assert [each.path for each in fake.requests if each.path == "/scheduled_events"] == []


def test_the_parameters_that_there_are_are_named_in_the_help(fake: FakeCalendly) -> None:
    done = unispec(*EVENTS, "-p", "title=x", "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    for name in ("attendee_email", "end_time", "start_time", "status", "user"):
        assert f"`{name}`" in done.err


def test_a_missing_token_is_told_with_the_ways_to_go_on() -> None:
    done = unispec(*EVENTS)
    assert (done.status, done.out) == (1, "")
    assert "error[missing-credentials]: the environment variable `CALENDLY_TOKEN` holds no token" in done.err
    for way in ("--token-env", "--replay", "--dry-run"):
        assert way in done.err


def test_a_dry_run_sends_nothing_and_shows_no_token(fake: FakeCalendly) -> None:
    done = unispec(*EVENTS, "--dry-run", "--limit", "5", "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    assert done.status == 0
    assert done.out.startswith(f"GET {fake.url}/scheduled_events?")
    assert "count=5" in done.out
    assert "Authorization: …" in done.out
    assert OWNER not in done.out + done.err
    assert fake.requests == []


def test_what_was_read_before_an_error_is_kept_with_the_place_to_go_on(many: FakeCalendly) -> None:
    words = (*EVENTS, "--all", "--base-url", many.url)
    whole = json.loads(unispec(*words, CALENDLY_TOKEN=OWNER).out)["result"]
    many.reset()
    many.faults.add(Fault("error", "/scheduled_events", times=None, after=2, status=403))
    done = unispec(*words, CALENDLY_TOKEN=OWNER)
    assert done.status == 1
    assert "the provider answered 403" in done.err
    answer = json.loads(done.out)
    assert answer["is_partial"] is True
    assert 0 < len(answer["result"]) < len(whole)
    assert f"--cursor {answer['next_cursor']}" in done.err
    many.faults.clear()
    rest = json.loads(unispec(*words, "--cursor", answer["next_cursor"], CALENDLY_TOKEN=OWNER).out)
    assert answer["result"] + rest["result"] == whole


def test_findings_go_to_the_error_stream_and_leave_the_data_whole() -> None:
    done = unispec(*EVENTS, "--replay", "new-fields")
    assert done.status == 0
    assert json.loads(done.out)["result"]
    assert "replaying the case" in done.err


def test_the_real_command_writes_data_alone_to_its_output(fake: FakeCalendly) -> None:
    done = process(*EVENTS, "--limit", "2", "--base-url", fake.url, CALENDLY_TOKEN=OWNER)
    assert (done.status, done.err) == (0, "")
    assert len(json.loads(done.out)["result"]) == 2
    refused = process(*EVENTS, "--base-url", fake.url, CALENDLY_TOKEN="wrong-and-secret")
    assert (refused.status, refused.out) == (1, "")
    assert "wrong-and-secret" not in refused.err


def test_text_that_the_terminal_cannot_show_is_still_whole_in_the_data(fake: FakeCalendly) -> None:
    words = (*EVENTS, "--all", "--base-url", fake.url)
    plain: dict[str, Any] = {"CALENDLY_TOKEN": OWNER, "PYTHONIOENCODING": "ascii"}
    assert "The usual café" in process(*words, **plain).out
    assert "The usual café" in process(*words, "-o", "ndjson", **plain).out
    assert process(*words, "-o", "table", **plain).status == 0


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_a_record_that_is_left_out_is_told_with_the_status(
    fake: FakeCalendly, tmp_path: Path, form: str
) -> None:
    overlay = tmp_path / "integrations/calendly/calendar/events.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("map:\n  title: $number(name)\n")
    words = (*EVENTS, "--catalogue", str(tmp_path))
    real = ("--base-url", fake.url)
    for more in (("--replay", "full-page"), real, (*real, "--all", "-o", form)):
        done = unispec(*words, *more, CALENDLY_TOKEN=OWNER)
        assert "error[" in done.err
        assert done.status == 1
    overlay.write_text("map:\n  title: name\n")
    assert unispec(*words, "--replay", "full-page").status == 0


def test_a_host_that_gives_no_answer_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        overlay = tmp_path / "integrations/calendly/integration.yaml"
        overlay.parent.mkdir(parents=True)
        overlay.write_text("retry: {budget: 0.1s}\n")
        words = ("--base-url", f"http://{address}", "--catalogue", str(tmp_path))
        done = unispec(*EVENTS, *words, CALENDLY_TOKEN=OWNER)
    assert "error[no-answer]" in done.err
    assert f"it was asked at `{address}`; --base-url names another address" in done.err
