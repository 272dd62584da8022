"""The JSON document: its shape is pinned by the schema that ships."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, ValidationError

from tests.rendering.findings import ANY, SOME
from unispec.rendering import report

SCHEMA = json.loads((files("unispec.rendering") / "report.schema.json").read_text("utf-8"))
VALID = Draft202012Validator(SCHEMA)


def test_findings_are_written_as_the_schema_says() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    written = json.loads(report(SOME))
    VALID.validate(written)
    assert written["version"] == 1
    assert written["summary"] == {"errors": 2, "warnings": 1, "notes": 1}
    assert [each["code"] for each in written["diagnostics"]] == [each.code for each in SOME]
    assert written["diagnostics"][2] == {
        "code": "duplicate-key",
        "severity": "warning",
        "message": "`title` stands here twice, as `{{ a }}: b, c`",
        "help": "remove one\nor the other",
        "file": "integrations/ä b/50%.yaml",
        "line": 4,
        "column": 3,
        "end_line": 5,
        "end_column": 1,
        "related": [
            {
                "message": "the [first]",
                "file": "integrations/ä b/50%.yaml",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 6,
            }
        ],
        "docs": "docs/diagnostics.md#duplicate-key",
    }


def test_what_no_utf8_can_hold_is_escaped() -> None:
    assert json.loads(report(SOME))["diagnostics"][3]["file"] == "../odd\\udcff\n.yaml"


def test_a_finding_without_a_place_has_a_null_for_each_part_of_it() -> None:
    (found,) = json.loads(report(SOME[:1]))["diagnostics"]
    assert {found[part] for part in ("file", "line", "column", "end_line", "end_column", "help")} == {None}


def test_no_findings_make_a_report_too() -> None:
    written = json.loads(report([]))
    VALID.validate(written)
    assert written["diagnostics"] == []


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_whatever_was_found_the_report_fits_its_schema(found: Any) -> None:
    written = json.loads(report(found))
    VALID.validate(written)
    assert len(written["diagnostics"]) == len(found) == sum(written["summary"].values())


@pytest.mark.parametrize(
    "change",
    [
        {"line": 0},
        {"severity": "fatal"},
        {"code": "Not A Code"},
        {"colour": "red"},
        {"message": ""},
        {"related": [{"message": "no place"}]},
    ],
)
def test_the_schema_refuses_another_shape(change: dict[str, Any]) -> None:
    written = json.loads(report(SOME))
    written["diagnostics"][1] |= change
    with pytest.raises(ValidationError):
        VALID.validate(written)
