"""How much may stand in one file: what an operation inherits counts again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from unispec.diagnostics import Code
from unispec.rules import check
from unispec.specs._extent import MAX_CHARACTERS, MAX_EXPRESSIONS

BASE = Path(__file__).parents[1] / "rules" / "base"
EVENTS = "integrations/demo/calendar/events.yaml"
FUNCTIONS = "integrations/demo/integration.yaml"
_HALF = MAX_EXPRESSIONS // 2


def _leaves(count: int, source: str = "a") -> str:
    return "".join(f"  k{number}: {source}\n" for number in range(count))


def _functions(source: str) -> str:
    lead, _, rest = (BASE / FUNCTIONS).read_text().partition("functions:\n")
    return f"{lead}functions:\n{_leaves(40, source)}{rest}"


def _too_large(root: Path, name: str, text: str) -> bool:
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    (root / name).write_text(text)
    found = check([(root, Path())])
    told = [each for each in found if each.code is Code.FILE_TOO_LARGE]
    assert all(each.location is not None and each.location.file == name for each in told)
    return bool(told)


@pytest.mark.parametrize(
    ("leaves", "source", "is_too_large"),
    [
        (_HALF - 60, "a", False),
        (_HALF + 20, "a", True),
        (40, "a" * (MAX_CHARACTERS // 90), False),
        (40, "a" * (MAX_CHARACTERS // 70), True),
    ],
)
def test_the_expressions_of_both_operations_count(
    tmp_path: Path, leaves: int, source: str, is_too_large: bool
) -> None:
    text = (BASE / EVENTS).read_text() + _leaves(leaves, source)
    assert _too_large(tmp_path, EVENTS, text) is is_too_large


@pytest.mark.parametrize(("length", "is_too_large"), [(10, False), (MAX_CHARACTERS // 30, True)])
def test_the_functions_of_an_integration_count(tmp_path: Path, length: int, is_too_large: bool) -> None:
    assert _too_large(tmp_path, FUNCTIONS, _functions(f'"{"a" * length}"')) is is_too_large
