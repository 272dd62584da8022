"""The SARIF log: valid by the schema of SARIF 2.1.0, and a finding keeps its fingerprint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator, FormatChecker

from tests.rendering.findings import ANY, HERE, MAP, SOME, title
from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.rendering import page, sarif

SCHEMA = json.loads((Path(__file__).parent / "sarif" / "sarif-2.1.0.schema.json").read_text("utf-8"))
VALID = Draft4Validator(SCHEMA, format_checker=FormatChecker())


def run_of(found: Sequence[Diagnostic]) -> Any:
    written = json.loads(sarif(found, HERE))
    VALID.validate(written)
    (run,) = written["runs"]
    return run


def fingerprints(*found: Diagnostic) -> list[str]:
    return [each["partialFingerprints"]["unispecFinding/v1"] for each in run_of(found)["results"]]


def test_findings_become_results_of_one_run() -> None:
    run = run_of(SOME)
    assert run["columnKind"] == "unicodeCodePoints"
    assert [each["level"] for each in run["results"]] == ["error", "error", "warning", "note"]
    assert "locations" not in run["results"][0]
    assert run["results"][1]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "specs/integrations/a/b.yaml", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 13},
            }
        }
    ]


def test_every_byte_of_a_path_is_in_its_uri() -> None:
    uris = [
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in run_of(SOME)["results"][1:]
    ]
    assert uris == [
        "specs/integrations/a/b.yaml",
        "specs/integrations/%C3%A4%20b/50%25.yaml",
        "odd%FF%0A.yaml",
    ]
    assert unquote_to_bytes(uris[2]) == b"odd\xff\n.yaml"


def test_a_file_outside_of_the_checkout_has_its_whole_uri() -> None:
    (result,) = run_of([title(name="/elsewhere/a b.yaml")])["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///elsewhere/a%20b.yaml"}


def test_a_message_links_to_what_is_related_and_its_braces_are_literal() -> None:
    result = run_of(SOME)["results"][2]
    assert result["message"] == {
        "text": "'title' stands here twice, as '{{{{ a }}}}: b, c'\nremove one\nor the other\n"
        "[the \\[first\\]](1)",
        "markdown": "`title` stands here twice, as `{{{{ a }}}}: b, c`\nremove one\nor the other\n"
        "[the \\[first\\]](1)",
    }
    (related,) = result["relatedLocations"]
    assert related["id"] == 1
    assert related["physicalLocation"]["region"]["startLine"] == 1


def test_a_message_that_looks_like_a_link_is_none() -> None:
    message = run_of(SOME)["results"][3]["message"]
    assert message == {"text": "'$split(a, b)\\[0](c)'", "markdown": "`$split(a, b)[0](c)`"}


def test_the_rules_are_the_codes_that_were_found() -> None:
    run = run_of([*SOME, title(message="again")])
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == [
        "unreadable-file",
        "duplicate-key",
        "quoted-word",
        "unknown-source-field",
    ]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert run_of([])["tool"]["driver"]["rules"] == []


@pytest.mark.parametrize("code", Code)
def test_a_rule_tells_what_the_page_of_the_code_tells(code: Code) -> None:
    (rule,) = run_of([Diagnostic(code, "wrong")])["tool"]["driver"]["rules"]
    short, full = rule["shortDescription"]["text"], rule["fullDescription"]["text"]
    assert full.startswith(short)
    assert len(full) <= 1024
    assert short.endswith(".")
    assert rule["help"]["markdown"] == page(code).body
    assert "```" not in rule["help"]["text"]
    assert rule["name"].lower() == code.replace("-", "")


def test_a_rule_is_as_severe_as_its_worst_finding() -> None:
    found = [Diagnostic(Code.UNKNOWN_KEY, "x", severity=each) for each in (Severity.NOTE, Severity.WARNING)]
    (rule,) = run_of(found)["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "warning"}


def test_a_rule_links_to_its_page_when_the_package_names_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (rule,) = run_of([title()])["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    monkeypatch.setattr("unispec.rendering._pages._home", lambda: "https://acme.test/diagnostics")
    (rule,) = run_of([title()])["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://acme.test/diagnostics#unknown-source-field"


def test_a_fingerprint_outlives_other_lines_and_another_folder() -> None:
    first = fingerprints(title())
    assert fingerprints(title("# one\n\n# two\n" + MAP)) == first
    assert fingerprints(title("other: 1\n" + MAP)) == first
    assert fingerprints(title(MAP.replace("  title: nam", "  # the title\n  title: [nam]"))) == first
    assert fingerprints(title(name="/home/acme/specs/integrations/a/b.yaml")) == first


def test_different_findings_have_different_fingerprints() -> None:
    found = [title(), title(name="c.yaml"), title(message="worse"), Diagnostic(Code.UNKNOWN_KEY, "wrong")]
    assert len(set(fingerprints(*found, title(), title()))) == 6


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_whatever_was_found_the_log_fits_the_schema_of_sarif(found: Any) -> None:
    results = run_of(found)["results"]
    assert len(results) == len(found)
    assert len({each["partialFingerprints"]["unispecFinding/v1"] for each in results}) == len(found)
