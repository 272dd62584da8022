from __future__ import annotations

from typing import Any

import pytest

from tests.editor.insight.asking import PROVIDERS, SHIPPED, asked, known, rows
from unispec.editor.insight import Completion, Edited, Known, completions
from unispec.inference import BUILT_IN

ROWS = rows("completions")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_everything_that_fits_is_offered(row: dict[str, Any]) -> None:
    about, edited, offset = asked(row)
    found = completions(about, edited, offset)
    labels = [each.label for each in found]
    if "labels" in row:
        assert labels == row["labels"]
    else:
        assert labels[: len(row["first"])] == row["first"]
    assert sorted({each.kind for each in found}) == row.get("kinds", [])
    if found:
        assert edited.content[found[0].start : found[0].end] == row["replaces"]
        assert found[0].text == row["by"]


def test_rows_have_names_of_their_own() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS) > 120


def chosen(row: dict[str, Any], label: str) -> tuple[Edited, Completion]:
    about, edited, offset = asked(row)
    return edited, next(each for each in completions(about, edited, offset) if each.label == label)


def accepted(edited: Edited, completion: Completion) -> str:
    return edited.content[: completion.start] + completion.text + edited.content[completion.end :]


STATUS = 'status: |\n    $translate(status, {"active": "confirmed", "canceled": "cancelled"})'


@pytest.mark.parametrize(
    ("written", "label", "after"),
    [
        ("status: loc│ation.type", "name", "status: name.type"),
        ("status: │", '"confirmed"', "status: '\"confirmed\"'"),
        ('status: "│"', '"confirmed"', r'status: "\"confirmed\""'),
        ('status: "(│)"', '"confirmed"', r'status: "(\"confirmed\")"'),
        ("status: '(│)'", '"confirmed"', "status: '(\"confirmed\")'"),
        ('status: name = "x" ? │', '"confirmed"', 'status: name = "x" ? "confirmed"'),
        ("status: |\n    con│", '"confirmed"', 'status: |\n    "confirmed"'),
        ("status: |\n    name = '│' ? 1", "active", None),
        ("status: $upper│", "$uppercase", "status: $uppercase("),
        ("status: $upper│(name)", "$uppercase", "status: $uppercase(name)"),
        ("status: name ~> $upper│", "$uppercase", "status: name ~> $uppercase"),
    ],
)
def test_an_accepted_completion_is_written_as_its_place_wants_it(
    written: str, label: str, after: str | None
) -> None:
    row = {"file": "events", "instead_of": STATUS, "written": written}
    if after is None:
        about, edited, offset = asked(row)
        assert label not in [each.label for each in completions(about, edited, offset)]
    else:
        assert f"\n  {after}\n" in accepted(*chosen(row, label))


@pytest.mark.parametrize(
    ("written", "after"),
    [("$headers.│", '$headers."x-ratelimit-limit"'), ("$headers.'x│'", "$headers.'x-ratelimit-limit'")],
)
def test_a_field_that_is_no_plain_name_is_quoted(written: str, after: str) -> None:
    row = {"file": "integration", "instead_of": "message: message", "written": f"message: {written}"}
    assert f"  message: {after}\n" in accepted(*chosen(row, "x-ratelimit-limit"))


def test_fields_tell_their_type_and_what_the_provider_says() -> None:
    row = {"file": "tiny events", "instead_of": "title: subject", "written": "title: │"}
    begins = chosen(row, "begins")[1]
    assert (begins.detail, begins.documentation) == ("number", "Seconds since 1970.")
    assert chosen(row, "room")[1].detail == "text | null, optional"
    assert chosen(row, "state")[1].detail == '"on" | "off"'


def test_all_functions_are_offered_with_their_signatures() -> None:
    row = {"file": "events", "instead_of": "title: |", "written": "title: |\n    $│ ;"}
    about, edited, offset = asked(row)
    found = {each.label: each for each in completions(about, edited, offset)}
    assert {f"${name}" for name in BUILT_IN} <= found.keys()
    assert found["$substring"].detail == "$substring(text, start, length?)"
    assert found["$id"].detail == "$id($object)"
    assert found["$id"].documentation == "The id of an object: the last segment of its URI."
    assert "$eval" not in found


def test_a_required_unified_field_comes_first_and_says_so() -> None:
    row = {"file": "events", "written": "resource: calendar/events\nmap:\n  │"}
    about, edited, offset = asked(row)
    found = completions(about, edited, offset)
    assert [each.label for each in found if "required" in each.detail] == ["id", "start_time", "title"]
    assert [each.label for each in found[:3]] == ["id", "start_time", "title"]
    assert found[0].documentation == "The id of the event."


def test_a_byte_order_mark_is_no_character_of_the_format() -> None:
    content = (
        "\ufeffresource: calendar/events\nrecord: Event\noperations: {list: {}}\nmap:\n  title: location.jo"
    )
    edited = Edited(SHIPPED / "integrations/calendly/calendar/events.yaml", SHIPPED, content)
    found = completions(known(), edited, len(content))
    assert found[0].label == "join_url"
    assert content[found[0].start : found[0].end] == "jo"


def test_without_a_catalogue_the_layers_are_enough() -> None:
    row = {"file": "tiny events", "instead_of": "title: subject", "written": "title: people.│"}
    about, edited, offset = asked(row)
    labels = [each.label for each in completions(Known(about.layers, None), edited, offset)]
    assert labels == [each.label for each in completions(about, edited, offset)] == ["chair", "mail", "name"]


def test_a_file_that_was_never_read_is_helped_with() -> None:
    content = "resource: calendar/events\nrecord: Appointment\noperations:\n  list:\nmap:\n  title: people."
    edited = Edited(PROVIDERS / "integrations/tiny/user_directory/people.yaml", PROVIDERS, content)
    assert [each.label for each in completions(known(PROVIDERS), edited, len(content))] == [
        "chair",
        "mail",
        "name",
    ]


def test_an_overlay_sees_what_it_is_laid_over() -> None:
    content = "map:\n  description: location."
    path = PROVIDERS / "integrations/calendly/calendar/events.yaml"
    found = completions(known(PROVIDERS), Edited(path, PROVIDERS, content), len(content))
    assert "join_url" in [each.label for each in found]


@pytest.mark.parametrize(
    "path", ["README.md", "integrations/x.yaml", "unified_models/calendar/events.json", "a/b/c.yaml", ".."]
)
def test_files_that_are_no_yaml_of_a_catalogue_get_no_help(path: str) -> None:
    assert completions(known(), Edited(SHIPPED / path, SHIPPED, "resource: "), 10) == []


def test_nothing_is_known_of_nothing() -> None:
    path = SHIPPED / "integrations/x/a/b.yaml"
    assert completions(Known([], None), Edited(path, SHIPPED, "map:\n  a: $vars."), 16) == []
    assert [each.label for each in completions(Known([], None), Edited(path, SHIPPED, ""), 0)][:2] == [
        "resource",
        "operations",
    ]
