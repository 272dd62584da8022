from __future__ import annotations

from typing import Any

import pytest

from tests.editor.insight.asking import SHIPPED, asked, known, rows
from unispec.editor.insight import Edited, Known, hover
from unispec.editor.insight._functions import FUNCTIONS
from unispec.inference import BUILT_IN
from unispec.inference._signatures import SIGNATURES

ROWS = rows("hovers")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_what_stands_at_the_cursor_is_explained(row: dict[str, Any]) -> None:
    about, edited, offset = asked(row)
    found = hover(about, edited, offset)
    assert (found.text if found else None) == row["says"]
    if found is not None:
        assert edited.content[found.start : found.end] == row["over"]


def test_every_function_of_jsonata_is_explained_and_no_other() -> None:
    assert FUNCTIONS.keys() == BUILT_IN


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_signature_has_the_parameters_that_the_check_counts(name: str) -> None:
    written = FUNCTIONS[name].signature
    takes = written.removeprefix(f"${name}(").removesuffix(")").split(", ")
    counted = SIGNATURES[name].parameters
    assert len(takes) == len(counted) or counted[-1].mark == "+"
    optional = [each.endswith("?") for each in takes]
    assert optional == sorted(optional)
    for one, other in zip(takes, counted, strict=False):
        assert one.endswith("?") == (other.mark == "?") or other.mark in "-+"
    assert FUNCTIONS[name].sentence.endswith(".")


def test_words_of_others_can_neither_end_the_code_they_stand_in_nor_be_html() -> None:
    layer = known().layers[0]
    content = (
        "functions:\n  # a <script> `x`\n  evil: |\n    function($a) { '```' & $a }\n  other: $evil(1)\n"
    )
    edited = Edited(SHIPPED / "integrations/calendly/integration.yaml", SHIPPED, content)
    found = hover(Known([layer], None), edited, content.index("$evil(") + 2)
    assert found is not None
    assert "<script" not in found.text
    assert found.text.count("```") == 2
