"""What an author is told who writes an expression as in another language, or as plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from unispec.diagnostics import Code, Diagnostic
from unispec.rules import meaning_problems
from unispec.specs import Catalogue

CATALOGUE = Catalogue.load(Path(__file__).parent / "base", bundled=False)
EQUAL, AND, OR, NOT = "JSONata compares with `=`", "write `and`", "write `or`", "write `$not(…)`"


def finding(expression: str) -> Diagnostic:
    changed = CATALOGUE.overridden("demo", {"calendar/events": {"map": {"title": expression}}})
    (found,) = (each for each in meaning_problems(changed) if each.code is Code.EXPRESSION_SYNTAX)
    return found


@pytest.mark.parametrize(
    ("expression", "remedy"),
    [
        ("name == 'x' ? name : uri", EQUAL),
        ("name=='x'", EQUAL),
        ("name === 'x'", EQUAL),
        ("guests[email == 'x'].name", EQUAL),
        ("name && uri", AND),
        ("name = '||' && uri", AND),
        ("name&&uri", AND),
        ("name || uri", OR),
        ("name = '&&'||uri", OR),
        ("!name", NOT),
        ("!$exists(name)", NOT),
        ("name and ! (uri)", NOT),
        ("hello world", "for a text, write '\"hello world\"'"),
        ("no longer there.", "for a text, write '\"no longer there.\"'"),
    ],
)
def test_an_operator_of_another_language_and_plain_text_are_explained(expression: str, remedy: str) -> None:
    assert finding(expression).help == remedy


@pytest.mark.parametrize(
    "expression",
    [
        "name =",
        "name = = uri",
        "= '=='",
        "name and",
        "name &",
        "name | uri",
        "(name uri)",
        '"&&" "||"',
        '"!a',
        "",
    ],
)
def test_another_fault_gets_no_wrong_advice(expression: str) -> None:
    assert finding(expression).help is None


@pytest.mark.parametrize(
    ("before", "string"),
    [("name & ", '"abc'), ("name & ", "'abc"), ("name & ", '"abc\n  & uri'), ('"\'" & ', "'x\"y")],
)
def test_an_unclosed_string_is_marked_from_its_opening_quote(before: str, string: str) -> None:
    found = finding(before + string)
    assert found.message == "the string has no closing quote"
    assert found.location is not None
    assert found.location.inside == (len(before), len(before + string))
