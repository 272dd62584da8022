"""Settings change the severity of findings, everywhere or below some paths, and are read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.diagnostics import Code, Diagnostic, Severity, Stage, is_negotiable, stage_of
from unispec.documents import from_data, parse_toml
from unispec.rules import RULES, Policy, Settings, check, read_settings
from unispec.rules._patterns import Pattern

HERE = Path(__file__).parent
EVENTS, PEOPLE, DEMO = (
    f"integrations/demo/{name}.yaml" for name in ("calendar/events", "calendar/people", "integration")
)
ACME = "integrations/acme/integration.yaml"


def read(text: str) -> tuple[Settings, tuple[Diagnostic, ...]]:
    document = parse_toml("unispec.toml", text.encode()).document
    assert document is not None
    return read_settings(document)


def settings(text: str) -> Settings:
    found, wrong = read(text)
    assert wrong == ()
    return found


def finding(code: str, file: str, severity: Severity = Severity.WARNING) -> Diagnostic:
    return Diagnostic(Code(code), "x", from_data(file, None).location(), severity=severity)


def severity(text: str, code: str, file: str, root: str = "") -> str:
    found = Policy(settings(text), root).applied([finding(code, file)])
    return found[0].severity.value if found else "off"


LATER_WINS = """
[severity]
unused-function = "note"
[[paths]]
files = ["integrations/demo/**"]
severity = { unused-function = "error", unused-pagination = "off" }
[[paths]]
files = ["**/people.yaml", "**/nobody.yaml"]
severity = { unused-function = "off" }
"""


@pytest.mark.parametrize(
    ("code", "file", "expected"),
    [
        ("unused-function", ACME, "note"),
        ("unused-function", EVENTS, "error"),
        ("unused-function", PEOPLE, "off"),
        ("unused-pagination", ACME, "warning"),
        ("unused-pagination", PEOPLE, "off"),
        ("unused-pagination", DEMO, "off"),
        ("small-page", PEOPLE, "warning"),
    ],
)
def test_of_all_settings_that_fit_a_file_the_last_one_counts(code: str, file: str, expected: str) -> None:
    assert severity(LATER_WINS, code, file) == expected


@pytest.mark.parametrize(
    ("root", "file", "expected"),
    [
        (".", EVENTS, "error"),
        ("/some/root", f"/some/root/{EVENTS}", "error"),
        ("some/root/", f"some/root/{EVENTS}", "error"),
        ("../root", f"../root/{EVENTS}", "error"),
        ("some/root", EVENTS, "note"),
        ("some/root", f"some/rootless/{EVENTS}", "note"),
        ("", "integrations/acme/cases/../../demo/x.json", "error"),
    ],
)
def test_paths_count_from_the_root(root: str, file: str, expected: str) -> None:
    assert severity(LATER_WINS, "unused-function", file, root) == expected


def test_a_finding_without_a_file_follows_the_settings_for_all_files_alone() -> None:
    found = Policy(settings(LATER_WINS)).applied([Diagnostic(Code.UNUSED_FUNCTION, "x")])
    assert [each.severity for each in found] == [Severity.NOTE]


def test_without_settings_every_finding_is_as_it_was_found() -> None:
    found = [finding("unused-function", EVENTS), finding("yaml-syntax", ACME, Severity.ERROR)]
    assert set(Policy().applied(found)) == set(found)


@pytest.mark.parametrize("word", ["error", "warning", "note", "off"])
def test_a_check_of_a_catalogue_takes_settings(word: str) -> None:
    roots = [(HERE / root, Path()) for root in ("base", "unused-function/bad")]
    policy = Policy(settings(f'[severity]\nunused-function = "{word}"'))
    found = check(roots, policy)
    assert {each.severity.value for each in found} == ({word} - {"off"})
    assert all(each.code is Code.UNUSED_FUNCTION for each in found)


def test_settings_do_not_make_a_later_stage_run() -> None:
    roots = [(HERE / root, Path()) for root in ("base", "missing-key/bad")]
    text = '[severity]\nunused-function = "error"\nmissing-key = "error"'
    assert list(map(str, check(roots, Policy(settings(text))))) == list(map(str, check(roots)))


WRONG = [
    ("severty = {}", "unknown key `severty`", "1:1", "did you mean `severity`?"),
    ("severity = 1", "`severity` must be a table", "1:12", None),
    ("[severity]\nunused-functon = 'off'", "`unused-functon` is not a code", "2:1", "`unused-function`?"),
    (
        "[severity]\nunused-function = 'of'",
        "`unused-function` is set to what is not a severity",
        "2:19",
        "`off`",
    ),
    ("[severity]\nunused-function = false", "`unused-function` is set to what", "2:19", "`off`"),
    ("[severity]\nunused-function = ['off']", "`unused-function` is set to what", "2:19", "`off`"),
    (
        "[severity]\nyaml-syntax = 'off'",
        "`yaml-syntax` can be neither turned off nor lowered",
        "2:15",
        "repair",
    ),
    ("severity.missing-key = 'note'", "`missing-key` can be neither", "1:24", "repair"),
    ("[severity]\nmisplaced-file = 'warning'", "`misplaced-file` can be neither", "2:18", "repair"),
    ("[severity]\ninvalid-setting = 'off'", "`invalid-setting` can be neither", "2:19", "repair"),
    ("[severity]\ninvalid-silence = 'off'", "`invalid-silence` can be neither", "2:19", "repair"),
    ("[severity]\nprovider-error = 'off'", "`provider-error` is not found by a check", "2:1", None),
    ("[paths]\nfiles = ['**']", "`paths` must be an array of tables", "1:2", "[[paths]]"),
    ("paths = [1]", "each of `paths` must be a table", "1:10", None),
    ("[[paths]]\nseverity = {}", "`files` is missing", "1:3", None),
    ("[[paths]]\nfiles = ['**']", "`severity` is missing", "1:3", None),
    ("[[paths]]\nfile = ['**']\nseverity = {}\nfiles = ['**']", "unknown key `file`", "2:1", "`files`?"),
    ("[[paths]]\nfiles = '**'\nseverity = {}", "`files` must be an array of patterns", "2:9", "acme"),
    ("[[paths]]\nfiles = []\nseverity = {}", "`files` must be an array of patterns", "2:9", "acme"),
    ("[[paths]]\nfiles = ['**', 1]\nseverity = {}", "this is not a pattern of files", "2:16", "root"),
    ("[[paths]]\nfiles = ['/a/**']\nseverity = {}", "this is not a pattern of files", "2:10", "root"),
    ("[[paths]]\nfiles = ['a\\b']\nseverity = {}", "this is not a pattern of files", "2:10", "root"),
    ("[[paths]]\nfiles = ['../a']\nseverity = {}", "this is not a pattern of files", "2:10", "root"),
    ("[[paths]]\nfiles = ['a/']\nseverity = {}", "this is not a pattern of files", "2:10", "root"),
    ("[[paths]]\nfiles = ['']\nseverity = {}", "this is not a pattern of files", "2:10", "root"),
    ("[[paths]]\nfiles = ['**']\nseverity = {x = 'off'}", "`x` is not a code", "3:13", "codes"),
    ("[[paths]]\nfiles = ['**']\nseverity = 3", "`severity` must be a table", "3:12", None),
]


@pytest.mark.parametrize(("text", "message", "place", "remedy"), WRONG)
def test_a_setting_that_is_wrong_is_told_with_its_place(
    text: str, message: str, place: str, remedy: str | None
) -> None:
    (wrong,) = read(text)[1]
    assert wrong.code is Code.INVALID_SETTING
    assert wrong.severity is Severity.ERROR
    assert wrong.message.startswith(message)
    assert str(wrong.location) == f"unispec.toml:{place}"
    assert (wrong.help is None) if remedy is None else remedy in (wrong.help or "")


def test_what_is_wrong_is_told_all_at_once_and_the_rest_counts() -> None:
    found, wrong = read("[severity]\nx = 1\nunused-function = 'off'\ny = 2\n[[paths]]\n[[paths]]\n")
    assert len(wrong) == 6
    assert found.severity == {Code.UNUSED_FUNCTION: None}


@pytest.mark.parametrize("code", Code)
def test_each_code_can_be_set_or_says_why_not(code: Code) -> None:
    for word in ("error", "note", "off"):
        found, wrong = read(f'[severity]\n{code} = "{word}"')
        stage = stage_of(code)
        is_set = is_negotiable(code) or (stage is not Stage.RUN and word == "error")
        assert (code in found.severity) is is_set
        assert len(wrong) == (not is_set)


def test_every_rule_can_be_set_but_those_whose_code_is_of_an_earlier_stage() -> None:
    codes = {Code(rule.__name__.replace("_", "-")) for rule in RULES}
    assert {code for code in codes if stage_of(code) is not Stage.MEANING} == {
        Code.MISSING_KEY,
        Code.WRONG_VALUE,
    }


def test_a_pattern_that_matches_no_file_is_a_warning() -> None:
    found = list(settings(LATER_WINS).unmatched([EVENTS, PEOPLE]))
    assert [(each.message, str(each.location), each.severity) for each in found] == [
        ("`**/nobody.yaml` matches no file of the root", "unispec.toml:8:28", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("**", "a", True),
        ("**", "a/b/c", True),
        ("a/**", "a/b/c", True),
        ("a/**", "ab/c", False),
        ("**/c", "c", True),
        ("**/c", "a/b/c", True),
        ("a/**/c", "a/c", True),
        ("a/**/c", "a/b/b/c", True),
        ("a/**/c", "a/b/d", False),
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("a/*/c.y?ml", "a/b/c.yaml", True),
        ("a/[bc]", "a/b", True),
        ("a/[!bc]", "a/b", False),
        ("a", "a/b", False),
        ("A", "a", False),
        ("**/**/**/x", "x", True),
        ("a.b", "aXb", False),
    ],
)
def test_a_pattern_matches_whole_paths(pattern: str, path: str, expected: bool) -> None:
    assert Pattern(pattern).matches(path) is expected


STEPS = st.lists(st.sampled_from(["**", "*", "a", "b", "?", "a*"]), min_size=1, max_size=5)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "c"]), min_size=1, max_size=5)


@cache
def expression(steps: tuple[str, ...]) -> re.Pattern[str]:
    """The same pattern as a regular expression over a path that ends in a slash."""
    names = {"**": r"(?:[^/]+/)*", "*": "[^/]*/", "?": "[^/]/", "a*": "a[^/]*/"}
    return re.compile("".join(names.get(step, f"{step}/") for step in steps))


@given(STEPS, PATHS)
def test_patterns_agree_with_regular_expressions(steps: Iterable[str], path: Iterable[str]) -> None:
    expected = expression(tuple(steps)).fullmatch("/".join(path) + "/") is not None
    assert Pattern("/".join(steps)).matches("/".join(path)) is expected
